import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { tabTo } from './by-keyboard.ts';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  openTrend,
  overviewOf,
} from './launching.ts';
import { withdrawOrders } from './standing-orders.ts';

/** Nobody else sets limits for this patient. */
const patient = 'own-limits';

const section = (page: Page) => page.getByTestId('orders');
const field = (page: Page, part: string, name: string) =>
  section(page).getByRole('group', { name: part, exact: true }).getByLabel(name, { exact: true });
const button = (page: Page, name: string) => section(page).getByRole('button', { name, exact: true });

test.beforeEach(async ({ browser }) => {
  const page = await browser.newPage();
  await withdrawOrders(page, patient);
  await page.close();
});

const modes = [
  { width: 360, forced: false },
  { width: 768, forced: true },
  { width: 360, forced: true },
  { width: 1280, forced: false },
].map((each) => ({ ...each, mode: `${each.width} px${each.forced ? ', forced colours' : ''}` }));

async function showIn(page: Page, width: number, forced: boolean): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ forcedColors: forced ? 'active' : 'none' });
}

async function open(page: Page, sign: string, practitioner = 'gp'): Promise<void> {
  await launch(page, { patient, practitioner });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, sign);
}

for (const { width, forced, mode } of modes.slice(0, 2)) {
  test(`limits are set by keyboard, a fault at its field, the preview, and points repainted by them: ${mode}`, async ({
    page,
  }) => {
    const complaints = complaintsOf(page);
    await showIn(page, width, forced);
    await open(page, 'blood-pressure');
    await expect(section(page)).toContainText('Ingen grenser er satt for pasienten nå.');
    await button(page, 'Sett grenser').focus();
    await page.keyboard.press('Enter');
    await expect(section(page).getByRole('heading', { name: 'Sett grenser' })).toBeFocused();

    await tabTo(page, button(page, 'Fyll inn: Høyt blodtrykk'));
    await page.keyboard.press('Enter');
    await expect(field(page, 'Systolisk', 'Gul høy')).toHaveValue('135');
    const yellow = field(page, 'Systolisk', 'Gul høy');
    await tabTo(page, yellow);
    await page.keyboard.press('Enter');
    await expect(yellow).toBeFocused();
    await expect(yellow).toHaveAccessibleDescription(/Tallet er fra malen/);
    await expectAccessible(page);

    for (const [part, name, value] of [
      ['Systolisk', 'Gul høy', '145'],
      ['Systolisk', 'Rød høy', '155'],
      ['Systolisk', 'Mål fra', '120'],
      ['Systolisk', 'Mål til', '135'],
      ['Diastolisk', 'Gul høy', '88'],
      ['Diastolisk', 'Rød høy', '100'],
    ] as const) {
      await tabTo(page, field(page, part, name));
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(value);
    }
    await tabTo(
      page,
      section(page).getByRole('checkbox', { name: 'Antall ganger: passer for denne pasienten' }),
    );
    await page.keyboard.press('Space');
    const start = section(page).getByRole('radio', {
      name: 'Fra nå av. Tidligere målinger vurderes som før.',
    });
    await tabTo(page, start);
    await page.keyboard.press('ArrowDown');
    const from = section(page).getByLabel('Fra og med', { exact: true });
    await tabTo(page, from);
    await from.fill('2026-01-01');
    await tabTo(page, section(page).getByLabel('Begrunnelse'));
    await page.keyboard.type('Egne grenser etter samtale');
    await page.keyboard.press('Enter');
    const preview = section(page).getByTestId('order-preview');
    await expect(preview.getByRole('heading')).toBeFocused();
    await expect(preview.getByTestId('preview-sentence')).toHaveText(
      /^Siste 90 dager: \d+ av 1[78]\d målinger ville vært utenfor en grense \(\d+ rødt, \d+ gult\); i dag \d+\.$/,
    );
    await tabTo(page, preview.locator('summary'));
    await page.keyboard.press('Enter');
    await expect(preview.locator('tbody tr').first()).toContainText('mmHg');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);

    await tabTo(page, button(page, 'Lagre grensene'));
    await page.keyboard.press('Enter');
    await expect(section(page).getByText('Lagret. Målingene er hentet på nytt.')).toBeVisible();
    await expect(section(page).getByRole('heading', { name: 'Grenser for denne pasienten' })).toBeFocused();
    await expect(section(page).locator('dl').first()).toContainText('rød fra 155 mmHg og opp');
    await expect(section(page).locator('dl').first()).toContainText('Åse Fjellsjø');
    await expect(page.getByTestId('pressure-target')).toHaveText(
      /Mål: systolisk 120–135, diastolisk ≤ 84\s+mmHg\. Satt for pasienten:\s+Åse Fjellsjø, .*, gjelder fra 1\. jan\. 2026\. Diastolisk: generell grense/,
    );
    await expect(page.getByTestId('change-summary')).toHaveCount(0);
    await page.getByText('Grenser brukt i perioden').click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Satt for pasienten' }).first()).toBeVisible();
    expect(complaints).toEqual([]);
  });
}

for (const { width, forced, mode } of modes.slice(2)) {
  test(`the preview tells by value, by change and what is held back, by keyboard: ${mode}`, async ({
    page,
  }) => {
    const complaints = complaintsOf(page);
    await showIn(page, width, forced);
    await open(page, 'blood-pressure');
    await button(page, 'Sett grenser').focus();
    await page.keyboard.press('Enter');
    const typed = async (name: string, value: string) => {
      await tabTo(page, field(page, 'Systolisk', name));
      await page.keyboard.type(value);
    };
    await typed('Gul høy', '140');
    await typed('Rød høy', '170');
    const addChange = section(page)
      .getByRole('group', { name: 'Systolisk', exact: true })
      .getByRole('button', { name: 'Legg til endring over tid' });
    await tabTo(page, addChange);
    await page.keyboard.press('Enter');
    await typed('Mer enn (mmHg)', '25');
    await typed('På dager', '3');
    await typed('Antall utenfor', '2');
    await typed('Av de siste', '3');
    await tabTo(page, section(page).getByLabel('Begrunnelse'));
    await page.keyboard.type('Følger trykket');
    await page.keyboard.press('Enter');
    const preview = section(page).getByTestId('order-preview');
    await expect(preview.getByRole('heading')).toBeFocused();
    const row = async (name: string) =>
      Number(
        await preview
          .getByTestId('preview-reasons')
          .getByRole('row', { name: new RegExp(`^${name}`) })
          .getByRole('cell')
          .first()
          .innerText(),
      );
    const [byValue, held, byChange, counting] = [
      await row('Utenfor en grense'),
      await row('Av dem gule som ikke teller ennå'),
      await row('Endret seg mer enn grensen for endring'),
      await row('Teller i alt'),
    ];
    expect(held).toBeGreaterThan(0);
    expect(byValue).toBeGreaterThan(held);
    expect(counting).toBeGreaterThanOrEqual(Math.max(byChange, byValue - held));
    expect(counting).toBeLessThanOrEqual(byChange + byValue - held);
    await expect(preview).toContainText('Gul teller først når flere av de siste er utenfor');
    await tabTo(page, preview.locator('summary'));
    await page.keyboard.press('Enter');
    const list = preview.getByTestId('preview-list');
    const notYet = list.getByText('teller ikke ennå');
    const next = preview.getByRole('button', { name: 'Neste' });
    for (;;) {
      expect(await list.locator('tbody tr').count()).toBeLessThanOrEqual(10);
      if ((await notYet.count()) > 0 || (await next.getAttribute('aria-disabled')) === 'true') break;
      await tabTo(page, next);
      await page.keyboard.press('Enter');
    }
    await notYet.first().scrollIntoViewIfNeeded();
    await expect(notYet.first()).toBeInViewport({ ratio: 1 });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);

    await tabTo(page, button(page, 'Lagre grensene'));
    await page.keyboard.press('Enter');
    const changes = page.getByTestId('change-summary');
    await expect(changes).toContainText('Ingen måling i perioden er tatt mens en endringsgrense gjaldt.');
    await tabTo(page, button(page, 'Endre'));
    await page.keyboard.press('Enter');
    await section(page)
      .getByRole('radio', { name: /^Fra en annen dato/ })
      .check();
    await section(page).getByLabel('Fra og med', { exact: true }).fill('2026-01-01');
    await button(page, 'Vis hva som ville vært markert').click();
    await button(page, 'Lagre grensene').click();
    await expect(changes.getByRole('term')).toHaveText(
      /^Systolisk: Mer enn 25 mmHg opp på 3 dager\s+Satt for pasienten$/,
    );
    await expect(changes.getByTestId('change')).toHaveText(
      /^(nei|ja, over grensen \(gul\))\s+[+−±]\d+ mmHg: fra \d+ mmHg \(.+ kl\. .+\) til \d+ mmHg \(.+ kl\. .+\)$/,
    );
    await expect(changes).toContainText('Individuell endringsgrense satt av Åse Fjellsjø');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    expect(complaints).toEqual([]);
  });
}

test('two who change the same limits: the second is told by whom, nothing is overwritten, and what they wrote is kept', async ({
  page,
  browser,
}) => {
  await open(page, 'body-weight');
  await button(page, 'Sett grenser').click();
  await field(page, 'Vekt', 'Gul høy').fill('80,5');
  await section(page).getByLabel('Begrunnelse').fill('Følger vekten');
  await button(page, 'Vis hva som ville vært markert').click();
  await button(page, 'Lagre grensene').click();
  await expect(section(page).locator('dl').first()).toContainText('gul fra 80,5 kg og opp');

  const context = await browser.newContext();
  const other = await context.newPage();
  await open(other, 'body-weight', 'hospital-doctor');
  for (const [each, limit] of [
    [other, '81'],
    [page, '82'],
  ] as const) {
    await button(each, 'Endre').click();
    await field(each, 'Vekt', 'Gul høy').fill(limit);
    await button(each, 'Vis hva som ville vært markert').click();
    await expect(button(each, 'Lagre grensene')).toBeVisible();
  }
  await button(other, 'Lagre grensene').click();
  await expect(section(other).locator('dl').first()).toContainText('gul fra 81,0 kg og opp');
  const name =
    (await section(other).locator('dl').first().locator('dd').last().innerText()).split(',')[0] ?? '';
  await button(page, 'Lagre grensene').click();
  const conflict = page.locator('[data-notice="order-conflict"]');
  await expect(conflict).toContainText(`${name},`);
  await expect(conflict).toContainText('Ingenting er overskrevet');
  await expect(conflict).toContainText('gul fra 81,0 kg og opp');
  await expect(field(page, 'Vekt', 'Gul høy')).toHaveValue('82');
  await expectAccessible(page);

  await button(page, 'Bruk skjemaet mitt som neste versjon').click();
  await button(page, 'Vis hva som ville vært markert').click();
  await button(page, 'Lagre grensene').click();
  await expect(section(page).locator('dl').first()).toContainText('gul fra 82,0 kg og opp');
  await button(page, 'Avslutt').click();
  await button(page, 'Avslutt nå').click();
  await expect(section(page)).toContainText('Ingen grenser er satt for pasienten nå.');
  await section(page).getByText('Tidligere og gjeldende versjoner').click();
  await expect(section(page).getByRole('heading', { name: 'Versjon 4 (avsluttet)' }).first()).toBeVisible();
  await context.close();
});

test('without the scope for orders the trend stands, and the section says why it is empty', async ({
  page,
}) => {
  await launch(page, {
    patient,
    scope:
      'launch openid fhirUser patient/Patient.r patient/Observation.rs user/Practitioner.r user/PractitionerRole.rs user/Organization.r',
  });
  await openTrend(page, 'blood-pressure');
  await expect(section(page)).toContainText('Journalsystemet har ikke gitt tilgang til grensene');
  await expect(page.getByTestId('measurements')).toBeVisible();
  await expect(section(page).getByRole('button')).toHaveCount(0);
});
