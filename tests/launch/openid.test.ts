import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { introspect, json, launchApp, readFhir } from './support/smart-client.ts';
import type { TokenAnswer } from './support/smart-client.ts';

let sandbox: Sandbox;
let answer: TokenAnswer;
let configuration: Record<string, unknown>;
let jwks: JSONWebKeySet;

beforeAll(async () => {
  sandbox = await startSandbox();
  answer = await launchApp(sandbox, { nonce: 'n-0S6_WzA2Mj' });
  configuration = await json(await fetch(`${sandbox.iss}/.well-known/openid-configuration`));
  jwks = await json(await fetch(String(configuration['jwks_uri'])));
});
afterAll(() => sandbox.stop());

const verify = (idToken = answer.id_token ?? '') =>
  jwtVerify(idToken, createLocalJWKSet(jwks), { currentDate: new Date(sandbox.now()) });

describe('checklist 45–47: OpenID configuration and keys', () => {
  test.each([
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'response_types_supported',
    'subject_types_supported',
  ])('46 has %s', (name) => {
    expect(configuration[name]).toBeTruthy();
  });

  test('46 id tokens may be signed by RS256', () => {
    expect(configuration['id_token_signing_alg_values_supported']).toContain('RS256');
  });

  test('47 the keys hold an RSA key, and nothing private', () => {
    const rsa = jwks.keys.filter(({ kty }) => kty === 'RSA');
    expect(rsa.length).toBeGreaterThan(0);
    expect(rsa[0]).toMatchObject({
      n: expect.stringMatching(/^[\w-]{342,}$/),
      e: 'AQAB',
      kid: expect.stringMatching(/./),
    });
    for (const key of jwks.keys) expect(Object.keys(key)).not.toContain('d');
  });
});

describe('checklist 44, 48–52: the id_token', () => {
  test('48 is signed by RS256 with a kid that is among the keys', () => {
    const header = decodeProtectedHeader(answer.id_token ?? '');
    expect(header.alg).toBe('RS256');
    expect(jwks.keys.map(({ kid }) => kid)).toContain(header.kid);
  });

  test('44, 49 verifies; iss, aud, exp, iat and sub are as they must be', async () => {
    const { payload } = await verify();
    expect(payload.iss).toBe(configuration['issuer']);
    expect(payload.aud).toBe('hjemmekurve');
    expect(payload.exp).toBeGreaterThan(sandbox.now() / 1000);
    expect(payload.iat).toBeLessThanOrEqual(sandbox.now() / 1000 + 1);
    expect(payload.sub).toMatch(/^\S{1,254}$/);
  });

  test('50 fhirUser is relative and names a Practitioner', async () => {
    expect((await verify()).payload['fhirUser']).toBe('Practitioner/gp');
  });

  test('51 fhirUser can be read with the access token, from the app’s origin', async () => {
    const response = await readFhir(sandbox, 'Practitioner/gp', answer.access_token, { origin: appOrigin });
    expect(response.headers.get('access-control-allow-origin')).toBe(appOrigin);
    expect(await json(response)).toMatchObject({ resourceType: 'Practitioner', id: 'gp' });
  });

  test('51 fhirUser can be read with the scopes openid and fhirUser alone, nobody else can', async () => {
    const { access_token } = await launchApp(sandbox, { scope: 'launch openid fhirUser' });
    expect((await readFhir(sandbox, 'Practitioner/gp', access_token)).status).toBe(200);
    expect((await readFhir(sandbox, 'Practitioner/hospital-doctor', access_token)).status).toBe(403);
  });

  test.each(['launch openid patient/Patient.r', 'launch fhirUser patient/Patient.r'])(
    '51 the scope %s alone does not reach the user’s resource',
    async (scope) => {
      const { access_token } = await launchApp(sandbox, { scope });
      expect((await readFhir(sandbox, 'Practitioner/gp', access_token)).status).toBe(403);
    },
  );

  test('52 echoes the nonce, and has none where none was sent', async () => {
    expect((await verify()).payload['nonce']).toBe('n-0S6_WzA2Mj');
    const { id_token } = await launchApp(sandbox);
    expect((await verify(id_token)).payload['nonce']).toBeUndefined();
  });

  test('52 is refused as an access token', async () => {
    const response = await readFhir(sandbox, 'Patient/hypertension', answer.id_token);
    expect(response.status).toBe(401);
    expect(await introspect(sandbox, answer.id_token ?? '')).toEqual({ active: false });
  });

  test('carries æ, ø and å as UTF-8', async () => {
    expect((await verify()).payload['name']).toBe('Åse Fjellsjø');
  });

  test('sub stays the same for a user, and differs between users', async () => {
    const sub = async (practitioner: string) => {
      const { id_token } = await launchApp(sandbox, {}, { practitioner });
      return (await verify(id_token)).payload.sub;
    };
    expect(await sub('gp')).toBe(await sub('gp'));
    expect(await sub('gp')).not.toBe(await sub('hospital-doctor'));
  });

  test('comes only with the scope openid', async () => {
    const { id_token } = await launchApp(sandbox, { scope: 'launch patient/Patient.r' });
    expect(id_token).toBeUndefined();
  });
});
