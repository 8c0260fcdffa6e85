import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  failureOf,
  launch,
  openTrend,
  overviewOf,
} from './launching.ts';

const choice = (page: Page) => page.getByRole('checkbox', { name: 'Sammenlign med perioden før' });
const comparison = (page: Page) => page.getByTestId('comparison');
const measurements = (page: Page) => page.getByTestId('measurements');
const inLegend = (page: Page) =>
  page.getByRole('listitem').filter({ hasText: 'Perioden før, tegnet 30 dager' });

/** What stands in one row: this period, the period before, difference. */
async function figureOf(page: Page, part: number, figure: string): Promise<string[]> {
  const cells = comparison(page).locator('tbody').nth(part).locator(`tr[data-figure="${figure}"] td`);
  await expect(cells).toHaveCount(3);
  return cells.allInnerTexts();
}

const numberIn = (text: string | undefined) =>
  Number((text ?? '').replace('−', '-').replace(',', '.').replace(/[+±]/, '').split(' ')[0]);

async function openPressure(page: Page): Promise<void> {
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'blood-pressure');
  await page.getByText('30 dager', { exact: true }).click();
  await expect(measurements(page)).toBeVisible();
}

test('by keyboard: chosen, read, kept by a reload, and put away', async ({ page }) => {
  const complaints = complaintsOf(page);
  await openPressure(page);
  const count = Number(await measurements(page).getAttribute('data-count'));
  await expect(comparison(page)).toHaveCount(0);
  await page.getByRole('radio', { name: '30 dager' }).focus();
  await page.keyboard.press('Tab');
  await expect(choice(page)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(choice(page)).toBeChecked();
  await expect(choice(page)).toBeFocused();
  await expect(inLegend(page)).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/trend/blood-pressure/30d/compared');

  await page.getByRole('button', { name: 'Tekst til journalen' }).click();
  const journal = page.getByRole('textbox', { name: 'Tekst til journalen' });
  const told = (await figureOf(page, 0, 'median')).map((text) => text.replace(/\s/g, ' '));
  await expect(journal).toHaveValue(/Sammenlignet med perioden før, .+:/);
  expect(await journal.inputValue()).toContain(
    `- Systolisk, median: ${told[0] ?? ''}, før ${told[1] ?? ''} (${told[2] ?? ''})`,
  );
  await page.getByRole('button', { name: 'Tekst til journalen' }).click();

  for (const part of [0, 1]) {
    for (const figure of ['count', 'lowest', 'highest', 'median', 'red', 'yellow']) {
      const [present, earlier, difference] = (await figureOf(page, part, figure)).map(numberIn);
      expect(present).toBeGreaterThanOrEqual(0);
      expect((present ?? NaN) - (earlier ?? NaN)).toBe(difference);
    }
    expect(numberIn((await figureOf(page, part, 'count'))[0])).toBe(count);
    expect((await figureOf(page, part, 'outside'))[2]).toContain('prosent\u00adpoeng');
    expect((await figureOf(page, part, 'median'))[2]).toContain('mmHg');
  }

  await page.getByRole('application').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('p[aria-live="polite"]')).toContainText(`Måling 1 av ${count}`);
  await expect(measurements(page)).toHaveAttribute('data-count', String(count));
  await expectAccessible(page);

  await page.reload();
  await expect(inLegend(page)).toBeVisible();
  await expect(choice(page)).toBeChecked();
  await choice(page).focus();
  await page.keyboard.press('Space');
  await expect(comparison(page)).toHaveCount(0);
  await expect(inLegend(page)).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe('#/trend/blood-pressure/30d');
  expect(complaints).toEqual([]);
});

test('what stands as the period before is what that period itself shows', async ({ page }) => {
  await openPressure(page);
  await choice(page).check();
  await expect(inLegend(page)).toBeVisible();
  const before: string[] = [];
  for (const figure of ['count', 'lowest', 'highest', 'median', 'outside', 'red', 'yellow'])
    before.push((await figureOf(page, 0, figure))[1] ?? '');

  await page.getByText('Egendefinert').click();
  const first = await page.getByLabel('Fra og med').inputValue();
  const day = (days: number) => new Date(Date.parse(first) + days * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Fra og med').fill(day(-30));
  await page.getByLabel('Til og med').fill(day(-1));
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect.poll(() => new URL(page.url()).hash).toContain(`${day(-30)}_${day(-1)}/compared`);
  await expect(inLegend(page)).toBeVisible();
  const itself: string[] = [];
  for (const figure of ['count', 'lowest', 'highest', 'median', 'outside', 'red', 'yellow'])
    itself.push((await figureOf(page, 0, figure))[0] ?? '');
  expect(itself).toEqual(before);

  await page.getByLabel('Fra og med').fill('2020-02-01');
  await page.getByLabel('Til og med').fill('2020-02-29');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page.locator('[data-notice="empty"]')).toBeVisible();
  await expect(comparison(page)).toContainText('Ingen målinger i perioden før.');
  expect(await figureOf(page, 0, 'median')).toEqual(['ingen', 'ingen', '–']);

  await page.getByText('Alt', { exact: true }).click();
  await expect(measurements(page)).toBeVisible();
  await expect(choice(page)).toHaveCount(0);
  await expect(comparison(page)).toHaveCount(0);
});

test('narrow, in every language, and on paper', async ({ page }) => {
  await openPressure(page);
  await choice(page).check();
  await expect(inLegend(page)).toBeVisible();
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 780 });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
  for (const [label, words] of [
    ['Nynorsk', 'Samanlikna med perioden før'],
    ['English', 'Compared with the period before'],
    ['Bokmål', 'Sammenlignet med perioden før'],
  ] as const) {
    await page.getByRole('combobox').first().selectOption({ label });
    await expect(comparison(page).getByRole('heading', { name: words })).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
  await page.emulateMedia({ media: 'print' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await expect(comparison(page).locator('tbody').first()).toBeVisible();
  await expect(inLegend(page)).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
});

test('a period before that is about another patient, or does not come, is named; the trend stands', async ({
  page,
}) => {
  await openPressure(page);
  const presentUrl = page.url();
  const asked = '**/fhir/Observation/$trend?**';
  let answer: 'another' | 'none' | 'real' = 'another';
  await page.route(asked, async (route) => {
    if (answer === 'real') return route.continue();
    if (answer === 'none') return route.abort();
    const response = await route.fetch();
    const body = (await response.text()).replace(/"Patient\/[^"]+"/, '"Patient/another"');
    return route.fulfill({ response, body });
  });
  await choice(page).check();
  await expect(comparison(page).locator('[data-failure="other-patient"]')).toBeVisible();
  await expect(comparison(page).locator('table')).toHaveCount(0);
  await expect(inLegend(page)).toHaveCount(0);
  await expect(measurements(page)).toBeVisible();

  answer = 'none';
  await choice(page).uncheck();
  await choice(page).check();
  await expect(failureOf(page)).toBeVisible();
  await expect(comparison(page).locator('table')).toHaveCount(0);
  answer = 'real';
  await failureOf(page).getByRole('button').first().click();
  await expect(inLegend(page)).toBeVisible();
  await expect(comparison(page).locator('table')).toBeVisible();
  expect(page.url()).not.toBe(presentUrl);
});

test('another patient’s launch brings nothing of it along', async ({ page }) => {
  await openPressure(page);
  await choice(page).check();
  await expect(inLegend(page)).toBeVisible();
  await launch(page, { patient: 'multimorbid' });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'blood-pressure');
  await expect(measurements(page)).toBeVisible();
  await expect(choice(page)).not.toBeChecked();
  await expect(comparison(page)).toHaveCount(0);
});
