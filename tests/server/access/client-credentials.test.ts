import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import { createReplayGuard } from '../../../server/access/replay-guard.ts';
import type { SourceRegistration } from '../../../server/register.ts';
import { sendJson, startStandInEhr } from '../ehr/stand-in-ehr.ts';
import type { StandInEhr } from '../ehr/stand-in-ehr.ts';
import { requestToken, startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';

const clientId = 'source-958935420';
let key: CryptoKey;
let rsaKey: CryptoKey;
let strangerKey: CryptoKey;
let facade: TestFacade;
let publisher: StandInEhr;

beforeAll(async () => {
  publisher = await startStandInEhr();
  const pair = await generateKeyPair('ES384');
  const rsa = await generateKeyPair('RS384');
  const published = await generateKeyPair('ES384');
  key = pair.privateKey;
  rsaKey = rsa.privateKey;
  strangerKey = published.privateKey;
  const keys = [
    { ...(await exportJWK(pair.publicKey)), kty: 'EC', kid: 'ec', alg: 'ES384' },
    { ...(await exportJWK(rsa.publicKey)), kty: 'RSA', kid: 'rsa', alg: 'RS384' },
  ] as NonNullable<SourceRegistration['jwks']>['keys'];
  const publishedKey = { ...(await exportJWK(published.publicKey)), kid: 'published', alg: 'ES384' };
  publisher.answer('/jwks', (_request, response) => sendJson(response, 200, { keys: [publishedKey] }));
  facade = await startFacade({
    sources: [
      { orgnr: '958935420', name: 'Oslo kommune', client_id: clientId, jwks: { keys } },
      {
        orgnr: '310518778',
        name: 'Publishes its keys',
        client_id: 'publisher',
        jwks_uri: `${publisher.url}/jwks`,
      },
      {
        orgnr: '313392147',
        name: 'Cannot be reached',
        client_id: 'gone',
        jwks_uri: 'http://localhost:1/jwks',
      },
    ],
  });
});
afterAll(async () => {
  await facade.stop();
  await publisher.stop();
});

const seconds = (ahead: number) => Math.floor(Date.now() / 1000) + ahead;

function assertion(
  claims: { [Claim in keyof JWTPayload]: JWTPayload[Claim] | undefined } = {},
  header: Partial<JWTHeaderParameters> = {},
  signer = key,
): Promise<string> {
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: `${facade.url}/oauth/token`,
    jti: randomUUID(),
    exp: seconds(120),
    ...claims,
  };
  const known = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  return new SignJWT(known).setProtectedHeader({ alg: 'ES384', kid: 'ec', ...header }).sign(signer);
}

const form = (client_assertion: string, more: Record<string, string> = {}) => ({
  grant_type: 'client_credentials',
  scope: 'system/Observation.c',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion,
  ...more,
});

describe('a source that proves who it is', () => {
  test('gets a token of at most five minutes to deliver with, and no refresh token', async () => {
    const { status, headers, body } = await requestToken(facade, form(await assertion()));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: 'system/Observation.c',
    });
    expect(body.expires_in).toBeGreaterThan(290);
    expect(body.expires_in).toBeLessThanOrEqual(300);
    expect(headers.get('cache-control')).toBe('no-store');
    const tokens = createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey });
    expect(await tokens.verify(String(body.access_token))).toMatchObject({
      kind: 'source',
      orgnr: '958935420',
      name: 'Oslo kommune',
      clientId,
    });
  });

  test('may use RS384', async () => {
    const { status } = await requestToken(
      facade,
      form(await assertion({}, { alg: 'RS384', kid: 'rsa' }, rsaKey)),
    );
    expect(status).toBe(200);
  });

  test('may publish its keys, and name where in jku', async () => {
    const signed = await assertion(
      { iss: 'publisher', sub: 'publisher' },
      { kid: 'published', jku: `${publisher.url}/jwks` },
      strangerKey,
    );
    expect((await requestToken(facade, form(signed))).status).toBe(200);
  });

  test.each([
    'system/Observation.cruds',
    'system/Observation.write',
    'system/*.*',
    'system/Observation.c system/Patient.rs',
  ])('asks for %s and gets delivery only', async (scope) => {
    const { body } = await requestToken(facade, form(await assertion(), { scope }));
    expect(body.scope).toBe('system/Observation.c');
  });

  test.each(['', 'system/Observation.rs', 'patient/Observation.c', 'openid'])(
    'does not get %o',
    async (scope) => {
      const { status, body } = await requestToken(facade, form(await assertion(), { scope }));
      expect({ status, reason: body.reason }).toEqual({ status: 400, reason: 'scope-insufficient' });
    },
  );
});

const unsecured = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(`{"iss":"${clientId}"}`).toString('base64url')}.`;

describe('a client assertion is refused', () => {
  const faults: [string, () => Promise<Record<string, string>>, RegExp][] = [
    [
      'of another type',
      async () => form(await assertion(), { client_assertion_type: 'urn:x' }),
      /client_assertion_type/,
    ],
    ['that is not there', async () => form(''), /client_assertion is required/],
    ['that is junk', async () => form('junk'), /not a JWT/],
    ['with alg none', async () => form(unsecured), /alg|not acceptable/],
    ['with a shared secret (HS256)', async () => form(await hmac()), /alg/],
    ['with another key', async () => form(await assertion({}, {}, strangerKey)), /signature/],
    ['with an unknown kid', async () => form(await assertion({}, { kid: 'other' })), /kid/],
    ['without a kid', async () => form(await assertion({}, { kid: undefined as never })), /kid/],
    [
      'with a jku that is not registered',
      async () => form(await assertion({}, { jku: 'https://evil.example/jwks' })),
      /jku/,
    ],
    ['of an unknown client', async () => form(await assertion({ iss: 'x', sub: 'x' })), /iss/],
    ['whose iss is not its sub', async () => form(await assertion({ sub: 'x' })), /sub/],
    ['without sub', async () => form(await assertion({ sub: undefined })), /sub/],
    ['for another server', async () => form(await assertion({ aud: 'https://other.example/token' })), /aud/],
    ['for the facade, not its token endpoint', async () => form(await assertion({ aud: facade.url })), /aud/],
    [
      'for several servers',
      async () => form(await assertion({ aud: [`${facade.url}/oauth/token`, 'https://x.example'] })),
      /aud/,
    ],
    ['past its exp', async () => form(await assertion({ exp: seconds(-10) })), /exp is past/],
    ['without exp', async () => form(await assertion({ exp: undefined })), /exp/],
    ['over five minutes ahead', async () => form(await assertion({ exp: seconds(320) })), /five minutes/],
    ['not valid yet', async () => form(await assertion({ nbf: seconds(60) })), /nbf/],
    ['without jti', async () => form(await assertion({ jti: undefined })), /jti/],
    ['with an empty jti', async () => form(await assertion({ jti: '' })), /jti/],
    ['with a jti of 1 kB', async () => form(await assertion({ jti: 'x'.repeat(1000) })), /jti/],
    ['of another client_id', async () => form(await assertion(), { client_id: 'other' }), /client_id/],
    [
      'whose keys cannot be read',
      async () => form(await assertion({ iss: 'gone', sub: 'gone' })),
      /could not be read/,
    ],
  ];
  test.each(faults)('%s', async (_what, make, rule) => {
    const { status, body } = await requestToken(facade, await make());
    expect({ status, ...body }).toMatchObject({
      status: 401,
      error: 'invalid_client',
      reason: 'client-assertion-invalid',
      error_description: expect.stringMatching(rule),
    });
  });

  test('the second time', async () => {
    const once = form(await assertion());
    expect((await requestToken(facade, once)).status).toBe(200);
    expect((await requestToken(facade, once)).body).toMatchObject({
      reason: 'client-assertion-invalid',
      error_description: expect.stringMatching(/jti was used/),
    });
  });

  test('a refused one does not use up its jti', async () => {
    const jti = randomUUID();
    await requestToken(facade, form(await assertion({ jti }, {}, strangerKey)));
    expect((await requestToken(facade, form(await assertion({ jti })))).status).toBe(200);
  });
});

async function hmac(): Promise<string> {
  return await new SignJWT({ iss: clientId, sub: clientId, jti: 'x', exp: seconds(60) })
    .setProtectedHeader({ alg: 'HS256', kid: 'ec' })
    .sign(new TextEncoder().encode('a secret of thirty-two characters'));
}

describe('the replay guard', () => {
  test('remembers until expiry and never forgets early to make room', () => {
    let now = 0;
    const guard = createReplayGuard(2, () => now);
    expect([guard.use('a', 10), guard.use('a', 10), guard.use('b', 20), guard.use('c', 20)]).toEqual([
      'first',
      'used',
      'first',
      'full',
    ]);
    now = 15;
    expect([guard.use('c', 20), guard.use('b', 20), guard.use('a', 30)]).toEqual(['first', 'used', 'full']);
  });
});
