import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize, logIn, problem, push, redeem, refresh } from './requests.ts';
import { createBrowser, facadeOrigin, loggedIn, newProofKey, redirectUri, startHelseid } from './support.ts';
import type { Browser, ProofKey, TestHelseid } from './support.ts';

let helseid: TestHelseid;
let key: ProofKey;

beforeAll(async () => {
  helseid = await startHelseid();
  key = await newProofKey();
});
afterAll(() => helseid.stop());

const pidOf = (id: string) => helseid.people.find((person) => person.id === id)?.pid;
const pidIn = (token: string) => decodeJwt(token)['helseid://claims/identity/pid'];

/** Answers the login page that the browser stands at. */
async function answerPage(browser: Browser, page: string, person: string, decision = 'login') {
  const body = new URLSearchParams({ person, decision });
  const posted = await browser.open(page, { method: 'POST', body });
  const next = new URL(String(posted.headers.get('location')), page).href;
  return browser.follow(next, helseid.issuer);
}

describe('the pushed request', () => {
  test('is the only way to begin', async () => {
    const query = new URLSearchParams({
      ...{ client_id: 'hjemmekurve', response_type: 'code', redirect_uri: redirectUri, scope: 'openid' },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', state: 's' },
    });
    const { url } = await createBrowser().follow(
      `${helseid.issuer}/connect/authorize?${query}`,
      helseid.issuer,
    );
    expect(new URL(url).origin).toBe(facadeOrigin);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      error: 'invalid_request',
      state: 's',
    });
    expect(url).not.toContain('code=');
  });

  test.each([
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    [
      'a redirect_uri of somebody else',
      { redirect_uri: 'https://other.example/callback' },
      'invalid_request',
    ],
    ['a redirect_uri with more to it', { redirect_uri: `${redirectUri}/more` }, 'invalid_request'],
    ['an unknown API', { resource: 'nhn:pps' }, 'invalid_target'],
    ['a scope beyond the registration', { scope: 'openid nhn:pps' }, 'invalid_scope'],
    ['the implicit flow', { response_type: 'id_token' }, 'unsupported_response_type'],
  ])('with %s is refused', async (_, values, error) => {
    const answer = await push(helseid, key, { values });
    expect(problem(answer)).toMatchObject({ status: 400, error });
    expect(answer.body).not.toHaveProperty('request_uri');
  });

  test('works once', async () => {
    const { address } = await push(helseid, key);
    const browser = await loggedIn(helseid, 'gp');
    expect((await browser.follow(address, helseid.issuer)).url).toContain('code=');
    const again = await browser.follow(address, helseid.issuer);
    expect(again.url).not.toContain('code=');
  });
});

describe('a session', () => {
  test('answers in silence, also under prompt=none', async () => {
    const browser = await loggedIn(helseid, 'municipal-nurse');
    for (const values of [{}, { prompt: 'none' }]) {
      const tokens = await logIn(helseid, browser, key, { values });
      expect(pidIn(tokens.id_token)).toBe(pidOf('municipal-nurse'));
    }
  });

  test('of somebody else answers for them, which the client must notice', async () => {
    const browser = await loggedIn(helseid, 'another-clinician');
    const tokens = await logIn(helseid, browser, key);
    expect(pidIn(tokens.access_token)).toBe(pidOf('another-clinician'));
    expect(pidIn(tokens.access_token)).not.toBe(pidOf('gp'));
  });

  test('that is not there ends prompt=none with login_required, by a redirect that a frame can follow', async () => {
    const { parameters, url } = await authorize(helseid, createBrowser(), key, {
      values: { prompt: 'none', state: 'mine' },
    });
    expect(url).toMatch(new RegExp(`^${redirectUri}\\?`));
    expect(parameters).toMatchObject({ error: 'login_required', state: 'mine', iss: helseid.issuer });
    expect(parameters).not.toHaveProperty('code');
  });

  test('can be replaced and ended by the sandbox', async () => {
    const browser = await loggedIn(helseid, 'gp');
    const change = (query: string) =>
      browser.open(`${helseid.issuer}/sandbox/login?${query}return=${encodeURIComponent(redirectUri)}`);
    await change('person=hospital-doctor&');
    expect(pidIn((await logIn(helseid, browser, key)).id_token)).toBe(pidOf('hospital-doctor'));
    await change('');
    const { parameters } = await authorize(helseid, browser, key, { values: { prompt: 'none' } });
    expect(parameters['error']).toBe('login_required');
  });

  test('is set for registered places only', async () => {
    const open = (query: string) => createBrowser().open(`${helseid.issuer}/sandbox/login?${query}`);
    expect((await open('person=gp&return=https://other.example/')).status).toBe(400);
    expect((await open(`person=nobody&return=${redirectUri}`)).status).toBe(400);
    const ehr = 'http://localhost:4997/frame';
    expect((await open(`person=gp&return=${ehr}`)).status).toBe(400);
    helseid.allowReturn('http://localhost:4997');
    expect((await open(`person=gp&return=${ehr}`)).headers.get('location')).toBe(ehr);
  });

  test('cookie is for HelseID alone, and not for scripts', async () => {
    const response = await createBrowser().open(
      `${helseid.issuer}/sandbox/login?person=gp&return=${encodeURIComponent(redirectUri)}`,
    );
    const [line = ''] = response.headers.getSetCookie().filter((one) => one.startsWith('helseid.session='));
    expect(line).toMatch(/httponly/i);
    expect(line).toMatch(/samesite=lax/i);
    expect(line).not.toMatch(/domain=/i);
  });
});

describe('the login page', () => {
  test('is in bokmål, says that it is the sandbox, and refuses to be framed', async () => {
    const { response, url } = await authorize(helseid, createBrowser(), key);
    expect(new URL(url).pathname).toMatch(/^\/login\//);
    const text = await response.text();
    expect(text).toContain('lang="nb"');
    expect(text).toMatch(/Dette er sandkassen/);
    for (const { given, family } of helseid.people) expect(text).toContain(`${given} ${family}`);
    expect(text).not.toContain(pidOf('gp'));
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('logs in whom one picks, and remembers', async () => {
    const browser = createBrowser();
    const login = await authorize(helseid, browser, key);
    const { url } = await answerPage(browser, login.url, 'no-health-professional');
    const parameters = Object.fromEntries(new URL(url).searchParams);
    const { body } = await redeem(helseid, key, { parameters, verifier: login.verifier });
    const claims = decodeJwt(String(body['id_token']));
    expect(claims['helseid://claims/identity/pid']).toBe(pidOf('no-health-professional'));
    expect(claims['helseid://claims/hpr/hpr_number']).toBeNull();
    const again = await logIn(helseid, browser, key);
    expect(decodeJwt(again.access_token)['helseid://claims/hpr/hpr_number']).toBeNull();
  });

  test('can be left by cancelling', async () => {
    const browser = createBrowser();
    const login = await authorize(helseid, browser, key);
    const { url } = await answerPage(browser, login.url, 'gp', 'cancel');
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ error: 'access_denied' });
  });

  test('comes under prompt=login also when somebody is logged in, who can be replaced there', async () => {
    const browser = await loggedIn(helseid, 'gp');
    const login = await authorize(helseid, browser, key, { values: { prompt: 'login' } });
    const { url } = await answerPage(browser, login.url, 'follow-up-nurse');
    const parameters = Object.fromEntries(new URL(url).searchParams);
    const { body } = await redeem(helseid, key, { parameters, verifier: login.verifier });
    expect(pidIn(String(body['id_token']))).toBe(pidOf('follow-up-nurse'));
  });

  test('belongs to the browser that began', async () => {
    const { url } = await authorize(helseid, createBrowser(), key);
    expect((await createBrowser().open(url)).status).toBe(400);
    const body = new URLSearchParams({ person: 'gp', decision: 'login' });
    expect((await createBrowser().open(url, { method: 'POST', body })).status).toBe(400);
  });

  test('lets nobody in whom it does not know', async () => {
    const browser = createBrowser();
    const { url } = await authorize(helseid, browser, key);
    const body = new URLSearchParams({ person: 'nobody', decision: 'login' });
    expect((await browser.open(url, { method: 'POST', body })).status).toBe(400);
  });
});

describe('a code', () => {
  test('needs its verifier, its redirect_uri and its DPoP key', async () => {
    const browser = await loggedIn(helseid, 'gp');
    const fresh = () => authorize(helseid, browser, key);
    const wrong = [
      await redeem(helseid, key, { ...(await fresh()), verifier: 'y'.repeat(43) }),
      await redeem(helseid, key, await fresh(), { values: { redirect_uri: `${facadeOrigin}/` } }),
      await redeem(helseid, key, await fresh(), { values: { code_verifier: undefined } }),
      await redeem(helseid, await newProofKey(), await fresh()),
    ];
    for (const answer of wrong) {
      expect(problem(answer)).toMatchObject({ status: 400, error: 'invalid_grant' });
      expect(answer.body).not.toHaveProperty('access_token');
    }
  });

  test('works once, and used again takes its tokens along', async () => {
    const login = await authorize(helseid, await loggedIn(helseid, 'gp'), key);
    const { body } = await redeem(helseid, key, login);
    expect(problem(await redeem(helseid, key, login)).error).toBe('invalid_grant');
    expect(problem(await refresh(helseid, key, body['refresh_token'])).error).toBe('invalid_grant');
  });
});

describe('a refresh token', () => {
  test('works once, and used again ends the whole family', async () => {
    const first = await logIn(helseid, await loggedIn(helseid, 'gp'), key);
    const second = await refresh(helseid, key, first.refresh_token);
    expect(second.body).toMatchObject({
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      rt_expires_in: expect.any(Number),
    });
    expect(second.body['refresh_token']).not.toBe(first.refresh_token);
    expect(problem(await refresh(helseid, key, first.refresh_token)).error).toBe('invalid_grant');
    expect(problem(await refresh(helseid, key, second.body['refresh_token'])).error).toBe('invalid_grant');
  });

  test('sent five times at the same moment is answered once, and ends the family', async () => {
    const { refresh_token } = await logIn(helseid, await loggedIn(helseid, 'gp'), key);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => refresh(helseid, key, refresh_token)));
    const given = answers.filter(({ status }) => status === 200);
    expect(given).toHaveLength(1);
    expect(problem(await refresh(helseid, key, given[0]?.body['refresh_token'])).error).toBe('invalid_grant');
  });

  test('needs the DPoP key of its first token; a wrong key does not use it up', async () => {
    const { refresh_token } = await logIn(helseid, await loggedIn(helseid, 'gp'), key);
    expect(problem(await refresh(helseid, await newProofKey(), refresh_token))).toMatchObject({
      error: 'invalid_grant',
      description: expect.stringContaining('DPoP key'),
    });
    expect((await refresh(helseid, key, refresh_token)).status).toBe(200);
  });

  test('is not given without offline_access', async () => {
    const tokens = await logIn(helseid, await loggedIn(helseid, 'gp'), key, {
      values: { scope: 'openid nhn:pmd/read' },
    });
    expect(tokens).not.toHaveProperty('refresh_token');
    expect(tokens).not.toHaveProperty('rt_expires_in');
  });
});
