import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import {
  appScope,
  assertion,
  assertionFields,
  assertionType,
  introspect,
  json,
  launchApp,
  obtainCode,
  postForm,
  postToken,
  readFhir,
} from './support/smart-client.ts';
import type { AssertionChanges, TokenAnswer, Values } from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const testClientCode = (clientId: string) =>
  obtainCode(sandbox, { client_id: clientId, redirect_uri: `${sandbox.url}/callback` });

async function refusal(response: Response): Promise<{ status: number; error: unknown }> {
  const body = (await response.json()) as Record<string, unknown>;
  expect(response.headers.get('cache-control')).toContain('no-store');
  expect(body['error_description']).toEqual(expect.stringMatching(/./));
  expect(body['access_token']).toBeUndefined();
  return { status: response.status, error: body['error'] };
}

describe('checklist 29–31: one way in for each kind of client', () => {
  test('29 public client', async () => {
    const { redeem } = await obtainCode(sandbox);
    expect((await postToken(sandbox, redeem)).status).toBe(200);
  });

  test('30 symmetric client by Basic, without client_id in the body', async () => {
    const { redeem } = await testClientCode('sandbox-symmetric');
    const response = await postToken(
      sandbox,
      { ...redeem, client_id: undefined },
      basic('sandbox-symmetric', 'sandbox-only'),
    );
    expect(response.status).toBe(200);
  });

  test('31 asymmetric client by client assertion', async () => {
    const { redeem } = await testClientCode('sandbox-asymmetric');
    const fields = await assertionFields(sandbox, 'sandbox-asymmetric', { key: sandbox.keys.testClient });
    const response = await postToken(sandbox, { ...redeem, client_id: undefined, ...fields });
    expect(response.status).toBe(200);
  });
});

describe('checklist 32–38: the answer', () => {
  test('32–33 has token, type, lifetime as a number, and the scope asked for', async () => {
    const answer = await launchApp(sandbox);
    expect(answer).toMatchObject({
      access_token: expect.stringMatching(/^[\w-]{40,}$/),
      token_type: 'Bearer',
      scope: appScope,
    });
    expect(answer.expires_in).toBeTypeOf('number');
    expect(answer.expires_in).toBeLessThanOrEqual(3600);
  });

  test('34–35 is not cached, and readable from the app’s origin only', async () => {
    const { redeem } = await obtainCode(sandbox);
    const response = await postToken(sandbox, redeem, { origin: appOrigin });
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('pragma')).toContain('no-cache');
    expect(response.headers.get('access-control-allow-origin')).toBe(appOrigin);
    const other = await postToken(sandbox, (await obtainCode(sandbox)).redeem, {
      origin: 'https://elsewhere.example',
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('36–37 fhirContext holds references to resources that are neither patient nor encounter', async () => {
    const { fhirContext } = await launchApp(sandbox);
    expect(fhirContext).toEqual([{ reference: 'PractitionerRole/gp.gp-office', type: 'PractitionerRole' }]);
  });

  test('38 has patient, encounter, banner and style', async () => {
    const answer = await launchApp(sandbox, {}, { patient: 'copd', practitioner: 'hospital-doctor' });
    expect(answer).toMatchObject({
      patient: 'copd',
      encounter: 'copd.hospital-doctor',
      need_patient_banner: true,
      smart_style_url: expect.stringMatching(/^http/),
    });
    const style = await fetch(String(answer['smart_style_url']));
    expect(await json(style)).toMatchObject({ color_background: expect.stringMatching(/^#/) });
  });

  test('59 has no refresh token without online_access or offline_access', async () => {
    expect((await launchApp(sandbox)).refresh_token).toBeUndefined();
  });
});

describe('checklist 28, 39–40: what a code is good for', () => {
  const wrong: [string, Values][] = [
    ['39 wrong code_verifier', { code_verifier: 'w'.repeat(43) }],
    ['39 code_verifier missing', { code_verifier: undefined }],
    ['39 wrong redirect_uri', { redirect_uri: `${appOrigin}/other` }],
    ['39 redirect_uri missing', { redirect_uri: undefined }],
    ['39 client_id of another client', { client_id: 'sandbox-public' }],
    ['39 unknown code', { code: 'unknown' }],
  ];

  test.each(wrong)('%s → 400 invalid_grant', async (_name, changes) => {
    const { redeem } = await obtainCode(sandbox);
    const response = await postToken(sandbox, { ...redeem, ...changes });
    expect(await refusal(response)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test('39 a code_verifier shorter than RFC 7636 allows → 400 invalid_grant, though it belongs to the challenge', async () => {
    const code_verifier = 'v'.repeat(42);
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const { redeem } = await obtainCode(sandbox, { code_challenge });
    const response = await postToken(sandbox, { ...redeem, code_verifier });
    expect(await refusal(response)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test('28 a code older than a minute → 400 invalid_grant', async () => {
    const { redeem } = await obtainCode(sandbox);
    sandbox.pass(61);
    expect(await refusal(await postToken(sandbox, redeem))).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test('40 second use → 400 invalid_grant, and the tokens of the first use are revoked', async () => {
    const { redeem } = await obtainCode(sandbox, { scope: `${appScope} online_access` });
    const first = await json<TokenAnswer>(await postToken(sandbox, redeem));
    expect((await readFhir(sandbox, 'Patient/hypertension', first.access_token)).status).toBe(200);
    expect(await refusal(await postToken(sandbox, redeem))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await readFhir(sandbox, 'Patient/hypertension', first.access_token)).status).toBe(401);
    expect(await introspect(sandbox, first.access_token)).toEqual({ active: false });
    const refresh = {
      grant_type: 'refresh_token',
      refresh_token: first.refresh_token,
      client_id: 'hjemmekurve',
    };
    expect(await refusal(await postToken(sandbox, refresh))).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test('40 of two uses at the same moment one succeeds at most', async () => {
    const { redeem } = await obtainCode(sandbox);
    const answers = await Promise.all([postToken(sandbox, redeem), postToken(sandbox, redeem)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('40 a code used again long after its minute still revokes', async () => {
    const { redeem } = await obtainCode(sandbox);
    const { access_token } = await json<TokenAnswer>(await postToken(sandbox, redeem));
    sandbox.pass(600);
    expect((await postToken(sandbox, redeem)).status).toBe(400);
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(401);
  });
});

describe('checklist 41–42: who is let in', () => {
  test('41 wrong secret → 401 invalid_client with a Basic challenge', async () => {
    const { redeem } = await testClientCode('sandbox-symmetric');
    const response = await postToken(
      sandbox,
      { ...redeem, client_id: undefined },
      basic('sandbox-symmetric', 'wrong'),
    );
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await refusal(response)).toEqual({ status: 401, error: 'invalid_client' });
  });

  test.each(['sandbox-symmetric', 'sandbox-asymmetric'])(
    '41 %s without authentication → 401 invalid_client',
    async (id) => {
      const { redeem } = await testClientCode(id);
      expect(await refusal(await postToken(sandbox, redeem))).toEqual({
        status: 401,
        error: 'invalid_client',
      });
    },
  );

  test('41 the secret in the body is not a way in', async () => {
    const { redeem } = await testClientCode('sandbox-symmetric');
    const response = await postToken(sandbox, { ...redeem, client_secret: 'sandbox-only' });
    expect(await refusal(response)).toEqual({ status: 401, error: 'invalid_client' });
  });

  test('41 unknown client → 401 invalid_client', async () => {
    const { redeem } = await obtainCode(sandbox);
    const response = await postToken(sandbox, { ...redeem, client_id: 'nobody' });
    expect(await refusal(response)).toEqual({ status: 401, error: 'invalid_client' });
  });

  test('41 a client_id other than that of the client that authenticated → 401 invalid_client', async () => {
    const { redeem } = await testClientCode('sandbox-symmetric');
    const response = await postToken(
      sandbox,
      { ...redeem, client_id: 'sandbox-public' },
      basic('sandbox-symmetric', 'sandbox-only'),
    );
    expect(await refusal(response)).toEqual({ status: 401, error: 'invalid_client' });
  });

  test('two ways of authentication at once → 400 invalid_request', async () => {
    const { redeem } = await testClientCode('sandbox-symmetric');
    const fields = await assertionFields(sandbox, 'sandbox-asymmetric', { key: sandbox.keys.testClient });
    const response = await postToken(
      sandbox,
      { ...redeem, ...fields },
      basic('sandbox-symmetric', 'sandbox-only'),
    );
    expect(await refusal(response)).toEqual({ status: 400, error: 'invalid_request' });
  });

  test.each(['not_a_grant_type', 'password', 'toString', '__proto__'])(
    '42, 67 grant_type=%s → 400 unsupported_grant_type',
    async (grant_type) => {
      const response = await postToken(sandbox, { grant_type, client_id: 'hjemmekurve' });
      expect(await refusal(response)).toEqual({ status: 400, error: 'unsupported_grant_type' });
    },
  );

  test('a grant type the client is not registered for → 400 unauthorized_client', async () => {
    const request = { grant_type: 'client_credentials', client_id: 'hjemmekurve', scope: 'system/Patient.r' };
    expect(await refusal(await postToken(sandbox, request))).toEqual({
      status: 400,
      error: 'unauthorized_client',
    });
  });

  test.each([
    ['application/json', (values: Values) => JSON.stringify(values)],
    ['text/plain', (values: Values) => new URLSearchParams(values as Record<string, string>).toString()],
  ])('42 a body of %s → 4xx', async (type, write) => {
    const { redeem } = await obtainCode(sandbox);
    const response = await fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: write(redeem),
    });
    const { status } = await refusal(response);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  test('a parameter sent twice → 400 invalid_request', async () => {
    const { redeem } = await obtainCode(sandbox);
    const body = new URLSearchParams(redeem as Record<string, string>);
    body.append('code', 'other');
    const response = await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body });
    expect(await refusal(response)).toEqual({ status: 400, error: 'invalid_request' });
  });

  test('GET is not a way to ask for a token', async () => {
    expect((await fetch(`${sandbox.url}/oauth/token?grant_type=authorization_code`)).status).toBe(404);
  });
});

describe('checklist 66–71: backend services', () => {
  const request = { grant_type: 'client_credentials', scope: 'system/Organization.rs' };
  const ask = async (changes: AssertionChanges = {}, extra: Values = {}) =>
    postToken(sandbox, {
      ...request,
      ...(await assertionFields(sandbox, 'hjemmekurve-facade', changes)),
      ...extra,
    });

  test('69, 71 a valid request → token for at most 300 s, no refresh token', async () => {
    const answer = await json<TokenAnswer>(await ask());
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: 'system/Organization.rs' });
    expect(answer.expires_in).toBeLessThanOrEqual(300);
    expect(answer.refresh_token).toBeUndefined();
  });

  test('68 wrong client_assertion_type → 401', async () => {
    const response = await ask({}, { client_assertion_type: 'not_an_assertion_type' });
    expect(await refusal(response)).toEqual({ status: 401, error: 'invalid_client' });
  });

  const seconds = (ahead: number) => Math.floor(sandbox.now() / 1000) + ahead;
  const wrong: [string, () => AssertionChanges][] = [
    [
      'bad signature (the key of another client)',
      () => ({ key: { ...sandbox.keys.testClient, kid: 'hjemmekurve-facade' } }),
    ],
    ['unknown kid', () => ({ header: { kid: 'unknown' } })],
    ['no kid', () => ({ header: { kid: undefined } })],
    ['a jku that is not registered', () => ({ header: { jku: 'https://evil.example/jwks' } })],
    ['iss other than sub', () => ({ claims: { sub: 'hjemmekurve' } })],
    ['unknown iss', () => ({ claims: { iss: 'nobody', sub: 'nobody' } })],
    ['iss of a public client', () => ({ claims: { iss: 'hjemmekurve', sub: 'hjemmekurve' } })],
    ['aud other than the token endpoint', () => ({ claims: { aud: 'https://elsewhere.example/token' } })],
    ['several aud', () => ({ claims: { aud: [`${sandbox.url}/oauth/token`, 'https://elsewhere.example'] } })],
    ['aud missing', () => ({ claims: { aud: undefined } })],
    ['exp past', () => ({ claims: { exp: seconds(-1) } })],
    ['exp over five minutes ahead', () => ({ claims: { exp: seconds(302) } })],
    ['exp missing', () => ({ claims: { exp: undefined } })],
    ['jti missing', () => ({ claims: { jti: undefined } })],
  ];

  test.each(wrong)('70 %s → 401 invalid_client', async (_name, changes) => {
    expect(await refusal(await ask(changes()))).toEqual({ status: 401, error: 'invalid_client' });
  });

  test('70 a jti used before → 401 invalid_client', async () => {
    const fields = {
      ...request,
      client_assertion_type: assertionType,
      client_assertion: await assertion(sandbox, 'hjemmekurve-facade'),
    };
    expect((await postToken(sandbox, fields)).status).toBe(200);
    expect(await refusal(await postToken(sandbox, fields))).toEqual({ status: 401, error: 'invalid_client' });
  });

  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => ({
    iss: 'hjemmekurve-facade',
    sub: 'hjemmekurve-facade',
    aud: `${sandbox.url}/oauth/token`,
    exp: seconds(60),
    jti: 'once',
  });

  test.each([
    ['alg none', () => `${part({ alg: 'none', kid: 'hjemmekurve-facade' })}.${part(claims())}.`],
    [
      'alg HS256',
      () => `${part({ alg: 'HS256', kid: 'hjemmekurve-facade' })}.${part(claims())}.${part({ a: 1 })}`,
    ],
    ['not a JWT', () => 'junk'],
  ])('70 %s → 401 invalid_client', async (_name, write) => {
    const fields = { ...request, client_assertion_type: assertionType, client_assertion: write() };
    expect(await refusal(await postToken(sandbox, fields))).toEqual({ status: 401, error: 'invalid_client' });
  });

  test('71 a scope beyond the registration is narrowed to it', async () => {
    const answer = await json<TokenAnswer>(await ask({}, { scope: 'system/*.cruds' }));
    expect(answer.scope.split(' ').every((scope) => scope.endsWith('.rs'))).toBe(true);
    expect(answer.scope).not.toContain('*');
  });

  test.each([['system/Patient.rs'], ['patient/Organization.rs'], ['openid'], ['junk']])(
    '71 %s alone → 400 invalid_scope',
    async (scope) => {
      expect(await refusal(await ask({}, { scope }))).toEqual({ status: 400, error: 'invalid_scope' });
    },
  );

  test('scope missing → 400', async () => {
    expect((await ask({}, { scope: undefined })).status).toBe(400);
  });
});

describe('revocation (RFC 7009)', () => {
  const revoke = (values: Values) => postForm(`${sandbox.url}/oauth/revoke`, values);

  test('an access token is dead at once', async () => {
    const { access_token } = await launchApp(sandbox);
    expect((await revoke({ token: access_token, client_id: 'hjemmekurve' })).status).toBe(200);
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(401);
    expect(await introspect(sandbox, access_token)).toEqual({ active: false });
  });

  test('a refresh token takes its access tokens with it', async () => {
    const { access_token, refresh_token } = await launchApp(sandbox, { scope: `${appScope} online_access` });
    expect((await revoke({ token: refresh_token, client_id: 'hjemmekurve' })).status).toBe(200);
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(401);
  });

  test('another client’s tokens are left alone, and nothing is said of them', async () => {
    const { access_token, refresh_token } = await launchApp(sandbox, { scope: `${appScope} online_access` });
    for (const token of [access_token, refresh_token]) {
      expect((await revoke({ token, client_id: 'sandbox-public' })).status).toBe(200);
    }
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(200);
  });

  test('an unknown token → 200; an unknown client → 401', async () => {
    expect((await revoke({ token: 'unknown', client_id: 'hjemmekurve' })).status).toBe(200);
    expect((await revoke({ token: 'unknown', client_id: 'nobody' })).status).toBe(401);
  });
});
