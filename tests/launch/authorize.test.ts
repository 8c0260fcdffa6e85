import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import {
  appScope,
  authorizationRequest,
  authorize,
  form,
  launchTestClient,
  json,
  obtainCode,
  openLaunch,
  postToken,
  redirected,
} from './support/smart-client.ts';
import type { TokenAnswer, Values } from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('checklist 14, 16, 17: an EHR launch', () => {
  test('14 opens the registered launch URL with iss equal to the FHIR base and a launch', async () => {
    const { launch, iss, url } = await openLaunch(sandbox);
    const opened = new URL(url);
    expect(`${opened.origin}${opened.pathname}`).toBe(`${appOrigin}/launch`);
    expect(Object.fromEntries(opened.searchParams)).toEqual({ iss: sandbox.iss, launch });
    expect(iss).toBe(sandbox.iss);
    expect(launch).not.toBe('');
  });

  test.each(['GET', 'POST'] as const)(
    '16–17 %s authorize ends at the redirect URI with code and the same state',
    async (method) => {
      const { values } = await authorizationRequest(sandbox);
      const response = await authorize(sandbox, values, method);
      expect(response.status).toBe(302);
      expect(response.headers.get('location')?.startsWith(`${appOrigin}/?`)).toBe(true);
      const answer = redirected(response);
      expect(answer).toEqual({ code: expect.stringMatching(/./), state: values['state'] });
      expect(response.headers.get('cache-control')).toContain('no-store');
    },
  );

  test('18 an authorization endpoint with a query of its own keeps working, and so do parameters it does not know', async () => {
    const { values } = await authorizationRequest(sandbox, { tenant: 'sandbox', ui_locales: 'nb' });
    expect(redirected(await authorize(sandbox, values))['code']).toBeDefined();
  });

  test('28 a code is at least 128 bits, and no two are alike', async () => {
    const codes = await Promise.all(Array.from({ length: 5 }, () => obtainCode(sandbox)));
    for (const { code } of codes) expect(Buffer.from(code, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(5);
  });
});

describe('checklist 19, 27: a standalone launch', () => {
  const standalone = async (changes: Values = {}) => {
    const scope = 'launch/patient openid fhirUser patient/Patient.r';
    const { values, verifier } = await authorizationRequest(sandbox, {
      launch: undefined,
      scope,
      ...changes,
    });
    const page = await authorize(sandbox, values);
    const markup = await page.text();
    const transaction = /name="transaction" value="([^"]+)"/.exec(markup)?.[1] ?? '';
    return { values, verifier, page, markup, transaction };
  };
  const decide = (values: Values) =>
    fetch(`${sandbox.url}/oauth/sign-in`, { method: 'POST', body: form(values), redirect: 'manual' });

  test('19 the user signs in and chooses the patient; the app is told', async () => {
    const { values, verifier, page, transaction } = await standalone();
    expect(page.status).toBe(200);
    const answer = redirected(
      await decide({ transaction, practitioner: 'gp', patient: 'frail', decision: 'allow' }),
    );
    expect(answer['state']).toBe(values['state']);
    const token = await json<TokenAnswer>(
      await postToken(sandbox, {
        grant_type: 'authorization_code',
        code: answer['code'],
        redirect_uri: `${appOrigin}/`,
        client_id: 'hjemmekurve',
        code_verifier: verifier,
      }),
    );
    expect(token.patient).toBe('frail');
    expect(token.scope.split(' ')).toContain('launch/patient');
  });

  test('27 a user who cancels comes back with access_denied and state', async () => {
    const { values, transaction } = await standalone();
    const answer = redirected(await decide({ transaction, decision: 'deny' }));
    expect(answer).toMatchObject({ error: 'access_denied', state: values['state'] });
    expect(answer['code']).toBeUndefined();
  });

  test('a decision counts once', async () => {
    const { transaction } = await standalone();
    const decision = { transaction, practitioner: 'gp', patient: 'frail', decision: 'allow' };
    expect((await decide(decision)).status).toBe(302);
    expect((await decide(decision)).status).toBe(400);
  });

  test('an unknown patient or practitioner is never granted', async () => {
    for (const wrong of [{ patient: 'nobody' }, { practitioner: 'nobody' }]) {
      const { transaction } = await standalone();
      const answer = redirected(
        await decide({ transaction, practitioner: 'gp', patient: 'frail', decision: 'allow', ...wrong }),
      );
      expect(answer).toMatchObject({ error: 'access_denied' });
    }
  });

  test('the page cannot be framed by others, runs no inline script, and escapes what it shows', async () => {
    const { page, markup } = await standalone();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain("script-src 'self'");
    expect(markup).not.toMatch(/<script(?![^>]*src=)/);
  });
});

describe('checklist 20–21: nothing is redirected to an address in doubt', () => {
  const wrong: [string, () => Values][] = [
    ['20 unknown client_id', () => ({ client_id: 'nobody' })],
    ['20 client_id missing', () => ({ client_id: undefined })],
    ['20 backend client', () => ({ client_id: 'hjemmekurve-facade' })],
    ['21 redirect_uri missing', () => ({ redirect_uri: undefined })],
    ['21 redirect_uri with another path', () => ({ redirect_uri: `${appOrigin}/other` })],
    ['21 redirect_uri with an extra suffix', () => ({ redirect_uri: `${appOrigin}/x` })],
    ['21 redirect_uri with a query', () => ({ redirect_uri: `${appOrigin}/?x=1` })],
    ['21 redirect_uri without the slash', () => ({ redirect_uri: appOrigin })],
    ['21 redirect_uri at another port', () => ({ redirect_uri: 'http://localhost:4998/' })],
    ['21 redirect_uri at another host', () => ({ redirect_uri: 'http://127.0.0.1:4999/' })],
    ['21 redirect_uri at a look-alike host', () => ({ redirect_uri: 'http://localhost:4999.evil.example/' })],
    ['21 redirect_uri with another scheme', () => ({ redirect_uri: 'https://localhost:4999/' })],
    ['21 redirect_uri of another client', () => ({ redirect_uri: `${sandbox.url}/callback` })],
  ];

  test.each(wrong)('%s → an error page, no redirect', async (_name, changes) => {
    for (const method of ['GET', 'POST'] as const) {
      const { values } = await authorizationRequest(sandbox, changes());
      const response = await authorize(sandbox, values, method);
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    }
  });

  test('21 redirect_uri given twice → an error page', async () => {
    const { values } = await authorizationRequest(sandbox);
    const query = form(values);
    query.append('redirect_uri', 'https://evil.example/');
    const response = await fetch(`${sandbox.url}/oauth/authorize?${query}`, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });
});

describe('checklist 22–26: errors that go back to the app, never with a code', () => {
  const wrong: [string, () => Values, string][] = [
    ['22 aud missing', () => ({ aud: undefined }), 'invalid_request'],
    ['22 aud at another host', () => ({ aud: 'https://elsewhere.example/fhir' }), 'invalid_request'],
    ['22 aud with another path', () => ({ aud: `${sandbox.url}/other` }), 'invalid_request'],
    ['22 aud with a slash too many', () => ({ aud: `${sandbox.iss}/` }), 'invalid_request'],
    ['23 code_challenge missing', () => ({ code_challenge: undefined }), 'invalid_request'],
    ['23 code_challenge_method=plain', () => ({ code_challenge_method: 'plain' }), 'invalid_request'],
    [
      '23 code_challenge_method missing (its default is plain)',
      () => ({ code_challenge_method: undefined }),
      'invalid_request',
    ],
    ['23 code_challenge too short for S256', () => ({ code_challenge: 'short' }), 'invalid_request'],
    ['24 unknown launch', () => ({ launch: 'unknown' }), 'invalid_request'],
    ['24 the scope launch without a launch', () => ({ launch: undefined }), 'invalid_request'],
    [
      '24 a launch without the scope launch',
      () => ({ scope: 'openid patient/Patient.r' }),
      'invalid_request',
    ],
    ['25 response_type=token', () => ({ response_type: 'token' }), 'unsupported_response_type'],
    ['25 response_type missing', () => ({ response_type: undefined }), 'invalid_request'],
    ['scope missing', () => ({ scope: undefined }), 'invalid_scope'],
  ];

  test.each(wrong)('%s', async (_name, changes, error) => {
    const { values } = await authorizationRequest(sandbox, changes());
    const response = await authorize(sandbox, values);
    expect(response.headers.get('location')?.startsWith(`${appOrigin}/?`)).toBe(true);
    const answer = redirected(response);
    expect(answer).toMatchObject({
      error,
      state: values['state'],
      error_description: expect.stringMatching(/./),
    });
    expect(answer['code']).toBeUndefined();
  });

  test('state missing (SMART 2.2 requires it) → an error, no code', async () => {
    const { values } = await authorizationRequest(sandbox, { state: undefined });
    const answer = redirected(await authorize(sandbox, values));
    expect(answer).toEqual({ error: 'invalid_request', error_description: expect.stringContaining('state') });
  });

  test('24 a launch that was used → an error', async () => {
    const { values } = await authorizationRequest(sandbox);
    expect(redirected(await authorize(sandbox, values))['code']).toBeDefined();
    expect(redirected(await authorize(sandbox, values))).toMatchObject({ error: 'invalid_request' });
  });

  test('24 a launch older than five minutes → an error', async () => {
    const { values } = await authorizationRequest(sandbox);
    sandbox.pass(301);
    expect(redirected(await authorize(sandbox, values))).toMatchObject({ error: 'invalid_request' });
  });

  test('a request that is refused for its own sake does not use up the launch', async () => {
    const { values } = await authorizationRequest(sandbox);
    const refused = await authorize(sandbox, { ...values, aud: 'https://elsewhere.example' });
    expect(redirected(refused)).toMatchObject({ error: 'invalid_request' });
    expect(redirected(await authorize(sandbox, values))['code']).toBeDefined();
  });

  test.each([
    'patient/Observation.dus',
    'patient/Observation.sr',
    'patient/Observation.rx',
    'patient/Observation.',
    'junk/scope',
  ])('26 the undefined scope %s is left out and widens nothing', async (scope) => {
    const { scope: granted } = await launchTestClient(sandbox, `launch openid ${scope}`);
    expect(granted).toBe('launch openid');
  });

  test('only scopes that cannot be granted → invalid_scope', async () => {
    const { values } = await authorizationRequest(sandbox, { launch: undefined, scope: 'system/*.cruds' });
    const page = await authorize(sandbox, values);
    const transaction = /name="transaction" value="([^"]+)"/.exec(await page.text())?.[1];
    const decision = { transaction, practitioner: 'gp', patient: 'frail', decision: 'allow' };
    const response = await fetch(`${sandbox.url}/oauth/sign-in`, {
      method: 'POST',
      body: form(decision),
      redirect: 'manual',
    });
    expect(redirected(response)).toMatchObject({ error: 'invalid_scope' });
  });
});

describe('checklist 43: the grant', () => {
  test('is what was asked for where the registration covers it', async () => {
    const { redeem } = await obtainCode(sandbox);
    expect((await json<TokenAnswer>(await postToken(sandbox, redeem))).scope).toBe(appScope);
  });

  test.each([
    ['patient/Observation.cruds', 'patient/Observation.rs'],
    [
      'patient/*.rs',
      'patient/Patient.rs patient/Observation.rs patient/Encounter.rs patient/ServiceRequest.rs patient/DocumentReference.rs',
    ],
    ['user/Patient.rs', ''],
    ['system/*.rs', ''],
    ['patient/Condition.rs', ''],
  ])('of %s to the app is never wider than its registration: %s', async (scope, granted) => {
    const { redeem } = await obtainCode(sandbox, { scope: `launch ${scope}` });
    const answer = await json<TokenAnswer>(await postToken(sandbox, redeem));
    expect(answer.scope).toBe(`launch ${granted}`.trim());
  });

  test('can be bounded by the launch', async () => {
    const choice = { scope: 'launch openid patient/Patient.r' };
    const { redeem } = await obtainCode(sandbox, {}, choice);
    expect((await json<TokenAnswer>(await postToken(sandbox, redeem))).scope).toBe(
      'launch openid patient/Patient.r',
    );
  });
});
