import { expect, test } from '@playwright/test';
import { patients } from '#fixtures/patients.ts';
import {
  bloodPressure,
  coding,
  fnrSystem,
  heartRate,
  loinc,
  observation,
  quantity,
  snomed,
} from '../support/observation-builders.ts';
import { deliverAsSource } from './deliver-as-source.ts';
import { expectAccessible, expectNoSidewaysScroll, launch, openTrend, overviewOf } from './launching.ts';
import { withdrawOrders } from './standing-orders.ts';

/** No other journey delivers about him, or sets orders of NEWS2 for him. */
const patient = 'type-1-diabetes';
const identifiers = patients.find(({ id }) => id === patient)?.resource.identifier;
const person = {
  system: fnrSystem,
  value: String(identifiers?.find(({ system }) => system === fnrSystem)?.value),
};

const news2Code = '1104051000000101';

/** A visit yesterday: the same measurements at each try, so that delivering again changes nothing. */
const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const at = (hour: number) => `${day}T0${hour}:00:00Z`;
const identified = (what: string) => ({
  identifier: [{ system: 'https://source.example/news2', value: `${day}-${what}` }],
});
const total = (time: string, value: number, scores: Record<string, number>) =>
  observation(person, {
    ...identified(`total-${value}`),
    code: coding(snomed, news2Code),
    effectiveDateTime: time,
    valueQuantity: { value },
    component: Object.entries(scores).map(([code, points]) => ({
      code: coding(snomed, code),
      valueQuantity: { value: points },
    })),
  });
/** Respiration, air or oxygen, pressure, pulse, consciousness, temperature: no points. */
const rest = Object.fromEntries(
  [
    '1104301000000104',
    '1104331000000105',
    '1104341000000101',
    '1104351000000103',
    '1104361000000100',
    '1104371000000107',
  ].map((code) => [code, 0]),
);
const [scale1, scale2] = ['1104311000000102', '1104321000000108'];

/** Three totals received, and one visit that a total can be computed of. */
async function deliver(): Promise<void> {
  const measured = (code: string, value: fhir4.Quantity, more: object = {}) =>
    observation(person, {
      ...identified(code),
      code: coding(loinc, code),
      effectiveDateTime: at(8),
      valueQuantity: value,
      ...more,
    });
  await deliverAsSource(
    ['new', 'unchanged'],
    total(at(5), 3, { ...rest, [scale1]: 3 }),
    total(at(6), 4, { ...rest, [scale2]: 1 }),
    total(at(7), 2, { [scale1]: 2 }),
    measured('9279-1', quantity(22, '/min')),
    measured('2708-6', quantity(90, '%'), {
      component: [{ code: coding(loinc, '3151-8'), valueQuantity: quantity(2, 'L/min') }],
    }),
    measured('8310-5', quantity(37, 'Cel')),
    { ...bloodPressure(person, at(8), 120, 80), ...identified('pressure') },
    heartRate(person, at(8), 70, identified('pulse')),
    observation(person, {
      ...identified('consciousness'),
      code: coding(snomed, '1104441000000107'),
      effectiveDateTime: at(8),
      valueCodeableConcept: coding(snomed, '248234008'),
    }),
  );
}

test.beforeEach(async ({ browser }) => {
  const page = await browser.newPage();
  await withdrawOrders(page, patient, news2Code);
  await page.close();
});

test('received totals with sub-scores and scale, a disagreement said, and a computed total told apart', async ({
  page,
}) => {
  await deliver();
  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'news2');
  const panel = page.getByTestId('clinical-summary');
  await expect(panel).toContainText('Mottatte summer vises slik de kom');
  const rows = panel.getByTestId('news2-steps').locator('tbody tr');
  await expect(rows.nth(2)).toBeVisible();
  const cells = (row: number) => rows.nth(row).locator('td');
  const missing = cells(0);
  await expect(cells(2)).toHaveText(['3', 'Mottatt', '1', '0', '3', '0', '0', '0', '0', '0']);
  await expect(cells(1)).toHaveText([
    '4',
    'Mottatt. Stemmer ikke med delskårene, som gir 1',
    '2',
    ...['0', '1', '0', '0', '0', '0', '0'],
  ]);
  await expect(missing.nth(1)).toHaveText('Mottatt. Ikke alle delskår er mottatt');
  await expect(missing.nth(3)).toHaveText('ikke oppgitt');
  await expect(panel).not.toContainText('Regnet ut av');

  await panel.getByLabel('Regn ut NEWS2').selectOption('2');
  const computed = rows.first().locator('td');
  await expect(computed).toHaveText([
    '4',
    'Regnet ut av 6 målinger: lav risiko',
    '2 (valgt her)',
    ...['2', '0', '2', '0', '0', '0', '0'],
  ]);
  await panel.getByLabel('Regn ut NEWS2').selectOption('1');
  await expect(computed).toHaveText([
    '7',
    'Regnet ut av 6 målinger: høy risiko',
    '1 (valgt her)',
    ...['2', '3', '2', '0', '0', '0', '0'],
  ]);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
});

test('a saturation that says that it was measured on oxygen is told with it', async ({ page }) => {
  await deliver();
  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'oxygen-saturation');
  const panel = page.getByTestId('clinical-summary');
  await expect(panel).toContainText(/90 % \(.+\), med oksygen/);
  await expect(panel.getByTestId('breathing')).toHaveText(
    /^Målt på romluft: \d+\. Målt med oksygen: [1-9]\d*\. Ikke kjent: \d+\.$/,
  );
  await page.setViewportSize({ width: 360, height: 900 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test('the scale is decided in the order, by keyboard at 360 px; another choice beside it computes nothing', async ({
  page,
}) => {
  await deliver();
  await page.setViewportSize({ width: 360, height: 900 });
  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'news2');
  const panel = page.getByTestId('clinical-summary');
  const orders = page.getByTestId('orders');
  await expect(panel.getByTestId('scale-orders')).toHaveText('Ingen SpO2-skala er bestemt for pasienten.');
  await expect(panel).not.toContainText('Regnet ut av');

  await orders.getByRole('button', { name: 'Sett grenser' }).focus();
  await page.keyboard.press('Enter');
  const scale = orders.getByLabel('SpO2-skala for NEWS2');
  await expect(scale).toHaveValue('');
  await expect(scale).toHaveAccessibleDescription(/KOLS alene avgjør det ikke/);
  await scale.focus();
  await page.keyboard.press('End');
  await expect(scale).toHaveValue('2');
  await orders.getByRole('radio', { name: /^Fra en annen dato/ }).check();
  await orders.getByLabel('Fra og med', { exact: true }).fill('2026-01-01');
  await orders.getByLabel('Begrunnelse').fill('Bekreftet hyperkapnisk svikt');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.keyboard.press('Enter');
  await orders.getByRole('button', { name: 'Lagre grensene' }).click();
  await expect(orders.locator('dl').first()).toContainText('Skala 2 (mål 88–92 %)');

  await expect(panel.getByTestId('scale-orders')).toHaveText(
    /^Skala 2 \(mål 88–92 %\) er bestemt for pasienten av Åse Fjellsjø, .+, gjelder fra 1\. jan\. 2026\.$/,
  );
  const computed = panel.getByTestId('news2-steps').locator('tbody tr').first().locator('td');
  await expect(computed).toHaveText([
    '4',
    'Regnet ut av 6 målinger: lav risiko',
    '2 (bestemt for pasienten)',
    ...['2', '0', '2', '0', '0', '0', '0'],
  ]);
  await panel.getByLabel('Regn ut NEWS2').selectOption('1');
  await expect(panel.getByTestId('scale-undecided')).toContainText('både skala 1 og skala 2 er oppgitt');
  await expect(panel).not.toContainText('Regnet ut av');
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
});
