import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';

const root = join(import.meta.dirname, '../..');

/** Gzip kB of JavaScript a clinician downloads before the first measurements are seen. */
const BUDGET = 120;

async function boxOf(locator: Locator): Promise<{ left: number; right: number }> {
  const { x, width } = (await locator.boundingBox()) ?? { x: NaN, width: NaN };
  return { left: x, right: x + width };
}

/** The signs with a word that stands on more than one line. */
const namesBroken = (page: Page) =>
  overviewOf(page)
    .locator('th a')
    .evaluateAll((links) =>
      links.flatMap(({ firstChild, ownerDocument }) => {
        const text = firstChild?.textContent ?? '';
        return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
          const range = ownerDocument.createRange();
          if (!firstChild) return [];
          range.setStart(firstChild, index);
          range.setEnd(firstChild, index + word.length);
          return range.getClientRects().length > 1 ? [word] : [];
        });
      }),
    );

const hasLayoutOfItsOwn = (width: number) => width === 320 || width === 1280;

for (const width of [320, 360, 768, 1280]) {
  test(`${width} pixels wide: nothing is cut, nothing scrolls sideways`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const patient of ['multimorbid', 'odd-data']) {
      await launch(page, { patient });
      await expect(overviewOf(page)).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expect.poll(() => namesBroken(page)).toEqual([]);
      if (hasLayoutOfItsOwn(width)) await expectAccessible(page);
      await openTrend(page, 'blood-pressure');
      await expect(page.getByTestId('measurements')).toBeVisible();
      await expectNoSidewaysScroll(page);
      if (hasLayoutOfItsOwn(width)) await expectAccessible(page);
    }
  });
}

test('320 pixels wide: who the patient is stands whole beside the language chooser', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await launch(page, { patient: 'frail' });
  await expect(overviewOf(page)).toBeVisible();
  const chooser = page.getByRole('combobox');
  for (const [label, tag] of [
    ['Bokmål', 'nb'],
    ['Nynorsk', 'nn'],
    ['English', 'en'],
  ] as const) {
    await chooser.selectOption({ label });
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    const { left } = await boxOf(chooser);
    const patient = page.getByRole('banner').locator('.patient');
    for (const part of ['.name', 'time', '.age']) {
      const box = await boxOf(patient.locator(part));
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.right).toBeLessThanOrEqual(left);
    }
    await expectNoSidewaysScroll(page);
  }
});

test('what has no limit is told as not assessed, never as none outside it', async ({ page }) => {
  await launch(page, { patient: 'multimorbid' });
  const outside = (sign: string) => rowOf(page, sign).locator('.flagged .of');
  await expect(outside('body-weight')).toHaveText('Ikke vurdert');
  await expect(outside('heart-rate')).toHaveText(/^\d+ av \d+$/);
});

test('a narrower window with a tooltip open: the chart and the page follow', async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'blood-pressure');
  const plot = page.getByRole('application');
  const tooltip = page.getByTestId('tooltip');
  await plot.focus();
  for (const key of ['End', 'Home']) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press(key);
    await expect(tooltip).toBeVisible();
    for (const width of [768, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await expectNoSidewaysScroll(page);
      await expect(async () => {
        const [whole, canvas, told] = await Promise.all([plot, page.locator('canvas'), tooltip].map(boxOf));
        expect(canvas?.right).toBeLessThanOrEqual(width);
        expect(canvas?.right).toBeCloseTo(whole?.right ?? NaN, 0);
        expect(told?.left).toBeGreaterThanOrEqual(whole?.left ?? NaN);
        expect(told?.right).toBeLessThanOrEqual(whole?.right ?? NaN);
      }).toPass();
    }
  }
  expect(complaints).toEqual([]);
});

for (const [name, media] of [
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
  ['reduced motion', { reducedMotion: 'reduce' }],
] as const) {
  test(`${name}: overview and trend can be read, the canvas follows`, async ({ page }) => {
    const complaints = complaintsOf(page);
    await launch(page, { patient: 'multimorbid' });
    await expect(overviewOf(page)).toBeVisible();
    await openTrend(page, 'glucose');
    const canvas = page.locator('canvas');
    await expect(canvas).toBeVisible();
    const before = await canvas.screenshot();
    await page.emulateMedia(media);
    if (name !== 'reduced motion')
      await expect.poll(async () => before.equals(await canvas.screenshot())).toBe(false);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Til oversikten' }).click();
    await expect(overviewOf(page)).toBeVisible();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
}

test('bokmål, nynorsk and English; the page says which, and remembers', async ({ page }) => {
  await launch(page, { patient: 'hypertension' });
  for (const [label, tag, words] of [
    ['Nynorsk', 'nn', 'Målingane blir ikkje overvaka'],
    ['English', 'en', 'is not an emergency service'],
    ['Bokmål', 'nb', 'Målingene overvåkes ikke'],
  ] as const) {
    await page.getByRole('combobox').selectOption({ label });
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    await expect(page.getByText(words)).toBeVisible();
    await page.reload();
    await expect(page.getByText(words)).toBeVisible();
  }
});

test('JavaScript of the first view is within its budget', async ({ page }) => {
  const scripts = new Set<string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) scripts.add(pathname);
  });
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  const built = join(root, 'dist/app');
  const sizes = await Promise.all(
    [...scripts].map(async (path) => (await stat(join(built, `${path}.gz`))).size),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0) / 1000;
  expect(scripts.size).toBeGreaterThan(0);
  expect(scripts.size).toBeLessThan((await readdir(join(built, 'assets'))).length);
  expect(total).toBeLessThanOrEqual(BUDGET);
});

/** Where the README's images go. They are made only when asked for: they change with every day's data. */
const images = process.env['SCREENSHOTS'] === '1' ? join(import.meta.dirname, 'screenshots') : undefined;

for (const width of [1280, 768, 360]) {
  test(`looks at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: width < 500 ? 780 : 860 });
    const keep = async (name: string) => {
      if (images) await page.screenshot({ path: join(images, `${name}-${width}.png`) });
    };
    if (images) await mkdir(images, { recursive: true });
    await launch(page, { patient: 'multimorbid' });
    await expect(overviewOf(page)).toBeVisible();
    await keep('overview');
    for (const [patient, sign] of [
      ['hypertension', 'blood-pressure'],
      ['heart-failure', 'body-weight'],
    ] as const) {
      await launch(page, { patient });
      await openTrend(page, sign);
      await expect(page.getByTestId('measurements')).toBeVisible();
      await keep(`trend-${sign}`);
    }
  });
}
