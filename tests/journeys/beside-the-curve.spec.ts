import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { coding, heartRate, loinc, quantity } from '../support/observation-builders.ts';
import { deliverAsSource, numberOf, newIdentifier } from './deliver-as-source.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';

/** Heart rate, delivered here and nowhere else. */
const patient = 'frail';
const person = numberOf(patient);

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

test('a measurement that its source has withdrawn is listed, and is in no curve, table or count', async ({
  page,
}) => {
  const value = 300 + Math.round(Math.random() * 1e6) / 1e6;
  const wrong = heartRate(person, daysAgo(9), value, newIdentifier());
  await deliverAsSource(['new'], wrong);
  await deliverAsSource(['changed'], { ...wrong, status: 'entered-in-error' });

  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'heart-rate');
  const listed = page
    .getByTestId('withdrawn')
    .getByRole('row')
    .filter({ hasText: `${value} /min` });
  await expect(listed).toHaveCount(1);
  await expect(listed).toContainText(/kl\. .*✕ Trukket tilbake, .* kl\. /);
  await expect(page.getByRole('heading', { name: 'Trukket tilbake av kilden' })).toBeVisible();
  await expect(page.getByTestId('measurements')).not.toContainText('300');
  await expect(page.getByTestId('summary')).not.toContainText('300');
  await page.getByRole('button', { name: 'Tekst til journalen' }).focus();
  await page.keyboard.press('Enter');
  const journal = page.getByRole('textbox', { name: 'Tekst til journalen' });
  await expect(journal).toHaveValue(/Trukket tilbake av kilden, ikke med i noe tall over: \d+/);
  await expect(journal).toHaveValue(new RegExp(`Trukket tilbake: ${value} /min`));
  await page.keyboard.press('Enter');
  await expect(journal).toBeHidden();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Last ned CSV' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file).toMatch(new RegExp(`"Nei";"Trukket tilbake";"${value} /min"`));
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test('notes and scores are marks along the time axis, reached by keyboard and told in a list', async ({
  page,
}) => {
  const text = `Svimmel <b>${Math.random()}</b> ${'og trøtt '.repeat(60)}slutt`;
  await deliverAsSource(
    ['new'],
    heartRate(person, new Date().toISOString(), 75, { ...newIdentifier(), note: [{ text }] }),
  );

  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'heart-rate');
  const list = page.getByTestId('marks');
  const note = list.getByRole('listitem').filter({ hasText: text });
  await expect(note).toHaveCount(1);
  await expect(note).toContainText('Merknad – Puls');
  await expect(note.locator('b')).toHaveCount(0);
  await page.getByRole('button', { name: 'Tekst til journalen' }).click();
  const journal = page.getByRole('textbox', { name: 'Tekst til journalen' });
  await expect(journal).toHaveValue(/Merknader i perioden: \d+/);
  expect(await journal.inputValue()).toContain(`«${text}»`);
  expect(await journal.inputValue()).toMatch(/Mottatte skår i perioden: \d+\n(- .+\n)*- .+NEWS2: \d+/);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Tekst til journalen' }).click();
  await expect(list.locator('[data-kind="score"]').filter({ hasText: 'NEWS2' }).first()).toBeVisible();

  const live = page.locator('p[aria-live="polite"]');
  const chart = page.getByRole('application');
  await chart.focus();
  await page.keyboard.press('ArrowUp');
  await expect(live).toContainText(/Merke \d+ av \d+/);
  await page.keyboard.press('End');
  await expect(live).toContainText(/Måling \d+ av \d+/);
  await page.keyboard.press('ArrowUp');
  await expect(live).toContainText('slutt');
  await expect(page.getByTestId('tooltip')).toContainText('Hele teksten står i listen under kurven.');
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/marks-1280.png', fullPage: true });
  await page.keyboard.press('Escape');
  await expect(live).toBeEmpty();
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/marks-360.png', fullPage: true });

  await page.emulateMedia({ media: 'print' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  const count = Number(await list.getAttribute('data-count'));
  await expect(list.getByRole('listitem')).toHaveCount(count);
  await expect(list.locator('.what:visible')).toHaveCount(count);
  await expect(note.locator('.what')).toContainText(/Merknad – Puls.*kl\. /);
});

test('a cancelled measurement is listed with what was sent, and is neither the latest nor in a curve', async ({
  page,
}) => {
  const value = 200 + Math.round(Math.random() * 1e6) / 1e6;
  const now = new Date(Date.now() + 60_000).toISOString();
  const cancelled = { ...newIdentifier(), status: 'cancelled' as const };
  await deliverAsSource(
    ['new'],
    heartRate(person, now, value, cancelled),
    heartRate(person, now, value, {
      ...{ ...cancelled, ...newIdentifier(), code: coding(loinc, '15074-8') },
      valueQuantity: quantity(value, 'mmol/L'),
    }),
  );

  await launch(page, { patient });
  await expect(rowOf(page, 'heart-rate')).toContainText('/min');
  await expect(rowOf(page, 'heart-rate')).not.toContainText(String(value));
  await expect(rowOf(page, 'glucose')).toContainText('Bare avbrutte målinger mottatt');
  await expectAccessible(page);
  for (const sign of ['heart-rate', 'glucose'] as const) {
    await openTrend(page, sign);
    const listed = page
      .getByTestId('set-aside')
      .getByRole('row')
      .filter({ hasText: `${value}` });
    await expect(listed).toContainText('Målingen er avbrutt');
    await expectAccessible(page);
    await page.goBack();
  }
});
