import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  failureOf,
  launch,
  overviewOf,
} from './launching.ts';
import { logInAsCitizen as logIn } from './log-in-as-citizen.ts';
import { facadeTokenOf, withdrawAll } from './no-blocks.ts';
import { stack } from './stack.ts';

const menuOf = (page: Page) => page.getByRole('navigation').first();

test('from the welcome through the login to four places that can be read by anybody, at 320 pixels', async ({
  page,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(`${stack().app}/innbygger`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Målingene dine hjemmefra');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await logIn(page, 'Varsom Høstdag');
  await expect(overviewOf(page)).toBeVisible();
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - combobox "Språk"
      - region "Hvem målingene gjelder":
        - paragraph:
          - text: Du er logget inn som
          - strong: Varsom Høstdag
      - button "Logg ut"
      - navigation "Hovedmeny":
        - list:
          - listitem:
            - link "Målinger"
          - listitem:
            - link "Hvem har sett"
          - listitem:
            - link "Sperringer"
          - listitem:
            - link "Om nødhjelp"
  `);
  for (const [label, tag] of [
    ['English', 'en'],
    ['Nynorsk', 'nn'],
    ['Bokmål', 'nb'],
  ] as const) {
    await page.getByRole('combobox', { name: /Språk|Language/ }).selectOption({ label });
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    for (const link of await menuOf(page).getByRole('link').all()) {
      const name = String(await link.textContent());
      await link.click();
      await expect(link).toHaveAttribute('aria-current', 'page');
      await expect(page).toHaveTitle(`${name} – Hjemmekurve`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
      await expectNoSidewaysScroll(page);
      if (tag === 'nb') await expectAccessible(page);
    }
  }
  await expect(page.getByRole('heading', { level: 1, name: 'Om nødhjelp' })).toBeFocused();
  expect(new URL(page.url()).search).toMatch(/^\?state=[0-9a-f-]{36}$/);
  expect(complaints).toEqual([]);
});

test('a reload goes on; after logging out nothing is left, whichever way one goes', async ({ page }) => {
  await logIn(page, 'Varsom Høstdag');
  await expect(overviewOf(page)).toBeVisible();
  await page.locator('tr[data-sign="blood-pressure"]').getByRole('link').click();
  await expect(page.getByTestId('measurements')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Blodtrykk');
  await expect(page.getByTestId('measurements')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tekst til journalen' })).toHaveCount(0);
  await expect(page.getByText('Du er logget inn som Varsom Høstdag')).toBeVisible();
  await page.getByRole('button', { name: 'Logg ut' }).click();
  await expect(page.getByText('Du er logget ut.')).toBeVisible();
  expect(page.url()).toBe(`${stack().app}/innbygger`);
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Målingene dine hjemmefra');
  await page.reload();
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'session-missing');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Logg inn på nytt' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Logg inn med elektronisk ID');
});

test('who reads for another sees for whom: a mother for a child under 12 and none of 16, a daughter by fullmakt', async ({
  page,
}) => {
  await logIn(page, 'Trygg Høstdag', 'Varsom Høstdag');
  await expect(page.getByRole('region', { name: 'Hvem målingene gjelder' })).toHaveText(
    'Du ser målingene til Varsom Høstdag, med fullmakt eller som verge',
  );
  await logIn(page, 'Omsorgsfull Lerke', 'Liten Lerke');
  await expect(page.getByRole('region', { name: 'Hvem målingene gjelder' })).toHaveText(
    'Du ser målingene til Liten Lerke, som forelder',
  );
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Målingene til Liten Lerke');
  await expect(page.getByText('Det er ingen målinger her ennå')).toBeVisible();
  await logIn(page, 'Omsorgsfull Lerke', 'Nesten Voksen Lerke');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fra 16 år må ungdommen logge inn selv');
  await expect(page.getByText('Nesten Voksen Lerke')).toHaveCount(0);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Logg inn på nytt' }).click();
  await page.getByRole('button', { name: 'Avbryt' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Innloggingen ble avbrutt');
  expect(page.url()).toBe(`${stack().app}/innbygger`);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Målingene dine hjemmefra');
});

test('a citizen sees who has just looked, blocks that clinician, and the clinician’s open app is refused', async ({
  page,
  browser,
}) => {
  await logIn(page, 'Våken Ugle');
  await expect(overviewOf(page)).toBeVisible();
  await withdrawAll(await facadeTokenOf(page));
  const clinician = await browser.newPage();
  await launch(clinician, { patient: 'dst-nights', practitioner: 'municipal-nurse' });
  await expect(overviewOf(clinician)).toBeVisible();

  await menuOf(page).getByRole('link', { name: 'Hvem har sett' }).click();
  const look = page
    .getByTestId('log')
    .getByRole('listitem')
    .filter({ hasText: 'Sølvi Håkonsbråten' })
    .first();
  await expect(look).toContainText('Sølvi Håkonsbråten, Hjemmesykepleier');
  await expectAccessible(page);
  await look.getByRole('button', { name: 'Sperr Sølvi Håkonsbråten' }).click();

  await expect(page).toHaveURL(/#\/blocks$/);
  const blocks = page.getByTestId('blocks');
  await blocks.getByRole('button', { name: 'Gå videre' }).click();
  await expectAccessible(page);
  await blocks.getByRole('button', { name: 'Ja, sperr' }).click();
  await expect(blocks.getByRole('button', { name: /^Opphev/ })).toHaveCount(1);
  await expectAccessible(page);

  await clinician.getByRole('button', { name: 'Oppdater' }).click();
  await expect(failureOf(clinician)).toHaveAttribute('data-failure', 'access-blocked');
  await expect(overviewOf(clinician)).toHaveCount(0);

  await blocks.getByRole('button', { name: /^Opphev/ }).click();
  await blocks.getByRole('button', { name: 'Ja, opphev den' }).click();
  await expect(blocks.getByText('Du har ingen sperringer.')).toBeVisible();
  await clinician.reload();
  await expect(overviewOf(clinician)).toBeVisible();
  await clinician.close();
});
