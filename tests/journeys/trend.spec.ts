import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { complaintsOf, expectAccessible, launch, openTrend, overviewOf, rowOf } from './launching.ts';

const plot = (page: Page) => page.getByRole('application');
const live = (page: Page) => page.locator('p[aria-live="polite"]');
const table = (page: Page) => page.getByTestId('measurements');

test('keyboard alone: from the top of the page to a flagged measurement and its words', async ({ page }) => {
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Hopp til innholdet' })).toBeFocused();
  const link = rowOf(page, 'blood-pressure').getByRole('link');
  for (let press = 0; press < 6; press++) {
    await page.keyboard.press('Tab');
    if (await link.evaluate((element) => element === element.ownerDocument.activeElement)) break;
  }
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main h1')).toBeFocused();
  await expect(table(page)).toBeVisible();
  for (let press = 0; press < 10; press++) {
    await page.keyboard.press('Tab');
    if (await plot(page).evaluate((element) => element === element.ownerDocument.activeElement)) break;
  }
  await expect(plot(page)).toBeFocused();

  await page.keyboard.press('End');
  const count = await table(page).getAttribute('data-count');
  await expect(live(page)).toContainText(`Måling ${count} av ${count}`);
  const newest = table(page).locator('tbody tr').first();
  await expect(live(page)).toContainText((await newest.locator('th').innerText()).trim());
  await page.keyboard.press('PageUp');
  await expect(live(page)).toContainText(/Gul|Rød/);

  const tooltip = page.getByTestId('tooltip');
  const spoken = (await live(page).innerText()).replace(/\. Måling \d+ av \d+$/, '');
  const words = await tooltip
    .locator('> strong, > span:not([data-flag]), [data-flag] > span:last-child')
    .allInnerTexts();
  for (const each of words) expect(spoken).toContain(each);
  expect(words.join('').length).toBeGreaterThan(spoken.length - words.length * 2 - 8);
  await page.keyboard.press('Escape');
  await expect(tooltip).toHaveCount(0);
});

test('zoom and pan by buttons and by keys', async ({ page }) => {
  await launch(page, { patient: 'hypertension' });
  await openTrend(page, 'blood-pressure');
  const shown = page.getByRole('status').filter({ hasText: 'Viser' });
  await page.getByRole('button', { name: 'Zoom inn' }).click();
  await expect(shown).toBeVisible();
  const before = await shown.innerText();
  await page.getByRole('button', { name: 'Tidligere' }).click();
  await expect(shown).not.toHaveText(before);
  await page.getByRole('button', { name: 'Hele perioden' }).click();
  await expect(shown).toHaveCount(0);
  await plot(page).focus();
  await page.keyboard.press('+');
  await expect(shown).toBeVisible();
  await page.keyboard.press('-');
  await expect(shown).toHaveCount(0);
});

test('the table: every measurement once, sortable, in pages', async ({ page }) => {
  await launch(page, { patient: 'hypertension' });
  await openTrend(page, 'blood-pressure');
  const rows = table(page).locator('tbody tr');
  const count = Number(await table(page).getAttribute('data-count'));
  const seen: string[] = [];
  for (;;) {
    seen.push(...(await rows.allInnerTexts()));
    const next = page.getByRole('button', { name: 'Neste' });
    if ((await next.getAttribute('aria-disabled')) === 'true') break;
    await next.click();
  }
  expect(seen).toHaveLength(count);

  const systolic = async () =>
    (await table(page).locator('tbody td.value').allInnerTexts()).map((text) => Number(text.split('/')[0]));
  const header = table(page).getByRole('columnheader', { name: /Verdi/ });
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  const descending = await systolic();
  expect(descending).toEqual(descending.toSorted((a, b) => b - a));
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  const ascending = await systolic();
  expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
  await expectAccessible(page);
});

test('a year of glucose every five minutes arrives whole and answers to keys', async ({ page }) => {
  const complaints = complaintsOf(page);
  await launch(page, { patient: 'type-1-diabetes' });
  await openTrend(page, 'glucose');
  await expect(page.getByRole('radio', { name: '7 dager' })).toBeChecked();
  await page.getByText('1 år', { exact: true }).click();
  await expect(async () => {
    expect(Number(await table(page).getAttribute('data-count'))).toBeGreaterThan(90_000);
  }).toPass();
  await plot(page).focus();
  await page.keyboard.press('Home');
  await expect(live(page)).toContainText('mmol/L');
  await page.keyboard.press('PageDown');
  await expect(live(page)).toContainText(/Gul|Rød/);
  expect(complaints).toEqual([]);
});

test('limits set for one patient are drawn and named as such', async ({ page }) => {
  await launch(page, { patient: 'heart-failure', practitioner: 'follow-up-nurse' });
  await expect(overviewOf(page).locator('tbody tr').first()).toHaveAttribute('data-sign', 'body-weight');
  await expect(rowOf(page, 'body-weight')).toContainText('Rød – 80,0 eller høyere');
  await openTrend(page, 'body-weight');
  await page.getByText('Grenser brukt i perioden').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Fulgte med målingen' }).first()).toBeVisible();
});

test('02:30 that comes twice is told apart', async ({ page }) => {
  await launch(page, { patient: 'dst-nights' });
  const measured = overviewOf(page).locator('tbody tr:not(.empty)').first();
  await measured.getByRole('link').click();
  await page.getByText('Alt', { exact: true }).click();
  await table(page).getByRole('button', { name: 'Tid' }).click();
  const times: string[] = [];
  for (;;) {
    times.push(...(await table(page).locator('tbody th').allInnerTexts()));
    const next = page.getByRole('button', { name: 'Neste' });
    if ((await next.count()) === 0 || (await next.getAttribute('aria-disabled')) === 'true') break;
    await next.click();
  }
  const twice = times.filter((time) => /kl\.\s02:30/.test(time) && /okt\./.test(time) && /tid\)/.test(time));
  expect(twice.some((time) => time.includes('(sommertid)'))).toBe(true);
  expect(twice.some((time) => time.includes('(normaltid)'))).toBe(true);
});

test('date-only measurements have no time of day', async ({ page }) => {
  await launch(page, { patient: 'odd-data' });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'body-weight');
  const dates = table(page).locator('tbody time');
  await expect(dates.first()).toBeVisible();
  const dayOnly = await dates.evaluateAll((times) =>
    times
      .filter((time) => /^\d{4}-\d{2}-\d{2}$/.test(time.getAttribute('datetime') ?? ''))
      .map((time) => String(time.textContent)),
  );
  expect(dayOnly.length).toBeGreaterThan(0);
  for (const text of dayOnly) expect(text).not.toContain('kl.');
});

test('days of one’s own choosing, and days in the wrong order', async ({ page }) => {
  await launch(page, { patient: 'hypertension' });
  await openTrend(page, 'blood-pressure');
  await page.getByText('Egendefinert').click();
  await page.getByLabel('Fra og med').fill('2026-02-02');
  await page.getByLabel('Til og med').fill('2026-02-01');
  await expect(page.getByRole('alert')).toContainText('Fra-datoen må være før');
  await page.getByLabel('Fra og med').fill('2020-02-01');
  await page.getByLabel('Til og med').fill('2020-02-28');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page.locator('[data-notice="empty"]')).toBeVisible();
});
