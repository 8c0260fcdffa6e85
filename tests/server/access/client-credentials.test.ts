import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import { createReplayGuard } from '../../../server/access/replay-guard.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool } from '../../../server/database/pool.ts';
import { endEnrolment } from '../../../server/organizations/end.ts';
import type { Enrolment } from '../../../server/organizations/enrolment.ts';
import type { RegisteredKey } from '../../../server/register-elements.ts';
import { freshDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { sendJson, startStandInEhr } from '../ehr/stand-in-ehr.ts';
import type { StandInEhr } from '../ehr/stand-in-ehr.ts';
import { onDatabase, requestToken, startFacade } from '../facade.ts';
import type { OAuthAnswer, TestFacade } from '../facade.ts';

/** Lines 67 to 71 of the SMART conformance checklist, and what is ours: who may deliver at all. */
const clientId = 'source-958935420';
const oslo = { orgnr: '958935420', name: 'Oslo kommune' };
let database: TestDatabase;
let key: CryptoKey;
let rsaKey: CryptoKey;
let strangerKey: CryptoKey;
let publicKeys: RegisteredKey[];
let facade: TestFacade;
let publisher: StandInEhr;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  publisher = await startStandInEhr();
  const pair = await generateKeyPair('ES384');
  const rsa = await generateKeyPair('RS384');
  const published = await generateKeyPair('ES384');
  key = pair.privateKey;
  rsaKey = rsa.privateKey;
  strangerKey = published.privateKey;
  publicKeys = [
    { ...(await exportJWK(pair.publicKey)), kty: 'EC', kid: 'ec', alg: 'ES384' },
    { ...(await exportJWK(rsa.publicKey)), kty: 'RSA', kid: 'rsa', alg: 'RS384' },
  ];
  const publishedKey = { ...(await exportJWK(published.publicKey)), kid: 'published', alg: 'ES384' };
  publisher.answer('/jwks', (_request, response) => sendJson(response, 200, { keys: [publishedKey] }));
  facade = await startFacade({}, onDatabase(database.pool));
  await enrolDelivering(database.pool, oslo, clientOf(oslo.orgnr, clientId));
  await enrolDelivering(
    database.pool,
    { orgnr: '310518778', name: 'Publishes its keys' },
    { client: { clientId: 'publisher', orgnr: '310518778', jwksUri: `${publisher.url}/jwks` } },
  );
  await enrolDelivering(
    database.pool,
    { orgnr: '313392147', name: 'Cannot be reached' },
    { client: { clientId: 'gone', orgnr: '313392147', jwksUri: 'http://localhost:1/jwks' } },
  );
});
afterAll(async () => {
  await facade.stop();
  await publisher.stop();
  await database.drop();
});

/** A client of an organisation, with this test's own keys. */
const clientOf = (orgnr: string, id: string): Pick<Enrolment, 'client'> => ({
  client: { clientId: id, orgnr, jwks: { keys: publicKeys } },
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
    ['system/Observation.c', 'system/Observation.c'],
    ['system/Observation.rs', 'system/Observation.rs'],
    ['system/Observation.r', 'system/Observation.r'],
    ['system/Observation.s', 'system/Observation.s'],
    ['system/Observation.rs system/Observation.c', 'system/Observation.crs'],
    ['system/Observation.cruds', 'system/Observation.crs'],
    ['system/Observation.write', 'system/Observation.c'],
    ['system/Observation.read', 'system/Observation.rs'],
    ['system/*.*', 'system/Observation.crs'],
    ['system/EpisodeOfCare.u', 'system/EpisodeOfCare.u'],
    ['system/EpisodeOfCare.cruds', 'system/EpisodeOfCare.u'],
    ['system/EpisodeOfCare.u system/Observation.c', 'system/Observation.c system/EpisodeOfCare.u'],
    ['system/Observation.c system/EpisodeOfCare.rs', 'system/Observation.c'],
    ['system/Observation.c system/Patient.rs', 'system/Observation.c'],
    ['system/Observation.c system/Observation.rs?category=vital-signs', 'system/Observation.c'],
  ])('asks for %s and gets %s', async (scope, given) => {
    const { body } = await requestToken(facade, form(await assertion(), { scope }));
    expect(body.scope).toBe(given);
    const tokens = createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey });
    expect(await tokens.verify(String(body.access_token))).toMatchObject({ scopes: given.split(' ') });
  });

  test.each([
    '',
    'system/Observation.ud',
    'system/Observation.sr',
    'system/Patient.rs',
    'patient/Observation.c',
    'system/Observation.c?category=vital-signs',
    'system/EpisodeOfCare.u?category=vital-signs',
    'openid',
  ])('does not get %o', async (scope) => {
    const { status, body } = await requestToken(facade, form(await assertion(), { scope }));
    expect({ status, ...body }).toMatchObject({
      status: 400,
      error: 'invalid_scope',
      reason: 'scope-insufficient',
    });
    expect(body).not.toHaveProperty('access_token');
  });

  test('of another grant type is refused', async () => {
    const { status, body } = await requestToken(
      facade,
      form(await assertion(), { grant_type: 'not_a_grant_type' }),
    );
    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
  });
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
    ['of a client that no database can look up', async () => form(await assertion({ iss: 'x\0' })), /iss/],
    ['of a client that is a number', async () => form(await assertion({ iss: 7 as never })), /iss/],
    ['without iss', async () => form(await assertion({ iss: undefined })), /iss/],
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

  test('the second time, also at another facade on the same database', async () => {
    const pool = createPool(database.url);
    const other = await startFacade({}, { ...onDatabase(pool), publicUrl: facade.url });
    const once = form(await assertion());
    const again = form(await assertion());
    expect((await requestToken(facade, once)).status).toBe(200);
    expect((await requestToken(other, again)).status).toBe(200);
    for (const [where, what] of [
      [other, once],
      [facade, again],
    ] as const) {
      expect(await refusalOf(where, what)).toEqual([401, 'client-assertion-invalid']);
    }
    await other.stop();
    await pool.end();
  });

  test('but once of twenty at the same moment', async () => {
    const once = form(await assertion());
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestToken(facade, once)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  });

  test('two clients may use the same jti', async () => {
    const jti = randomUUID();
    await requestToken(facade, form(await assertion({ jti })));
    const signed = await assertion(
      { iss: 'publisher', sub: 'publisher', jti },
      { kid: 'published' },
      strangerKey,
    );
    expect((await requestToken(facade, form(signed))).status).toBe(200);
  });

  test('a refused one does not use up its jti', async () => {
    const jti = randomUUID();
    await requestToken(facade, form(await assertion({ jti }, {}, strangerKey)));
    expect((await requestToken(facade, form(await assertion({ jti })))).status).toBe(200);
  });
});

async function refusalOf(
  where: { url: string },
  what: Record<string, string>,
): Promise<[number, OAuthAnswer['reason']]> {
  const { status, body } = await requestToken(where, what);
  return [status, body.reason];
}

describe('the register is asked each time', () => {
  const hour = 3_600_000;
  const orgnr = '314903625';
  const id = 'centre';
  const enrolCentre = (changes: Partial<Enrolment>) =>
    enrolDelivering(database.pool, { orgnr, name: 'Senteret' }, { ...clientOf(orgnr, id), ...changes });
  const ask = async () => refusalOf(facade, form(await assertion({ iss: id, sub: id })));
  const notEnrolled = [400, 'organization-not-enrolled'];

  test('a client that is added is known at once', async () => {
    expect(await ask()).toEqual([401, 'client-assertion-invalid']);
    await enrolCentre({});
    expect(await ask()).toEqual([200, undefined]);
  });

  test('a key that is taken away is no use any more', async () => {
    await enrolCentre({ client: { clientId: id, orgnr, jwks: { keys: publicKeys.slice(1) } } });
    expect(await ask()).toEqual([401, 'client-assertion-invalid']);
    await enrolCentre({});
  });

  test.each<[string, Partial<Enrolment>]>([
    ['before it is enrolled', { from: Date.now() + hour }],
    ['after it has ended', { from: 0, to: Date.now() - 1 }],
    ['that only reads', { from: 0, to: null, delivers: false, consumes: true }],
  ])('an organisation %s gets no token', async (_what, changes) => {
    await enrolCentre(changes);
    const { status, body } = await requestToken(facade, form(await assertion({ iss: id, sub: id })));
    expect({ status, ...body }).toEqual({
      status: 400,
      error: 'unauthorized_client',
      reason: 'organization-not-enrolled',
      error_description: expect.stringContaining('enrolled'),
    });
  });

  test('an organisation gets tokens until it is ended', async () => {
    await enrolCentre({ from: 0, to: Date.now() + hour });
    expect(await ask()).toEqual([200, undefined]);
    await endEnrolment(database.pool, orgnr, Date.now());
    expect(await ask()).toEqual(notEnrolled);
  });
});

describe('when the database is out of reach', () => {
  test('nobody gets a token', async () => {
    const pool = createPool('postgres://nobody@127.0.0.1:1/none');
    const alone = await startFacade({}, onDatabase(pool));
    const signed = await assertion({ aud: `${alone.url}/oauth/token` });
    const { status, headers, body } = await requestToken(alone, form(signed));
    expect({ status, ...body }).toMatchObject({
      status: 503,
      error: 'temporarily_unavailable',
      reason: 'register-unavailable',
    });
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    await alone.stop();
    await pool.end();
  });

  test('nobody gets a token whose first use cannot be proven', async () => {
    const once = form(await assertion());
    await database.pool.query('alter table used_assertion rename to away');
    expect(await refusalOf(facade, once)).toEqual([503, 'register-unavailable']);
    await database.pool.query('alter table away rename to used_assertion');
    expect(await refusalOf(facade, once)).toEqual([200, undefined]);
  });
});

describe('used assertions', () => {
  const digests = async () => {
    const { rows } = await database.pool.query<{ digest: Buffer; expires: Date }>(
      'select digest, expires from used_assertion order by expires',
    );
    return rows;
  };

  test('are kept as digests until they have expired for a minute, then swept', async () => {
    await database.pool.query('delete from used_assertion');
    const now = Date.now();
    const guard = createReplayGuard(database.pool);
    for (const [jti, expires] of [
      ['long gone', now - 61_000],
      ['just gone', now - 59_000],
      ['alive', now + 60_000],
    ] as const) {
      expect(await guard.isFirstUse('client', jti, expires)).toBe(true);
      expect(await guard.isFirstUse('client', jti, expires)).toBe(false);
    }
    expect((await digests()).map(({ expires }) => expires.getTime())).toEqual([
      now - 61_000,
      now - 59_000,
      now + 60_000,
    ]);
    expect((await digests()).every(({ digest }) => digest.length === 32)).toBe(true);
    // The first use at another process sweeps.
    expect(await createReplayGuard(database.pool).isFirstUse('client', 'alive', now + 60_000)).toBe(false);
    expect((await digests()).map(({ expires }) => expires.getTime())).toEqual([now - 59_000, now + 60_000]);
  });
});

async function hmac(): Promise<string> {
  return await new SignJWT({ iss: clientId, sub: clientId, jti: 'x', exp: seconds(60) })
    .setProtectedHeader({ alg: 'HS256', kid: 'ec' })
    .sign(new TextEncoder().encode('a secret of thirty-two characters'));
}
