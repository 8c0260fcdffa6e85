import { readFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
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

/** The citizen's page, with nothing blocked, and the app of a clinician who looks at the same measurements. */
async function openBoth(page: Page, browser: Browser): Promise<Page> {
  await logIn(page, 'Våken Ugle');
  await expect(overviewOf(page)).toBeVisible();
  await withdrawAll(await facadeTokenOf(page));
  const clinician = await browser.newPage();
  await launch(clinician, { patient: 'dst-nights', practitioner: 'municipal-nurse' });
  await expect(overviewOf(clinician)).toBeVisible();
  return clinician;
}

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
  const clinician = await openBoth(page, browser);

  await menuOf(page).getByRole('link', { name: 'Hvem har sett' }).click();
  const look = page
    .getByTestId('log')
    .getByRole('listitem')
    .filter({ hasText: 'Sølvi Håkonsbråten' })
    .first();
  await expect(look).toMatchAriaSnapshot(`
    - listitem:
      - heading /Sølvi Håkonsbråten så på (målinger over tid|de siste målingene)\\./ [level=2]
      - term: Når
      - definition:
        - time: /\\d+\\. \\S+ \\d{4} kl\\. \\d\\d:\\d\\d/
      - term: Hvem
      - definition: Sølvi Håkonsbråten, Hjemmesykepleier
      - term: Hvor
      - definition: /Oslo kommune/
      - term: Hvorfor
      - definition: For å gi helsehjelp
      - term: Hvilke målinger
      - definition: /Blodtrykk, Puls/
      - term: Målt i perioden
      - definition
      - term: Antall
      - definition: /\\d+ målinger?/
      - group: Til kontroll
      - button "Sperr Sølvi Håkonsbråten"
  `);
  await expectAccessible(page);
  await look.getByRole('button', { name: 'Sperr Sølvi Håkonsbråten' }).click();

  await expect(page).toHaveURL(/#\/blocks$/);
  const blocks = page.getByTestId('blocks');
  await blocks.getByRole('button', { name: 'Gå videre' }).click();
  await expectAccessible(page);
  await expect(blocks.getByRole('region', { name: /^Skal vi sperre/ })).toMatchAriaSnapshot(`
    - region "Skal vi sperre for Sølvi Håkonsbråten?":
      - heading "Skal vi sperre for Sølvi Håkonsbråten?" [level=2]
      - paragraph: /HPR-nummer \\d+/
      - paragraph:
        - strong: "Dette skjer:"
      - list:
        - listitem: Denne personen får ikke se noen av målingene, uansett hvor personen jobber.
        - listitem: Sperren gjelder også i en nødsituasjon. Personen får heller ikke vite at du har laget den.
        - listitem
        - listitem
        - listitem
      - button "Ja, sperr"
      - button "Gå tilbake og endre"
  `);
  await blocks.getByRole('button', { name: 'Ja, sperr' }).click();
  await expect(blocks.getByRole('button', { name: /^Opphev/ })).toHaveCount(1);
  await expect(blocks.getByRole('list').first()).toMatchAriaSnapshot(`
    - list:
      - listitem:
        - paragraph: Gjelder nå
        - heading "Sølvi Håkonsbråten" [level=3]
        - paragraph: /HPR-nummer \\d+/
        - paragraph: /til du opphever den/
        - list
        - button "Opphev sperren for Sølvi Håkonsbråten"
        - group
  `);
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

test('the log is read in pages, filtered, taken along as a file with all of it, and printed', async ({
  page,
  browser,
}) => {
  test.slow();
  const clinician = await browser.newPage();
  await launch(clinician, { patient: 'dst-nights', practitioner: 'gp' });
  await expect(overviewOf(clinician)).toBeVisible();
  await clinician.close();
  await page.setViewportSize({ width: 320, height: 700 });
  await logIn(page, 'Våken Ugle');
  await expect(overviewOf(page)).toBeVisible();
  const headers = { authorization: `Bearer ${await facadeTokenOf(page)}` };
  for (let looks = 0; looks < 55; looks++) {
    expect((await fetch(`${stack().fhir}/Observation?_summary=count`, { headers })).status).toBe(200);
  }

  await menuOf(page).getByRole('link', { name: 'Hvem har sett' }).click();
  const log = page.getByTestId('log');
  const entries = log.getByRole('list', { name: 'Hendelser i loggen, nyeste først' });
  await expect(entries.locator('> li')).toHaveCount(50);
  await expect(entries.getByText('Åse Fjellsjø')).toHaveCount(0);
  await log.getByRole('button', { name: 'Vis eldre' }).press('Enter');
  await expect(entries.locator('> li').nth(50).getByRole('heading')).toBeFocused();
  const rest = log.getByRole('button', { name: 'Hent alle eldre' });
  await expect(async () => {
    if (await rest.isVisible()) await rest.click();
    await expect(log.getByText('Det finnes eldre')).toHaveCount(0, { timeout: 1000 });
  }).toPass();

  await log.getByRole('combobox', { name: 'Hva det gjelder' }).selectOption('Helsepersonell som har sett');
  await log.getByRole('searchbox').fill('fjellsjø');
  await expect(entries.locator('> li').first()).toContainText('Åse Fjellsjø');
  for (const each of await entries.locator('> li').all()) await expect(each).toContainText('Åse Fjellsjø');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    log.getByRole('button', { name: 'Last ned alle som regneark (CSV)' }).press('Enter'),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const [head, ...rows] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  expect(head).toMatch(/^\uFEFF"Tidspunkt i Norge";/);
  await expect(log.getByText(/^Filen er laget\./)).toHaveText(new RegExp(`Den har ${rows.length} hendelser`));
  expect(rows.length).toBeGreaterThan(55);
  expect(rows.filter((row) => row.includes('"Åse Fjellsjø"')).length).toBeGreaterThan(0);

  await page.emulateMedia({ media: 'print' });
  await expect(log.getByRole('button', { name: 'Skriv ut eller lagre som PDF' })).toBeHidden();
  await expect(menuOf(page)).toBeHidden();
  await expect(entries.locator('> li').first()).toBeVisible();
  await expect(log.getByText('Våken Ugle').first()).toBeVisible();
});

/** Begins the form anew; the page is the citizen's, with nothing blocked. */
async function openForm(page: Page, kind: string) {
  const blocks = page.getByTestId('blocks');
  await blocks.getByRole('button', { name: 'Lag en ny sperring' }).click();
  await blocks.getByRole('radio', { name: kind }).check();
  return blocks;
}

async function endBlock(page: Page): Promise<void> {
  const blocks = page.getByTestId('blocks');
  await blocks.getByRole('button', { name: /^Opphev/ }).click();
  await blocks.getByRole('button', { name: 'Ja, opphev den' }).click();
  await expect(blocks.getByText('Du har ingen sperringer.')).toBeVisible();
}

test('an organisation, and then everyone, is blocked through the form at 320 pixels, and the open app meets each', async ({
  page,
  browser,
}) => {
  await page.setViewportSize({ width: 320, height: 740 });
  const clinician = await openBoth(page, browser);
  await menuOf(page).getByRole('link', { name: 'Sperringer' }).click();

  await test.step('nothing chosen is told, and nothing is made', async () => {
    const blocks = await openForm(page, 'En virksomhet');
    await blocks.getByRole('button', { name: 'Gå videre' }).click();
    const faults = blocks.locator('#block-faults');
    await expect(faults).toBeFocused();
    await expect(faults).toContainText('Søk, og velg hvilken virksomhet det gjelder.');
    await expectAccessible(page);
    await blocks.getByRole('button', { name: 'Avbryt' }).click();
  });

  await test.step('an organisation', async () => {
    const blocks = await openForm(page, 'En virksomhet');
    await blocks.getByRole('searchbox').fill('oslo');
    await page.keyboard.press('Enter');
    await blocks.getByRole('radio', { name: /^Oslo kommune/ }).check();
    await expect(blocks.getByText('Valgt: Oslo kommune')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await blocks.getByRole('button', { name: 'Gå videre' }).click();
    await expect(blocks.getByRole('heading', { name: 'Skal vi sperre for Oslo kommune?' })).toBeVisible();
    await blocks.getByRole('button', { name: 'Ja, sperr' }).click();
    await expect(blocks.getByRole('heading', { name: 'Oslo kommune', level: 3 })).toBeVisible();
    await clinician.getByRole('button', { name: 'Oppdater' }).click();
    await expect(failureOf(clinician)).toHaveAttribute('data-failure', 'access-blocked');
    await endBlock(page);
    await clinician.reload();
    await expect(overviewOf(clinician)).toBeVisible();
  });

  await test.step('everyone: it can be opened, so the clinician is told that', async () => {
    const blocks = await openForm(page, 'Alt helsepersonell');
    await expect(blocks.getByRole('searchbox')).toHaveCount(0);
    await blocks.getByRole('button', { name: 'Gå videre' }).click();
    await expectAccessible(page);
    await blocks.getByRole('button', { name: 'Ja, sperr' }).click();
    await expect(blocks.getByRole('heading', { name: 'Alt helsepersonell', level: 3 })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await clinician.getByRole('button', { name: 'Oppdater' }).click();
    await expect(failureOf(clinician)).toHaveAttribute('data-failure', 'access-restricted');
    await expect(overviewOf(clinician)).toHaveCount(0);
    await endBlock(page);
    await clinician.reload();
    await expect(overviewOf(clinician)).toBeVisible();
  });
  await clinician.close();
});
