import type { Locator, Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { tabTo } from './by-keyboard.ts';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  overviewOf,
  rowOf,
} from './launching.ts';
import { withdrawOrders } from './standing-orders.ts';

/** The orders of these patients' pulse are this file's alone; a repetition beside the first has the other. */
const patients = ['heart-failure', 'copd'];
const pulse = '8867-4';

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** One width after the other: each sets limits for the patient, and takes them back. */
test('limits, preview, a week, the text and the paper, by keyboard alone, in three widths and in forced colours', async ({
  page,
  context,
}, { repeatEachIndex }) => {
  test.setTimeout(240_000);
  const patient = patients[repeatEachIndex % patients.length] ?? '';
  await withdrawOrders(page, patient, pulse);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const complaints = complaintsOf(page);
  for (const [width, forcedColors] of [
    [1280, 'none'],
    [768, 'none'],
    [360, 'none'],
    [768, 'active'],
  ] as const) {
    await test.step(`${width} px, forced colours ${forcedColors}`, async () => {
      await page.emulateMedia({ media: 'screen', forcedColors });
      await page.setViewportSize({ width, height: 900 });
      await launch(page, { patient });
      await expect(overviewOf(page)).toBeVisible();
      await press(page, rowOf(page, 'heart-rate').getByRole('link'));
      await expect(page.locator('main h1')).toBeFocused();

      const week = page.getByRole('radio', { name: '7 dager' });
      await tabTo(page, page.getByRole('radio', { name: '30 dager' }));
      await page.keyboard.press('ArrowLeft');
      await expect(week).toBeChecked();
      const table = page.getByTestId('measurements');
      await expect(table.locator('tbody tr').first()).toBeVisible();
      const count = Number(await table.getAttribute('data-count'));
      expect(count).toBeGreaterThan(0);

      await press(page, page.getByRole('button', { name: 'Tekst til journalen' }));
      const text = page.getByRole('textbox', { name: 'Tekst til journalen' });
      await expect(text).toHaveValue(new RegExp(`Antall målinger i kurven: ${count}\\n`));
      await press(page, page.getByRole('button', { name: 'Kopier teksten' }));
      await expect(page.getByText('Teksten er kopiert.')).toBeVisible();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await text.inputValue());
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);

      const orders = page.getByTestId('orders');
      const button = (name: string) => orders.getByRole('button', { name, exact: true });
      await press(page, button('Sett grenser'));
      await tabTo(
        page,
        orders.getByRole('group', { name: 'Puls', exact: true }).getByLabel('Gul høy', { exact: true }),
      );
      await page.keyboard.type('95');
      await tabTo(page, orders.getByLabel('Begrunnelse'));
      await page.keyboard.type('Følger pulsen');
      await page.keyboard.press('Enter');
      await expect(orders.getByTestId('preview-sentence')).toHaveText(/^Siste 90 dager: \d+ av \d+ målinger/);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await press(page, button('Lagre grensene'));
      await expect(orders.locator('dl').first()).toContainText('gul fra 95 /min og opp');

      await page.emulateMedia({ media: 'print', forcedColors });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      await expect(page.getByTestId('paper-table').locator('tbody tr:visible')).toHaveCount(count);
      await expect(page.getByTestId('paper-text')).toContainText(`Antall målinger i kurven: ${count}`);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      await page.emulateMedia({ media: 'screen', forcedColors });
      await press(page, button('Avslutt'));
      await press(page, button('Avslutt nå'));
      await expect(orders).toContainText('Ingen grenser er satt for pasienten nå.');
    });
  }
  expect(complaints).toEqual([]);
});
