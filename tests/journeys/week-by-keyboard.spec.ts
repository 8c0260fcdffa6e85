import { expect, test, type Page } from '@playwright/test';
import { tabTo } from './by-keyboard.ts';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  overviewOf,
  rowOf,
} from './launching.ts';

const table = (page: Page) => page.getByTestId('measurements');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Of what is in the table, whatever stands outside the window or is cut by a frame around it. */
const cutInTable = (page: Page) =>
  table(page)
    .locator('.flag, time, .value, .by')
    .evaluateAll((shown) =>
      shown
        .filter((element) => {
          const frame = element.closest('.panel')?.getBoundingClientRect();
          const { left, right } = element.getBoundingClientRect();
          return !frame || left < frame.left - 1 || right > frame.right + 1;
        })
        .map((element) => element.textContent),
    );

const background = (page: Page, selector: string, pseudo = '') =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), ${JSON.stringify(pseudo)}).backgroundColor`,
  );

for (const { width, forced } of [
  { width: 1280, forced: false },
  { width: 768, forced: true },
  { width: 360, forced: true },
]) {
  const mode = `${width} pixels${forced ? ', forced colours' : ''}`;
  test(`a week is read, sorted, paged and printed by keyboard: ${mode}`, async ({ page }) => {
    const complaints = complaintsOf(page);
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ forcedColors: forced ? 'active' : 'none' });
    await launch(page, { patient: 'hypertension' });
    await expect(overviewOf(page)).toBeVisible();
    await tabTo(page, rowOf(page, 'blood-pressure').getByRole('link'));
    await page.keyboard.press('Enter');
    await expect(page.locator('main h1')).toBeFocused();
    await expect(table(page)).toBeVisible();

    const month = Number(await table(page).getAttribute('data-count'));
    await tabTo(page, page.getByRole('radio', { name: '30 dager' }));
    await page.keyboard.press('ArrowLeft');
    const week = page.getByRole('radio', { name: '7 dager' });
    await expect(week).toBeFocused();
    await expect(week).toBeChecked();
    await expect(async () => {
      expect(Number(await table(page).getAttribute('data-count'))).toBeLessThan(month);
    }).toPass();
    const count = Number(await table(page).getAttribute('data-count'));
    await expect(page.getByTestId('unit')).toHaveText('mmHg');
    if (forced) {
      const chosen = await background(page, 'label:has(input[value="7d"])');
      expect(await background(page, 'label:has(input[value="30d"])')).not.toBe(chosen);
      const paper = await background(page, 'body');
      expect(await background(page, 'th[aria-sort="descending"] button', '::after')).not.toBe(paper);
    }

    await tabTo(page, page.getByRole('application'));
    await page.keyboard.press('End');
    await expect(page.locator('p[aria-live="polite"]')).toContainText(`Måling ${count} av ${count}`);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('tooltip')).toHaveCount(0);
    await tabTo(page, table(page).getByRole('button', { name: 'Vurdering' }));
    await page.keyboard.press('Enter');
    const assessed = table(page).getByRole('columnheader', { name: 'Vurdering' });
    await expect(assessed).toHaveAttribute('aria-sort', 'descending');
    await expect(assessed.getByRole('button')).toBeFocused();
    await expect(table(page).locator('.flag').first()).toHaveText(/Gul|Rød/);
    expect(await cutInTable(page)).toEqual([]);
    await tabTo(page, button(page, 'Neste'));
    await page.keyboard.press('Enter');
    await expect(page.getByText(`21–${count} av ${count}`)).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);

    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await expect(page.getByTestId('paper-caption')).toHaveText(
      /^Ærlig Bjørk, 17\.05\.1962 – Blodtrykk \(mmHg\), .+ til .+$/,
    );
    await expect(page.getByTestId('paper-table').locator('tbody tr:visible')).toHaveCount(count);
    await expect(page.getByTestId('new-since')).toBeHidden();
    const drawn = await page.locator('canvas').boundingBox();
    expect(drawn?.height).toBeGreaterThan(100);
    expect(drawn?.height).toBeLessThan(400);
    expect(complaints).toEqual([]);
  });
}
