import { expect, test } from '@playwright/test';
import { coding, loinc } from '../support/observation-builders.ts';
import { expectAccessible, expectNoSidewaysScroll, openTrend, overviewOf, rowOf } from './launching.ts';
import { sendOrder, tokenOf, withdrawOrders } from './standing-orders.ts';

const patient = 'frail';
/** His orders of glucose are this file's alone; a sensor of his gives a value every five minutes. */
const withSensor = 'type-1-diabetes';

const day = 86_400_000;
const ordered = (): fhir4.ServiceRequest => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] },
  subject: { reference: `Patient/${patient}` },
  occurrenceTiming: {
    repeat: {
      boundsPeriod: { start: new Date(Date.now() - 25 * day).toISOString().slice(0, 10) },
      frequency: 1,
      period: 1,
      periodUnit: 'd',
    },
  },
  reasonCode: [{ text: 'Følges daglig etter infeksjon' }],
});

test('what an order expects is set against what came, day by day, and is gone with an order in error', async ({
  page,
}) => {
  const token = await tokenOf(page, patient);
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'body-temperature');
  const panel = page.getByTestId('expected');
  await expect(panel).toContainText('Ingen plan sier hvor ofte');

  const order = await sendOrder(token, ordered());
  try {
    await page.getByText('90 dager', { exact: true }).click();
    const cells = panel.locator('td[data-state]');
    await expect(cells).toHaveCount(90);
    const count = (state: string) => panel.locator(`td[data-state="${state}"]`).count();
    const complete = await count('complete');
    const missing = await count('missing');
    expect(complete).toBeGreaterThan(3);
    expect(missing).toBeGreaterThan(3);
    expect(await count('before-order')).toBe(64);
    await expect(panel.locator('td[data-state="missing"]').first()).toContainText(/mangler, 0 av 1 mottatt/);
    await expect(panel.getByTestId('expected-total')).toContainText(`Mangler: ${missing}.`);
    await expect(panel.getByRole('row', { name: /Uke \d+ \d av 7 dager/ }).first()).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 800 });
    await expectNoSidewaysScroll(page);
  } finally {
    await sendOrder(token, { ...order, status: 'entered-in-error' });
  }
  await page.getByText('30 dager', { exact: true }).click();
  await expect(panel).toContainText('Ingen plan sier hvor ofte');
});

test('a sensor has a share of each day and of fourteen, and no number of missing values', async ({
  page,
}) => {
  await withdrawOrders(page, withSensor, '15074-8');
  const token = await tokenOf(page, withSensor);
  await expect(overviewOf(page)).toBeVisible();
  const order = await sendOrder(token, {
    ...ordered(),
    code: coding(loinc, '15074-8'),
    subject: { reference: `Patient/${withSensor}` },
    occurrenceTiming: {
      repeat: {
        boundsPeriod: { start: new Date(Date.now() - 10 * day).toISOString().slice(0, 10) },
        frequency: 288,
        period: 1,
        periodUnit: 'd',
      },
    },
  });
  try {
    const answered = page.waitForResponse((response) => response.url().includes('$expected-measurements'));
    await page.getByRole('button', { name: 'Oppdater' }).click();
    expect((await answered).status()).toBe(200);
    await expect(rowOf(page, 'glucose')).not.toContainText('Mangler');
    await openTrend(page, 'glucose');
    const panel = page.getByTestId('expected');
    await expect(panel.getByTestId('expected-sensor')).toContainText(
      /^Fra .+ til .+ ba planen om sensor på (9|10) dager\. Da var sensoren aktiv \d+,\d % av tiden\. Tid i område krever 14 dager\./,
    );
    await expect(panel).toContainText('Diabetes Care 2019;42:1593');
    await expect(panel).not.toContainText(/\d av \d+ forventede/);
    await expect(panel.locator('td[data-state="sensor"]').first()).toContainText(
      /sensoren ga verdier, aktiv \d+,\d % av døgnet/,
    );
    await expectAccessible(page);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
    }
  } finally {
    await sendOrder(token, { ...order, status: 'entered-in-error' });
  }
});
