import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';

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
  const told = /(\d+) målinger/.exec(await page.getByTestId('summary').innerText());
  const count = Number(told?.[1]);
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

test('the summary below the trend: a mean with its readings, and glucose of no group is not summed up', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const panel = page.getByTestId('clinical-summary');
  await launch(page, { patient: 'hypertension' });
  await openTrend(page, 'blood-pressure');
  const all = panel.getByTestId('pressure-means').getByRole('row', { name: 'Alle' });
  await expect(all.locator('td').first()).toHaveText(/^\d+\/\d+$/);
  const count = Number(await all.locator('td').nth(1).innerText());
  await expect(panel.getByTestId('verdict')).toContainText('ikke en diagnose');
  await panel.getByText('Målingene bak tallene').click();
  const values = panel.getByTestId('used').locator('tbody td');
  await expect(values).toHaveCount(count);
  for (const value of await values.allInnerTexts()) expect(value).toMatch(/^\d+\/\d+ mmHg$/);
  await expectAccessible(page);

  await launch(page, { patient: 'type-1-diabetes' });
  await openTrend(page, 'glucose');
  const group = panel.getByRole('radio', { name: 'Type 1 eller type 2' });
  await expect(group).toBeVisible();
  await expect(panel.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(panel.getByTestId('glucose-shares')).toHaveCount(0);
  const summaries = '**/fhir/Observation/$glucose-summary?**';
  await page.route(summaries, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/"Patient\/[^"]+"/, '"Patient/another"');
    await route.fulfill({ response, body });
  });
  await panel.getByRole('radio', { name: 'Eldre eller høy risiko' }).check();
  await expect(panel.locator('[data-failure="other-patient"]')).toBeVisible();
  await expect(panel.getByTestId('glucose-shares')).toHaveCount(0);
  await expect(plot(page)).toBeVisible();
  await page.unroute(summaries);
  await group.check();
  await expect(panel.getByTestId('glucose-shares')).toContainText('3,9–10,0');
  await expect(panel).toContainText('For få hele dager');
  await page.getByText('30 dager', { exact: true }).click();
  await expect(panel).toContainText('Internasjonale mål');
  await expect(group).toBeChecked();
  await page.setViewportSize({ width: 360, height: 700 });
  const met = panel.getByRole('cell', { name: /^[✓✕]/ });
  await expect
    .poll(() => met.evaluateAll((cells) => cells.filter((cell) => cell.getBoundingClientRect().right > 360)))
    .toEqual([]);
  expect(await met.count()).toBeGreaterThan(3);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

test('out of the app: the text is seen and copied, the file and the paper have every measurement', async ({
  page,
  context,
}) => {
  const complaints = complaintsOf(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await launch(page, { patient: 'hypertension' });
  await openTrend(page, 'blood-pressure');
  const count = Number(await table(page).getAttribute('data-count'));

  await page.getByRole('button', { name: 'Tekst til journalen' }).click();
  const area = page.getByRole('textbox', { name: 'Tekst til journalen' });
  const banner = page.getByRole('region', { name: 'Pasient', exact: true }).locator('.name');
  await expect(area).toHaveValue(new RegExp(`Pasient: ${await banner.innerText()}, født`));
  await expect(area).toHaveValue(new RegExp(`Antall målinger i kurven: ${count}\\n`));
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Kopier teksten' }).click();
  await expect(page.getByText('Teksten er kopiert.')).toBeVisible();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await area.inputValue());

  await page.evaluate(
    "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })",
  );
  await page.getByRole('button', { name: 'Kopier teksten' }).click();
  await expect(page.getByText('trykk Ctrl+C')).toBeVisible();
  await expect(area).toBeFocused();
  expect(await page.evaluate('String(getSelection())')).toContain('Antall målinger');

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Last ned CSV' }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toMatch(/^hjemmekurve-blood-pressure-[\d-]+\.csv$/);
  const [header = '', ...rows] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  expect(header).toMatch(
    /^\ufeff"Pasient";"Født";"Måling";"Dato";"Klokkeslett";"Tidssone";"Verdi systolisk"/,
  );
  expect(rows.filter((row) => row.includes('"Ja"') || row.includes('"Delvis"'))).toHaveLength(count);

  await expect(page.getByTestId('new-since')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await expect(page.getByTestId('paper-text')).toContainText(`Antall målinger i kurven: ${count}`);
  await expect(page.getByTestId('paper-table').locator('tbody tr:visible')).toHaveCount(count);
  await expect(page.getByTestId('new-since')).toBeHidden();
  await expect(page.locator('canvas')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  await page.emulateMedia({ media: 'screen' });
  await expect(page.getByTestId('paper-table')).toHaveCount(0);
  await expect(table(page)).toBeVisible();
  expect(complaints).toEqual([]);
});
