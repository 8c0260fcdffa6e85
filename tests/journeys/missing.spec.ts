import { expect, test } from '@playwright/test';
import { outageSinceUrl } from '#clinical/canonical.ts';
import { coding, loinc } from '../support/observation-builders.ts';
import { expectAccessible, expectNoSidewaysScroll, launch, overviewOf, rowOf } from './launching.ts';
import { sendOrder, tokenOf } from './standing-orders.ts';

/** Nothing was received for five months, and his orders are this file's alone. */
const patient = 'last-data-5-months-old';

const orderOf = (code: string, repeat: fhir4.TimingRepeat): fhir4.ServiceRequest => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: coding(loinc, code),
  subject: { reference: `Patient/${patient}` },
  occurrenceTiming: {
    repeat: {
      boundsPeriod: { start: new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10) },
      ...repeat,
    },
  },
  reasonCode: [{ text: 'Følges tett' }],
});

test('the overview says of each sign how much is missing, by one request that it does not wait for', async ({
  page,
}) => {
  const token = await tokenOf(page, patient);
  await expect(overviewOf(page)).toBeVisible();
  const set: fhir4.ServiceRequest[] = [];
  try {
    for (const order of [
      orderOf('8310-5', { frequency: 1, period: 1, periodUnit: 'd' }),
      orderOf('29463-7', { frequency: 2, period: 1, periodUnit: 'wk' }),
      orderOf('15074-8', { frequency: 288, period: 1, periodUnit: 'd' }),
    ]) {
      // Another try of this test may hold it.
      await expect(async () => set.push(await sendOrder(token, order))).toPass({ timeout: 60_000 });
    }
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('$expected-measurements')) asked.push(request.url());
    });
    await page.getByRole('button', { name: 'Oppdater' }).click();
    const mark = (sign: string) => rowOf(page, sign).locator('[data-missing]');
    await expect(mark('body-temperature')).toHaveText('○ Mangler 7 av 7 målinger siste 7 dager');
    await expect(mark('body-weight')).toHaveText(
      '○ Mangler 2 av 2 målinger i perioder som sluttet siste 7 dager',
    );
    await expect(mark('glucose')).toHaveText(
      '○ Sensor aktiv 0,0 % av tiden på 14 dager. Tid i område krever 70 %',
    );
    await expect(page.locator('[data-missing]')).toHaveCount(3);
    await expect(rowOf(page, 'body-temperature')).not.toHaveAttribute('data-tone', /red|yellow|normal/);
    expect(asked).toHaveLength(1);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  } finally {
    for (const order of set) await sendOrder(token, { ...order, status: 'entered-in-error' });
  }
});

test('when it cannot be had, the overview stands and says that it is not known', async ({ page }) => {
  await page.route(/\$trend/, (route) =>
    route.fulfill({ status: 503, contentType: 'application/fhir+json', body: '{}' }),
  );
  const issue = {
    extension: [{ url: outageSinceUrl, valueInstant: '2026-01-05T07:40:00Z' }],
    ...{ severity: 'error', code: 'transient', details: { coding: [{ code: 'store-unavailable' }] } },
  };
  await page.route(/\$expected-measurements/, (route) =>
    route.fulfill({
      ...{ status: 503, contentType: 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] }),
    }),
  );
  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await expect(page.getByTestId('missing-unknown')).toContainText(
    'ikke kjent om forventede målinger mangler',
  );
  await expect(page.getByTestId('missing-unknown')).toContainText(
    /Har ikke svart siden 5\. jan\. .*kl\. 08:40\./,
  );
  await expectAccessible(page);
});

test('nothing is asked about a patient of whom no order says how often', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('$expected-measurements')) asked.push(request.url());
  });
  await launch(page, { patient: 'hypertension' });
  await expect(rowOf(page, 'blood-pressure').locator('[data-flag]').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(asked).toEqual([]);
  await expect(page.getByTestId('missing-unknown')).toHaveCount(0);
});
