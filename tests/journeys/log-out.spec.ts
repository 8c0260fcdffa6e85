import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, failureOf, overviewOf } from './launching.ts';
import { logInAsCitizen } from './log-in-as-citizen.ts';
import { stack } from './stack.ts';

interface Tokens {
  facade: string;
  issuer: string;
}

/** Logs in as a citizen; the tokens as the page sends and keeps them. */
async function logIn(page: Page): Promise<Tokens> {
  const asked = page.waitForRequest((request) => request.url().startsWith(`${stack().fhir}/Observation`));
  await logInAsCitizen(page, 'Varsom Høstdag');
  await expect(overviewOf(page)).toBeVisible();
  const { authorization = '' } = (await asked).headers();
  const kept = await page.evaluate<string>(
    'sessionStorage.getItem(new URL(location).searchParams.get("state"))',
  );
  const { tokenResponse } = JSON.parse(kept) as { tokenResponse: { access_token: string } };
  return { facade: authorization.replace('Bearer ', ''), issuer: tokenResponse.access_token };
}

const logOut = (page: Page) => page.getByRole('button', { name: 'Logg ut' }).click();

async function look(token: string): Promise<number> {
  const url = `${stack().fhir}/Observation?_summary=count`;
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
}

async function readAtIssuer(token: string): Promise<number> {
  const url = `${stack().citizensFhir}/Patient/frail`;
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
}

async function reasonOfExchange(token: string): Promise<string | undefined> {
  const response = await fetch(`${stack().app}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: token,
      iss: stack().citizensFhir,
    }),
  });
  return ((await response.json()) as { reason?: string }).reason;
}

test('after logging out the tokens are worth nothing, at the facade and where one logs in', async ({
  page,
}) => {
  const { facade, issuer } = await logIn(page);
  expect([await look(facade), await readAtIssuer(issuer)]).toEqual([200, 200]);
  await logOut(page);
  await expect(page.locator('[data-logged-out="ended"]')).toContainText('Du er logget ut.');
  await expectAccessible(page);
  expect([await look(facade), await readAtIssuer(issuer)]).toEqual([401, 401]);
  expect(await reasonOfExchange(issuer)).toBe('token-inactive');
});

test('in another tab with the same login nothing more is shown', async ({ page, context }) => {
  await logIn(page);
  const other = await context.newPage();
  await other.addInitScript(
    `for (const [key, value] of ${JSON.stringify(await page.evaluate('Object.entries(sessionStorage)'))}) sessionStorage.setItem(key, value)`,
  );
  await other.goto(page.url());
  await expect(overviewOf(other)).toBeVisible();
  await logOut(page);
  await expect(page.locator('[data-logged-out="ended"]')).toBeVisible();
  await other.getByRole('button', { name: 'Oppdater' }).click();
  await expect(failureOf(other)).toHaveAttribute('data-failure', 'expired');
  await expect(overviewOf(other)).toHaveCount(0);
});

for (const [what, address] of [
  ['the facade', /:\d+\/oauth\/revoke$/],
  ['where one logs in', '**/helsenorge/oauth/revoke'],
] as const) {
  test(`when ${what} does not confirm it, that is told, and nothing is left in the window`, async ({
    page,
  }) => {
    await logIn(page);
    await page.route(address, (route) => route.fulfill({ status: 503, body: '' }));
    await logOut(page);
    await expect(page.locator('[data-logged-out="unconfirmed"]')).toContainText(
      'vi fikk ikke bekreftet at tilgangen er avsluttet',
    );
    await expect(overviewOf(page)).toHaveCount(0);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await expectAccessible(page);
  });
}
