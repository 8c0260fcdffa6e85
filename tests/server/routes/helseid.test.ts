import { randomBytes } from 'node:crypto';
import Hapi from '@hapi/hapi';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hjemmekurveClient } from '../../../launch/helseid/clients.ts';
import { generateHelseidKeys } from '../../../launch/helseid/keys.ts';
import { createHelseid as startNational } from '../../../launch/helseid/server.ts';
import type { Helseid as National } from '../../../launch/helseid/server.ts';
import { usualBehaviour } from '../../../launch/helseid/behaviour.ts';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import type { ClinicianGrant, Grant } from '../../../server/access/grant.ts';
import { readClientKey } from '../../../server/helseid/client-key.ts';
import { createHelseid } from '../../../server/helseid/helseid.ts';
import type { Helseid } from '../../../server/helseid/helseid.ts';
import type { HelseidConfig } from '../../../server/helseid/keys.ts';
import { listen } from '../../../server/listen.ts';
import { createLogger } from '../../../server/logger.ts';
import { logging } from '../../../server/plugins/logging.ts';
import { methodNotAllowed } from '../../../server/plugins/method-not-allowed.ts';
import { requestId } from '../../../server/plugins/request-id.ts';
import { securityHeaders } from '../../../server/plugins/security-headers.ts';
import { smartAuth } from '../../../server/plugins/smart-auth.ts';
import { helseidRoutes } from '../../../server/routes/helseid.ts';
import { createBrowser, loggedIn } from '../../launch/helseid/support.ts';
import type { Browser } from '../../launch/helseid/support.ts';
import { grantFor, patients } from '../helseid/clinician.ts';
import { newSession } from '../../support/session.ts';
import { nobodyLoggedOut } from '../facade.ts';
import type { AccessLog } from '../../../server/access-log/access-log.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

/** The facade's routes of HelseID by real HTTP, against the sandbox's HelseID by real HTTP. */
let national: National;
let helseid: Helseid;
let server: Hapi.Server;
let url: string;
let api: { url: URL; tokens: string[]; stop(): Promise<void> };
const log: string[] = [];
let tokens: ReturnType<typeof createFacadeTokens>;
let doctor: ClinicianGrant;
let database: TestDatabase;
let accessLog: AccessLog;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  ({ accessLog } = createCitizenRights(database.pool));
  const keys = await generateHelseidKeys();
  national = await startNational({ port: 0, keys });
  const { listener, port } = await listen('127.0.0.1', 0);
  url = `http://localhost:${port}`;
  await national.registerClient(
    hjemmekurveClient(keys.client, [`${url}/helseid/callback`], ['nhn:pmd/read', 'nhn:pmd/write']),
  );
  const jwk = JSON.stringify(keys.client);
  const config: HelseidConfig = {
    issuer: national.issuer,
    clientId: 'hjemmekurve',
    key: { jwk },
    scopes:
      'openid profile offline_access helseid://scopes/identity/pid helseid://scopes/identity/security_level helseid://scopes/hpr/hpr_number nhn:pmd/read',
    sourceScopes: 'nhn:pmd/write',
    resource: 'nhn:pmd',
    organization: { parents: new Map() },
    attestation: {
      healthcareService: { code: 'KX17', system: 'urn:oid:2.16.578.1.12.4.1.1.8663' },
      purposeOfUse: 'TREAT',
      patientIdentifier: 'omit',
    },
  };
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  helseid = createHelseid({ config, key: await readClientKey({ jwk }), publicUrl: url, log: logger });
  tokens = createFacadeTokens({ publicUrl: url, key: new Uint8Array(randomBytes(32)) });
  server = Hapi.server({
    listener,
    autoListen: false,
    debug: false,
    routes: { cache: { otherwise: 'no-store' }, state: { parse: false, failAction: 'ignore' } },
  });
  listener.emit('listening');
  await server.register([
    { plugin: requestId },
    { plugin: methodNotAllowed },
    { plugin: logging, options: { log: logger } },
    { plugin: securityHeaders, options: { publicUrl: url, register: { ehrs: [], origins: [] } } },
    {
      plugin: smartAuth,
      options: { tokens, endedSessions: nobodyLoggedOut, standingConsent: () => Promise.resolve(true) },
    },
    { plugin: helseidRoutes, options: { publicUrl: url, helseid, accessLog, now: Date.now } },
  ]);
  await server.start();
  api = await startApi();
  const gp = national.people.find(({ id }) => id === 'gp');
  doctor = grantFor(undefined, { hpr: String(gp?.hpr?.number) });
});
afterAll(async () => {
  helseid.close();
  await Promise.all([server.stop(), national.stop(), api.stop()]);
  await database.drop();
});
beforeEach(() => {
  national.behave(usualBehaviour);
  helseid.sessions.end(doctor);
});

/** The newest entry of the patient's log. */
const lastLogged = async () =>
  (await accessLog.entries(doctor.person, { count: 1 })).entries[0] ?? { sequence: 0 };

/** An API that shows which token it was asked with. */
async function startApi() {
  const seen: string[] = [];
  const listening = Hapi.server({ host: '127.0.0.1', port: 0 });
  listening.route({
    method: 'POST',
    path: '/',
    handler: (request) => {
      seen.push(String(request.headers.authorization).replace(/^DPoP /, ''));
      return 'read';
    },
  });
  await listening.start();
  return {
    url: new URL(`http://localhost:${listening.info.port}/`),
    tokens: seen,
    stop: () => listening.stop(),
  };
}

const authorization = async (grant: Grant) => ({ authorization: `Bearer ${await tokens.issue(grant)}` });
async function ask(method: string, path: string, grant?: Grant, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(grant && (await authorization(grant))),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}
const begin = (mode: 'silent' | 'visible', returnTo: string | null = '/?state=x', grant = doctor) =>
  ask('POST', '/helseid/login', grant, { mode, return_to: returnTo });
/** Where the browser ends, from the callback's Location. */
async function arrive(
  browser: Browser,
  authorizationUrl: unknown,
): Promise<{ callback: string; location: string }> {
  const { url: callback } = await browser.follow(String(authorizationUrl), national.issuer);
  const response = await fetch(callback, { redirect: 'manual' });
  expect(response.status).toBe(303);
  expect(response.headers.get('cache-control')).toContain('no-store');
  return { callback, location: String(response.headers.get('location')) };
}
async function logIn(person: string, grant = doctor, mode: 'silent' | 'visible' = 'silent') {
  const { body } = await begin(mode, '/?state=x', grant);
  return await arrive(await loggedInHere(person), body.url);
}
async function loggedInHere(person: string): Promise<Browser> {
  national.allowReturn('http://localhost:4998');
  return await loggedIn(national, person);
}
const read = async (grant = doctor) => {
  const fetchAsClinician = await helseid.access.asClinician(grant);
  const response = await fetchAsClinician(api.url, {
    method: 'POST',
    body: 'x',
    signal: AbortSignal.timeout(5000),
  });
  expect(await response.text()).toBe('read');
  return decodeJwt(String(api.tokens.at(-1)));
};

describe('a login', () => {
  test('in silence connects the clinician to one patient at a time, with an attestation', async () => {
    expect((await ask('GET', '/helseid/session', doctor)).body).toEqual({ state: 'login-required' });
    expect((await logIn('gp')).location).toBe('/?state=x#national=connected');
    const session = await ask('GET', '/helseid/session', doctor);
    expect(session.body).toEqual({ state: 'connected', expires_in: expect.any(Number) });
    expect(session.body.expires_in).toBeGreaterThan(3590);
    expect(session.headers.get('cache-control')).toContain('no-store');

    const claims = await read();
    expect(claims).toMatchObject({
      iss: national.issuer,
      aud: 'nhn:pmd',
      cnf: { jkt: expect.any(String) },
      'helseid://claims/hpr/hpr_number': doctor.practitioner.hpr,
      'helseid://claims/client/claims/orgnr_parent': doctor.organization.orgnr,
      'nhn:tillitsrammeverk:parameters': {
        attestation: { toa: expect.any(Number) },
        care_relationship: { decision_ref: { id: expect.any(String) } },
      },
    });
    const other = await read(grantFor(patients.b, doctor.practitioner));
    expect(other.jti).not.toBe(claims.jti);
    expect(other.cnf).toEqual(claims.cnf);
  });

  test('without a session at HelseID needs a page, and connects from there into a window of its own', async () => {
    const browser = createBrowser();
    const silent = await arrive(browser, (await begin('silent')).body.url);
    expect(silent.location).toBe('/?state=x#national=login-required');

    const { body } = await begin('visible', null);
    const page = await browser.follow(String(body.url), national.issuer);
    expect(page.response.status).toBe(200);
    const posted = await browser.open(page.url, {
      method: 'POST',
      body: new URLSearchParams({ person: 'gp', decision: 'login' }),
    });
    const next = new URL(String(posted.headers.get('location')), page.url).href;
    expect((await arrive(browser, next)).location).toBe('/connected#national=connected');
  });

  test('that is given up is refused', async () => {
    const browser = createBrowser();
    const page = await browser.follow(String((await begin('visible')).body.url), national.issuer);
    const posted = await browser.open(page.url, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'cancel' }),
    });
    const next = new URL(String(posted.headers.get('location')), page.url).href;
    const { sequence } = await lastLogged();
    expect((await arrive(browser, next)).location).toBe('/?state=x#national=refused');
    // Nobody was kept out: who logged in is not known.
    expect((await lastLogged()).sequence).toBe(sequence);
  });

  test('of somebody else is refused, and no session made', async () => {
    expect((await logIn('another-clinician')).location).toBe('/?state=x#national=other-person');
    expect(await lastLogged()).toMatchObject({
      ...{ action: 'national-login', refused: 'national-login-refused', basis: 'TREAT' },
      actor: { kind: 'clinician', hpr: doctor.practitioner.hpr, organization: doctor.organization },
    });
    expect((await ask('GET', '/helseid/session', doctor)).body).toEqual({ state: 'login-required' });
    await expect(helseid.access.asClinician(doctor)).rejects.toMatchObject({
      reason: 'national-login-required',
    });
    const line = log.findLast((one) => one.includes('national-login-refused'));
    expect(JSON.parse(String(line))).toMatchObject({ reason: 'other-hpr' });
  });

  test('of nobody with an HPR number is compared by pid', async () => {
    const person = national.people.find(({ id }) => id === 'no-health-professional');
    const same = grantFor(undefined, { hpr: doctor.practitioner.hpr, pid: String(person?.pid) });
    const other = grantFor(undefined, { hpr: doctor.practitioner.hpr, pid: '02686525891' });
    const { sequence } = await lastLogged();
    expect((await logIn('no-health-professional', doctor)).location).toMatch(/#national=refused$/);
    expect(await lastLogged()).toMatchObject({ sequence: sequence + 1, refused: 'national-login-refused' });
    expect((await logIn('no-health-professional', other)).location).toMatch(/#national=other-person$/);
    expect((await logIn('no-health-professional', same)).location).toMatch(/#national=connected$/);
  });

  test('ends once: the same callback again says expired, and shows nothing of its address', async () => {
    const { callback } = await logIn('gp');
    const again = await fetch(callback, { redirect: 'manual' });
    expect([again.status, again.headers.get('location')]).toEqual([303, '/connected#national=expired']);
    expect(await again.text()).not.toContain('code');
  });

  test('that begins while HelseID is down is 503 with Retry-After', async () => {
    national.behave({ outage: 'unavailable' });
    const { status, body, headers } = await begin('silent');
    expect([status, body.reason, headers.get('retry-after')]).toEqual([
      503,
      'national-login-unavailable',
      '5',
    ]);
    expect(body).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.any(String),
      reason: 'national-login-unavailable',
    });
    expect(headers.get('x-request-id')).toBeTruthy();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('whose callback comes while HelseID is down says so', async () => {
    const browser = await loggedInHere('gp');
    const { url: callback } = await browser.follow(String((await begin('silent')).body.url), national.issuer);
    national.behave({ outage: 'unavailable' });
    const response = await fetch(callback, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/?state=x#national=unavailable');
  });
});

describe('a connected clinician', () => {
  test('gets a new token before the old one has ended', async () => {
    national.behave({ tokenLifetime: 1 });
    await logIn('gp');
    const first = await read();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const second = await read();
    expect(second.jti).not.toBe(first.jti);
    expect(Number(second.exp) * 1000).toBeGreaterThan(Date.now() - 1000);
  });

  test('refreshes once for 50 that ask at the same time, and goes on with the rotated refresh token', async () => {
    await logIn('gp');
    const seen = await Promise.all(Array.from({ length: 50 }, () => read()));
    expect(new Set(seen.map(({ jti }) => jti)).size).toBe(1);
    await read(grantFor(patients.b, doctor.practitioner));
    await read();
  });

  test('sees 503 while HelseID is down, and reads on afterwards', async () => {
    await logIn('gp');
    national.behave({ outage: 'unavailable' });
    await expect(read()).rejects.toMatchObject({ status: 503, reason: 'national-login-unavailable' });
    national.behave({ outage: 'none' });
    await read();
  });

  test('logs out', async () => {
    await logIn('gp');
    expect((await ask('POST', '/helseid/logout', doctor)).status).toBe(204);
    expect((await ask('GET', '/helseid/session', doctor)).body).toEqual({ state: 'login-required' });
    expect((await ask('POST', '/helseid/logout', doctor)).status).toBe(204);
  });
});

test('a source delivers by a token for its organisation, without attestation', async () => {
  const fetchAsSource = await helseid.access.asSource({ orgnr: '958935420', name: 'Oslo' });
  await fetchAsSource(api.url, { method: 'POST', body: '{}', signal: AbortSignal.timeout(5000) });
  const claims = decodeJwt(String(api.tokens.at(-1)));
  expect(claims).toMatchObject({
    aud: 'nhn:pmd',
    'helseid://claims/client/claims/orgnr_parent': '958935420',
  });
  expect(claims).not.toHaveProperty('nhn:tillitsrammeverk:parameters');
});

describe('refused', () => {
  const source: Grant = {
    ...{ kind: 'source', orgnr: '958935420', name: 'Oslo', clientId: 'c' },
    ...{ scopes: ['system/Observation.crs'], expires: Date.now() + 300_000 },
  };
  const routes = [
    ['GET', '/helseid/session'],
    ['POST', '/helseid/login'],
    ['POST', '/helseid/logout'],
  ] as const;

  test.each(routes)('%s %s without a token', async (method, path) => {
    const { status, body, headers } = await ask(method, path, undefined, method === 'POST' ? {} : undefined);
    expect([status, body.error, body.reason]).toEqual([401, 'invalid_token', 'token-missing']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(headers.get('cache-control')).toContain('no-store');
  });

  test.each(routes)('%s %s with the token of a source', async (method, path) => {
    const { status, body } = await ask(method, path, source, method === 'POST' ? {} : undefined);
    expect([status, body.reason]).toEqual([403, 'scope-insufficient']);
  });

  test.each(routes)('%s %s with the token of a citizen', async (method, path) => {
    const citizen: Grant = {
      ...{
        kind: 'citizen',
        session: newSession(),
        iss: doctor.iss,
        clientId: 'c',
        patient: doctor.patient,
        person: doctor.person,
      },
      ...{ actor: { relation: 'self', name: 'Ærlig Bjørk' }, scopes: doctor.scopes, expires: doctor.expires },
    };
    const { sequence } = await lastLogged();
    const { status, body } = await ask(method, path, citizen, method === 'POST' ? {} : undefined);
    expect([status, body.reason]).toEqual([403, 'clinician-required']);
    expect(await lastLogged()).toMatchObject({
      ...{ sequence: sequence + 1, action: 'national-login', refused: 'clinician-required' },
      actor: { kind: 'citizen', relation: 'self' },
    });
  });

  test.each([
    [{ mode: 'loud', return_to: null }, 'mode-invalid'],
    [{ return_to: null }, 'mode-invalid'],
    [[], 'mode-invalid'],
    [{ mode: 'silent' }, 'return-to-invalid'],
    [{ mode: 'silent', return_to: 7 }, 'return-to-invalid'],
    [{ mode: 'silent', return_to: '//evil.example/?' }, 'return-to-invalid'],
    [{ mode: 'silent', return_to: 'https://evil.example/?' }, 'return-to-invalid'],
  ])('a login with %j', async (payload, reason) => {
    const { status, body } = await ask('POST', '/helseid/login', doctor, payload);
    expect([status, body.error, body.reason]).toEqual([400, 'invalid_request', reason]);
    expect(JSON.stringify(body)).not.toContain('evil');
  });

  test.each([
    ['a form', 'mode=silent', 'application/x-www-form-urlencoded', 415, 'media-type'],
    ['half an object', '{"mode":', 'application/json', 400, 'request-invalid'],
    ['20 kB', JSON.stringify({ mode: 'x'.repeat(20_000) }), 'application/json', 413, 'too-large'],
  ])('a login with %s', async (_what, body, type, expected, reason) => {
    const headers = { ...(await authorization(doctor)), 'content-type': type };
    const response = await fetch(`${url}/helseid/login`, { method: 'POST', headers, body });
    expect([response.status, ((await response.json()) as { reason: string }).reason]).toEqual([
      expected,
      reason,
    ]);
  });

  test('another method, with Allow', async () => {
    const { status, headers } = await ask('GET', '/helseid/login', doctor);
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  test.each(['', '?code=x&state=y', '?state=%0d%0aSet-Cookie:x', '?error=<script>', '?state=a&state=b'])(
    'a callback with %j ends at a fixed address',
    async (query) => {
      const response = await fetch(`${url}/helseid/callback${query}`, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        '/connected#national=expired',
      ]);
    },
  );
});

test('no code, token, state or number of a person stands in the log', () => {
  const text = log.join('');
  expect(text).toContain('/helseid/callback');
  expect(text).not.toMatch(/code=|state=|eyJ|\b\d{11}\b/);
  expect(text).not.toContain(doctor.practitioner.hpr);
});
