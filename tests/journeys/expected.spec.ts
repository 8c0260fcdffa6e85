import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, openTrend, overviewOf } from './launching.ts';
import { sendOrder, tokenOf } from './standing-orders.ts';

const patient = 'frail';

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
