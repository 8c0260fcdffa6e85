import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { expectAccessible, launch, openTrend, overviewOf } from './launching.ts';
import { stack } from './stack.ts';

const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const percent = (value: number) => ({ value, unit: '%', system: 'http://unitsofmeasure.org', code: '%' });
const url = 'https://hjemmekurve.example/fhir/StructureDefinition/monitoring-limits';

/** As the app itself asks, with the token that it has. */
async function openWithToken(page: Page): Promise<string> {
  const [request] = await Promise.all([
    page.waitForRequest((each) => each.url().includes('/fhir/Observation/$lastn')),
    launch(page, { patient: 'multimorbid' }),
  ]);
  await expect(overviewOf(page)).toBeVisible();
  return (await request.allHeaders())['authorization'] ?? '';
}

/** The patient's saturation order is this file's alone. */
test('limits step where an order begins, and the table names who set those that judged a row', async ({
  page,
}) => {
  const authorization = await openWithToken(page);
  const headers = { authorization, 'content-type': 'application/fhir+json' };
  const first = await page.request.get(`${stack().fhir}/Observation?_count=1`, { headers });
  const bundle = (await first.json()) as fhir4.Bundle<fhir4.Observation>;
  const subject = { reference: bundle.entry?.[0]?.resource?.subject?.reference };
  const order = {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: { coding: [{ system: 'http://loinc.org', code: '2708-6' }] },
    subject,
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
  const made = await page.request.post(`${stack().fhir}/ServiceRequest`, { headers, data: order });
  expect(made.status()).toBe(201);
  const standing = (await made.json()) as fhir4.ServiceRequest;
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
    const ended = await page.request.put(`${stack().fhir}/ServiceRequest/${standing.id ?? ''}`, {
      headers: { ...headers, 'if-match': `W/"${standing.meta?.versionId ?? ''}"` },
      data: { ...standing, status: 'entered-in-error' },
    });
    expect(ended.status()).toBe(200);
  }
});
