import { expect, test, type Page } from '@playwright/test';
import { complaintsOf, expectAccessible, expectNoSidewaysScroll, overviewOf } from './launching.ts';
import { logInAsCitizen } from './log-in-as-citizen.ts';
import { stack } from './stack.ts';

const mother = 'Omsorgsfull Lerke';
const teenager = 'Halvstor Lerke';
const followedBy = (page: Page) =>
  page.getByTestId('limited').getByRole('listitem').filter({ hasText: 'Hjemmeoppfølgingssenteret' });

test('the parent of somebody aged 12 to 15 sees who follows up and why no more is shown, in three languages at 320 pixels', async ({
  page,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(stack().fhir)) asked.push(new URL(request.url()).pathname);
  });
  await page.setViewportSize({ width: 320, height: 700 });
  await logInAsCitizen(page, mother, teenager);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Oppfølging hjemme av ${teenager}`);
  await expect(page.getByRole('region', { name: 'Hvem målingene gjelder' })).toHaveText(
    `Du er logget inn som forelder til ${teenager}`,
  );
  const followed = followedBy(page);
  await expect(followed).toHaveText(/^\s*Hjemmeoppfølgingssenteret Sør,\s+siden \d{1,2}\. \S+ \d{4}\s*$/);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  expect(asked).toEqual(['/fhir/EpisodeOfCare']);

  for (const [label, tag, why] of [
    ['English', 'en', 'Why do you not see more?'],
    ['Nynorsk', 'nn', 'Kvifor ser du ikkje meir?'],
    ['Bokmål', 'nb', 'Hvorfor ser du ikke mer?'],
  ] as const) {
    await page.getByRole('combobox', { name: /Språk|Language/ }).selectOption({ label });
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    await expect(page.getByRole('heading', { level: 2, name: why })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
  await expect(page.locator('main')).not.toContainText(/oksygen|metning|SpO|%/i);
  for (const place of ['#/log', '#/blocks', '#/trend/oxygen-saturation']) {
    await page.goto(`${page.url().split('#')[0]}${place}`);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Oppfølging hjemme av ${teenager}`);
  }
  await expect(followed).toBeVisible();
  expect(new Set(asked)).toEqual(new Set(['/fhir/EpisodeOfCare']));
  expect(complaints).toEqual([]);
});

test('the teenager logs in, sees all of it, and that the parent has been there', async ({ page }) => {
  await logInAsCitizen(page, mother, teenager);
  await expect(followedBy(page)).toBeVisible();
  await logInAsCitizen(page, teenager);
  await expect(overviewOf(page)).toBeVisible();
  await expect(page.locator('tr[data-sign="oxygen-saturation"]')).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Hvem har sett' }).click();
  const look = page.getByTestId('log').getByRole('listitem').filter({ hasText: mother }).first();
  await expect(look).toContainText('så hvem som følger opp hjemme');
});
