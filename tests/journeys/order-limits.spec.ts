import { expect, test } from '@playwright/test';
import { expectAccessible, openTrend, overviewOf } from './launching.ts';
import { sendOrder, tokenOf } from './standing-orders.ts';

const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const percent = (value: number) => ({ value, unit: '%', system: 'http://unitsofmeasure.org', code: '%' });
const url = 'https://hjemmekurve.example/fhir/StructureDefinition/monitoring-limits';

/** The patient's saturation order is this file's alone. */
test('limits step where an order begins, and the table names who set those that judged a row', async ({
  page,
}) => {
  const token = await tokenOf(page, 'multimorbid');
  await expect(overviewOf(page)).toBeVisible();
  const order: fhir4.ServiceRequest = {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: { coding: [{ system: 'http://loinc.org', code: '2708-6' }] },
    subject: { reference: 'Patient/multimorbid' },
    occurrenceTiming: { repeat: { boundsPeriod: { start: day(15) } } },
    reasonCode: [{ text: 'KOLS, eget utgangspunkt' }],
    extension: [
      {
        url,
        extension: [
          { url: 'part', valueCoding: { system: 'http://loinc.org', code: '2708-6' } },
          { url: 'redLow', valueQuantity: percent(84) },
          { url: 'yellowLow', valueQuantity: percent(87) },
        ],
      },
    ],
  };
  const standing = await sendOrder(token, order);
  try {
    await openTrend(page, 'oxygen-saturation');
    await expect(page.getByTestId('summary')).toContainText('Grensene er endret i perioden');
    const rows = page.getByTestId('measurements').locator('tbody tr');
    await expect(rows.first()).toContainText(/Satt av .+, .+, gjelder fra/);
    await page.getByText('Grenser brukt i perioden').click();
    await expect(page.locator('details[open] li')).toHaveCount(2);
    await expect(page.locator('details[open] li').first()).toContainText('Generell grense');
    await page.getByTestId('measurements').getByRole('button', { name: 'Tid' }).click();
    await expect(rows.first()).not.toContainText('Satt av');
    await expectAccessible(page);
  } finally {
    await sendOrder(token, { ...standing, status: 'entered-in-error' });
  }
});
