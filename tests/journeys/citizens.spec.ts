import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { personOf } from '#fixtures/patients.ts';
import { complaintsOf, expectAccessible, expectNoSidewaysScroll } from './launching.ts';
import { stack } from './stack.ts';
import { startThirdPartyApp } from './third-party-app.ts';
import type { ThirdPartyApp, Tokens } from './third-party-app.ts';

const everything =
  'launch/patient openid fhirUser profile offline_access patient/Observation.rs patient/AuditEvent.rs patient/Consent.cruds patient/EpisodeOfCare.s';

let app: ThirdPartyApp;
test.beforeAll(async () => {
  app = await startThirdPartyApp();
});
test.afterAll(() => app.stop());

async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).check();
  await page.getByRole('button', { name: 'Logg inn' }).click();
}

async function granted(page: Page): Promise<Tokens> {
  await expect(page.getByRole('heading', { name: 'Tilbake i helseappen' })).toBeVisible();
  const tokens = await app.finish();
  if ('error' in tokens) throw new Error(tokens.error);
  return tokens;
}

async function search(token: string | undefined, query: string): Promise<Response> {
  return fetch(`${stack().fhir}/Observation?${query}`, { headers: { authorization: `Bearer ${token}` } });
}

test('a citizen logs in, gives an app a part of what it asks for, and the app reads their measurements', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await page.goto(await app.begin(everything));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Logg inn med elektronisk ID');
  await expect(page.getByText('ingen virkelig BankID')).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(page);
  await logIn(page, 'Varsom Høstdag');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Skal Helseapp (eksempel) få tilgang?');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('checkbox', { name: 'hvem som har sett' }).uncheck();
  await page.getByRole('button', { name: 'Gi tilgang', exact: true }).click();
  const tokens = await granted(page);
  expect(complaints).toEqual([]);
  expect(tokens.patient).toBe('frail');

  const { access_token, scope } = await app.exchange(tokens.access_token);
  expect(scope).toBe('patient/Observation.rs patient/Consent.cruds patient/EpisodeOfCare.s');
  const answer = await search(access_token, 'patient=frail&_count=200');
  expect(answer.status).toBe(200);
  const { total = 0, entry = [] } = (await answer.json()) as fhir4.Bundle;
  expect(total).toBeGreaterThan(0);
  for (const { resource } of entry) {
    expect((resource as fhir4.Observation).subject).toMatchObject({
      reference: 'Patient/frail',
      identifier: personOf('frail'),
    });
  }
  expect((await search(access_token, 'patient=copd')).status).toBe(403);
  expect((await search(tokens.access_token, '')).status).toBe(401);
});

test('who cancels, or refuses, sends the app away with nothing', async ({ page }) => {
  await page.goto(await app.begin(everything));
  await page.getByRole('button', { name: 'Avbryt' }).click();
  expect(await app.finish()).toEqual({ error: 'access_denied' });
  await page.goto(await app.begin(everything));
  await logIn(page, 'Varsom Høstdag');
  await page.getByRole('button', { name: 'Ikke gi tilgang' }).click();
  expect(await app.finish()).toEqual({ error: 'access_denied' });
});

test('a mother acts for her child under 12, next to nothing for one of 13 or 14, and for no older one', async ({
  page,
}) => {
  const actFor = async (name: string) => {
    await page.goto(await app.begin(everything));
    await logIn(page, 'Omsorgsfull Lerke');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hvem gjelder det?');
    await page.getByRole('radio', { name }).check();
    await page.getByRole('button', { name: 'Fortsett' }).click();
    await expect(page.getByText(`hvem det gjelder (${name})`)).toBeVisible();
    await page.getByRole('button', { name: 'Gi tilgang', exact: true }).click();
    return app.exchange((await granted(page)).access_token);
  };
  const { access_token } = await actFor('Liten Lerke');
  expect((await search(access_token, 'patient=child')).status).toBe(200);
  expect((await search(access_token, 'patient=mother')).status).toBe(403);
  const limited = await actFor('Halvstor Lerke');
  expect(limited).toMatchObject({ relation: 'parent-limited', scope: 'patient/EpisodeOfCare.s' });
  expect((await search(limited.access_token, 'patient=teenager')).status).toBe(403);
  expect(await actFor('Nesten Voksen Lerke')).toMatchObject({ reason: 'parent-not-allowed' });
});

test('a daughter with fullmakt reads for her mother, and takes the app’s access back', async ({ page }) => {
  await page.goto(await app.begin(everything));
  await logIn(page, 'Trygg Høstdag');
  await expectAccessible(page);
  await page.getByRole('radio', { name: 'Varsom Høstdag' }).check();
  await page.getByRole('button', { name: 'Fortsett' }).click();
  await page.getByRole('button', { name: 'Gi tilgang', exact: true }).click();
  const tokens = await granted(page);
  const { access_token } = await app.exchange(tokens.access_token);
  expect((await search(access_token, 'patient=frail')).status).toBe(200);

  await page.goto(`${stack().ehr}/helsenorge/consents`);
  await logIn(page, 'Trygg Høstdag');
  const grants = page.getByRole('listitem').filter({ hasText: 'Helseapp (eksempel)' });
  await expect(grants.first()).toContainText('gjelder Varsom Høstdag');
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(page);
  await expect(async () => {
    await grants.first().getByRole('button', { name: 'Trekk tilbake for Helseapp (eksempel)' }).click();
    await expect(grants).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expectAccessible(page);
  expect((await search(access_token, 'patient=frail')).status).toBe(401);
  expect(await app.exchange(tokens.access_token)).toMatchObject({ reason: 'token-inactive' });
  expect(await app.refresh(tokens)).toBe(400);
});
