import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { patients } from '#fixtures/patients.ts';
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  failureOf,
  launch,
  noticeOf,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';
import { endFollowUp, farAhead } from './follow-up.ts';
import { logInAsRestricted, restrictedPatient, type Citizen } from './restricted-patient.ts';
import { goWholeWay } from './whole-way.ts';

const reason = 'Funnet bevisstløs på gulvet, trenger å se målingene';

let citizen: Citizen;
/** Address of what she has made in the test. */
let made: string | undefined;

test.beforeAll(async ({ browser }) => {
  citizen = await logInAsRestricted(browser);
});
test.afterEach(async () => {
  if (made) await citizen.withdraw(made);
  made = undefined;
  await endFollowUp(farAhead);
});

const banner = (page: Page) => page.getByRole('region', { name: 'Åpnet sperre' });
const table = (page: Page) => page.getByTestId('measurements');

async function expectNothingShown(page: Page): Promise<void> {
  await expect(failureOf(page)).toBeVisible();
  await expect(overviewOf(page)).toHaveCount(0);
  await expect(table(page)).toHaveCount(0);
  await expect(page.locator('canvas')).toHaveCount(0);
  await expect(page.getByText(/\d\s?kg/)).toHaveCount(0);
}

test('before she restricts anything: from the EHR’s frame to overview, trend and table', async ({ page }) => {
  const patient = patients.find(({ id }) => id === restrictedPatient);
  if (!patient) throw new Error('The patient is gone');
  await goWholeWay(page, patient);
});

test('a general restriction is opened in an emergency, by keyboard, for as long as the clinician says', async ({
  page,
}) => {
  made = await citizen.block();
  await page.setViewportSize({ width: 320, height: 800 });
  await launch(page, { patient: restrictedPatient });
  await expectNothingShown(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pasienten har sperret for innsyn');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expectNoSidewaysScroll(page);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Begrunnelse' })).toBeFocused();
  await page.keyboard.type('haster');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radiogroup')).toHaveAccessibleDescription(/Velg om pasienten har samtykket/);
  await expect(page.getByRole('radio', { name: 'Pasienten har samtykket' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Nødsituasjon' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(reason);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await expect(rowOf(page, 'body-weight')).toContainText('kg');
  await expect(banner(page)).toContainText('Du ser sperrede opplysninger');
  await expect(banner(page)).toContainText('Åpnet i nødsituasjon.');
  await expect(banner(page)).toContainText(reason);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  const event = (await citizen.log()).find(({ action, outcome }) => action === 'R' && outcome === '0');
  const opening = event?.extension?.flatMap(({ extension }) => extension ?? []);
  expect(opening).toEqual([
    { url: 'by', valueCode: 'emergency' },
    { url: 'reason', valueString: reason },
  ]);

  await openTrend(page, 'body-weight');
  await expect(table(page)).toBeVisible();
  await expect(banner(page)).toContainText(reason);
  await page.getByRole('link', { name: 'Til oversikten' }).click();
  await openTrend(page, 'heart-rate');
  await expect(noticeOf(page, 'never')).toBeVisible();

  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByRole('button', { name: 'Avslutt innsynet' }).click();
  await expectNothingShown(page);
  await expect(banner(page)).toHaveCount(0);
  await expect(page.getByText('Du har avsluttet innsynet.')).toBeVisible();
  expect(asked).toEqual([]);

  await page.getByRole('button', { name: 'Oppgi grunnlag og åpne' }).click();
  await page.getByRole('radio', { name: 'Pasienten har samtykket' }).check();
  await page.getByRole('textbox', { name: 'Begrunnelse' }).fill('Avtalt kontroll');
  await page.getByRole('button', { name: 'Åpne', exact: true }).click();
  await expect(banner(page)).toContainText('Åpnet med samtykke.');
  await expect(noticeOf(page, 'never')).toBeVisible();
  await page.reload();
  await expectNothingShown(page);
  await expect(banner(page)).toHaveCount(0);

  asked.length = 0;
  await page.getByRole('button', { name: 'Avbryt' }).click();
  await expect(page.getByText('Ingenting er åpnet.')).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Hent på nytt uten å åpne' }).click();
  await expect(page.getByRole('button', { name: 'Åpne', exact: true })).toBeVisible();
  expect(asked.some((url) => url.includes('/fhir/Observation/'))).toBe(true);
  await expectNothingShown(page);
});

test('when her home follow-up has ended and the time after it is over, everything leaves at the next action; it is back when the end is taken back', async ({
  page,
}) => {
  await launch(page, { patient: restrictedPatient });
  await openTrend(page, 'body-weight');
  await expect(table(page)).toBeVisible();
  // What the trend asks for besides would meet the end before the click does.
  await page.waitForLoadState('networkidle');

  await endFollowUp('2000-01-01');
  await page.getByText('90 dager', { exact: true }).click();
  await expectNothingShown(page);
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'follow-up-ended');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hjemmeoppfølgingen er avsluttet');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(page);
  }
  await expectAccessible(page);

  await endFollowUp(farAhead);
  await launch(page, { patient: restrictedPatient });
  await expect(rowOf(page, 'body-weight')).toContainText('kg');
});

test('who is blocked by name while the app is open sees everything leave at the next action', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await launch(page, { patient: restrictedPatient });
  await openTrend(page, 'body-weight');
  await expect(table(page)).toBeVisible();
  expect(complaints).toEqual([]);

  made = await citizen.block({ hpr: '222210011', name: 'Åse Fjellsjø' });
  await page.getByText('90 dager', { exact: true }).click();
  await expectNothingShown(page);
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'access-blocked');
  await expect(failureOf(page)).toContainText('Hjemmekurve får ikke vite om det finnes målinger');
  await expect(page.getByText('access-blocked')).toHaveCount(0);
  await expectAccessible(page);
  await page.goBack();
  await expectNothingShown(page);
});

test('the period before that meets an ended follow-up takes the trend with it', async ({ page }) => {
  await launch(page, { patient: restrictedPatient });
  await openTrend(page, 'body-weight');
  await expect(table(page)).toBeVisible();
  await page.getByRole('checkbox', { name: 'Sammenlign med perioden før' }).check();
  await expect(page.getByTestId('comparison').locator('table')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Sammenlign med perioden før' }).uncheck();

  await endFollowUp('2000-01-01');
  await page.getByRole('checkbox', { name: 'Sammenlign med perioden før' }).click();
  await expectNothingShown(page);
  await expect(page.getByTestId('comparison')).toHaveCount(0);
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'follow-up-ended');
});
