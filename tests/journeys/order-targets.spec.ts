import { expect, test } from '@playwright/test';
import { monitoringLimitsUrl } from '#clinical/canonical.ts';
import { patients } from '#fixtures/patients.ts';
import { coding, fnrSystem, loinc, observation, quantity } from '../support/observation-builders.ts';
import { deliverAsSource } from './deliver-as-source.ts';
import { expectAccessible, expectNoSidewaysScroll, openTrend, overviewOf } from './launching.ts';
import { sendOrder, tokenOf } from './standing-orders.ts';

/** Saturation and glucose of this patient, and their orders, are this file's alone. */
const patient = 'dst-nights';
const identifiers = patients.find(({ id }) => id === patient)?.resource.identifier;
const person = {
  system: fnrSystem,
  value: String(identifiers?.find(({ system }) => system === fnrSystem)?.value),
};
const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

/** The same measurements at each try; none is flagged, so that the overview's order is as it was. */
const measured = (code: string, hour: number, value: fhir4.Quantity) =>
  observation(person, {
    identifier: [{ system: 'https://source.example/targets', value: `${day(1)}-${code}-${hour}` }],
    category: undefined,
    code: coding(loinc, code),
    effectiveDateTime: `${day(1)}T0${hour}:00:00Z`,
    valueQuantity: value,
  });

function orderOf(code: string, unit: string, low: number, high: number): fhir4.ServiceRequest {
  const end = (value: number) => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit });
  return {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: coding(loinc, code),
    subject: { reference: `Patient/${patient}` },
    occurrenceTiming: { repeat: { boundsPeriod: { start: day(10) } } },
    reasonCode: [{ text: 'Eget mål' }],
    extension: [
      {
        url: monitoringLimitsUrl,
        extension: [
          { url: 'part', valueCoding: { system: loinc, code } },
          { url: 'target', valueRange: { low: end(low), high: end(high) } },
        ],
      },
    ],
  };
}

test('saturation and glucose stand against the target of the order, with who set it', async ({ page }) => {
  await deliverAsSource(
    ['new', 'unchanged'],
    measured('2708-6', 6, quantity(95, '%')),
    measured('2708-6', 8, quantity(97, '%')),
    measured('15074-8', 6, quantity(4.2, 'mmol/L')),
    measured('15074-8', 7, quantity(7, 'mmol/L')),
    measured('15074-8', 8, quantity(9.5, 'mmol/L')),
    measured('15074-8', 9, quantity(8.04, 'mmol/L')),
  );
  const token = await tokenOf(page, patient);
  await expect(overviewOf(page)).toBeVisible();
  const set: fhir4.ServiceRequest[] = [];
  try {
    for (const order of [orderOf('2708-6', '%', 94, 96), orderOf('15074-8', 'mmol/L', 5, 8)]) {
      // Another try of this test may hold it.
      await expect(async () => set.push(await sendOrder(token, order))).toPass({ timeout: 60_000 });
    }
    const target = page.getByTestId('order-target');
    await openTrend(page, 'oxygen-saturation');
    await expect(target).toContainText('94–96 %: over');
    await expect(target).toContainText('Individuelt mål satt av');
    await expectAccessible(page);

    await page
      .getByRole('link', { name: /Tilbake|oversikt/i })
      .first()
      .click();
    await openTrend(page, 'glucose');
    await page.getByLabel('Type 1 eller type 2').check();
    await expect(target).toContainText('5,0–8,0 mmol/L');
    await expect(target).toContainText(
      'Andel av målingene innenfor: 50,0 %. Målinger: 2 innenfor, 1 under, 1 over.',
    );
    await expect(target).toContainText('Individuelt mål satt av');
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  } finally {
    for (const order of set) await sendOrder(token, { ...order, status: 'entered-in-error' });
  }
});
