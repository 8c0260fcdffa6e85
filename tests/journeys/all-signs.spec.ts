import { expect, test } from '@playwright/test';
import { complaintsOf, expectAccessible, expectNoSidewaysScroll, launch, overviewOf } from './launching.ts';

test('all curves together: one cursor by keyboard, each value with its own time', async ({ page }) => {
  const complaints = complaintsOf(page);
  await launch(page, { patient: 'heart-failure' });
  await expect(overviewOf(page)).toBeVisible();
  await page.getByRole('link', { name: 'Se alle kurver samlet' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alle kurver samlet' })).toBeFocused();
  const readouts = page.getByTestId('readout');
  const signs = page.locator('section[data-sign]');
  await expect(signs.first()).toBeVisible();
  expect(await signs.count()).toBeGreaterThan(2);
  await expect(readouts.first()).toContainText('Siste i perioden');
  await expect(page.getByText('Ingen målinger i perioden av:')).toContainText('Glukose');

  const live = page.locator('p[aria-live="polite"]');
  const cursor = page.getByTestId('cursor');
  await page.getByRole('application').focus();
  await page.keyboard.press('End');
  await expect(cursor).toContainText('Tidslinje ved');
  const last = await cursor.innerText();
  const position = /Tidspunkt (\d+) av (\d+)/;
  const [, at, count] = position.exec((await live.textContent()) ?? '') ?? [];
  expect(at).toBe(count);
  for (const readout of await readouts.all()) {
    const words = (await readout.innerText()).split('\n')[0] ?? '';
    if (!words.includes('Ingen måling')) expect(await readout.locator('time').count()).toBe(1);
    await expect(live).toContainText(words.includes('Ingen måling') ? 'Ingen måling innen 12 timer' : words);
  }
  await page.keyboard.press('ArrowLeft');
  await expect(cursor).not.toHaveText(last);
  await page.keyboard.press('PageUp');
  await expect(live).toContainText(/Gul|Rød/);
  await expectAccessible(page);

  await page.keyboard.press('Escape');
  await expect(cursor).not.toContainText('Tidslinje ved');
  await signs.last().locator('canvas').hover();
  await expect(cursor).toContainText('Tidslinje ved');

  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});
