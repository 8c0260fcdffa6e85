import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';
import { newSession } from '../../support/session.ts';

const ehr = {
  iss: 'https://ehr.example.no/fhir',
  name: 'EPJ',
  clients: ['hjemmekurve'],
  scope: 'launch',
  audience: 'https://ehr.example.no/fhir',
  origins: ['https://journal.example.no'],
};
const script = 'export const text = "hjemmemåling";\n'.repeat(100);
let facade: TestFacade;
let appDir: string;

beforeAll(async () => {
  appDir = await mkdtemp(join(tmpdir(), 'hjemmekurve-app-'));
  await writeFile(join(appDir, 'innbygger.html'), '<!doctype html><title>Innbygger</title>');
  await mkdir(join(appDir, 'assets'));
  await writeFile(join(appDir, 'index.html'), '<!doctype html><title>App</title>');
  await writeFile(join(appDir, 'launch.html'), '<!doctype html><title>Launch</title>');
  await writeFile(join(appDir, 'assets', 'app-1a2b3c.js'), script);
  await writeFile(join(appDir, 'assets', 'ready-1a2b3c.js'), script);
  await writeFile(join(appDir, 'assets', 'ready-1a2b3c.js.br'), 'compressed before');
  await writeFile(join(appDir, 'secret.txt'), 'not served');
  facade = await startFacade({ ehrs: [ehr], origins: ['https://front.example.no'] }, { appDir });
});
afterAll(async () => {
  await facade.stop();
  await rm(appDir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${facade.url}${path}`, { method, headers });

function grant(change: Partial<ClinicianGrant> = {}): ClinicianGrant {
  return {
    kind: 'clinician',
    session: newSession(),
    iss: ehr.iss,
    clientId: 'hjemmekurve',
    patient: 'p1',
    person: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '13717404089' },
    practitioner: { id: 'd1', hpr: '222210011', name: 'Åse Fjellsjø' },
    organization: { orgnr: '958935420', name: 'Oslo kommune' },
    scopes: ['patient/Observation.rs'],
    expires: Date.now() + 60_000,
    ...change,
  };
}

async function bearer(change?: Partial<ClinicianGrant>, issuer = facade): Promise<string> {
  return `Bearer ${await createFacadeTokens({ publicUrl: issuer.url, key: issuer.tokenKey }).issue(grant(change))}`;
}

describe('a data route', () => {
  const otherKey = () => ({ ...facade, tokenKey: new Uint8Array(32) });
  const otherFacade = () => ({ ...facade, url: 'https://other.example' });
  const cases: [string, () => Promise<string | undefined>, string, string][] = [
    ['no token', async () => undefined, 'token-missing', 'login'],
    ['junk', async () => 'Bearer junk', 'token-invalid', 'login'],
    ['another scheme', async () => 'Basic aHBy', 'token-invalid', 'login'],
    ['an empty bearer', async () => 'Bearer', 'token-invalid', 'login'],
    ['two tokens', async () => 'Bearer a b', 'token-invalid', 'login'],
    [
      "an EHR's JWT",
      async () => 'Bearer eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJ4In0.c2ln',
      'token-invalid',
      'login',
    ],
    ['a token under another key', async () => bearer({}, otherKey()), 'token-invalid', 'login'],
    ['a token of another facade', async () => bearer({}, otherFacade()), 'token-invalid', 'login'],
    [
      'a token that has ended',
      async () => bearer({ expires: Date.now() - 1000 }),
      'token-expired',
      'expired',
    ],
  ];
  test.each(cases)('refuses %s', async (_what, make, reason, code) => {
    const authorization = await make();
    const response = await get('/fhir/Observation', authorization === undefined ? {} : { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code,
          diagnostics: expect.any(String),
          details: {
            coding: [{ system: 'https://hjemmekurve.example/fhir/CodeSystem/refusal', code: reason }],
          },
        },
      ],
    });
    const challenge = response.headers.get('www-authenticate') ?? '';
    expect(challenge).toMatch(/^Bearer realm="/);
    expect(challenge.includes('error="invalid_token"')).toBe(reason !== 'token-missing');
  });

  test('tells nothing of an internal error but where the log has it', async () => {
    const response = await get('/fhir/Observation?code=http://loinc.org|8867-4', {
      authorization: await bearer(),
    });
    const outcome = JSON.stringify(await response.json());
    const id = String(response.headers.get('x-request-id'));
    expect(response.status).toBe(500);
    expect(outcome).toContain(`request ${id}`);
    expect(outcome).not.toContain('does without a store');
    expect(facade.log.find((line) => line.includes('request-failed'))).toContain(id);
  });
});

describe('what is not served', () => {
  test.each([
    ['GET', '/fhir/Nothing', 404, 'not-found'],
    ['DELETE', '/fhir/Observation', 405, 'method-not-allowed'],
    ['PUT', '/fhir/metadata', 405, 'method-not-allowed'],
  ])('%s %s is an OperationOutcome with %i', async (method, path, status, reason) => {
    const response = await get(path, {}, method);
    const body = (await response.json()) as fhir4.OperationOutcome;
    expect(response.status).toBe(status);
    expect(body.issue[0]?.details?.coding?.[0]?.code).toBe(reason);
    expect(response.headers.get('allow')).toEqual(status === 405 ? expect.stringMatching(/GET/) : null);
  });

  test.each([
    ['GET', '/oauth/token', 405, 'method-not-allowed'],
    ['POST', '/oauth/authorize', 404, 'not-found'],
  ])('%s %s is an OAuth error with %i', async (method, path, status, reason) => {
    const response = await get(path, {}, method);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', reason });
    expect(response.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
  });

  test.each([
    '/secret.txt',
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/',
    '/%zz',
    '/fhir/%zz',
  ])('%s', async (path) => {
    const response = await get(path);
    expect([400, 403, 404]).toContain(response.status);
    expect(await response.text()).not.toContain('not served');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('pages', () => {
  test.each([
    ['/', 'App'],
    ['/launch?iss=x&launch=y', 'Launch'],
  ])('%s is revalidated, framed by the EHRs only, and loads nothing from elsewhere', async (path, title) => {
    const response = await get(path);
    const policy = String(response.headers.get('content-security-policy'));
    expect(await response.text()).toContain(`<title>${title}</title>`);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("connect-src 'self' https://ehr.example.no https://journal.example.no");
    expect(policy).toContain("frame-ancestors 'self' https://ehr.example.no https://journal.example.no");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(response.headers.get('x-frame-options')).toBeNull();
  });

  test('assets are kept for a year; one that is missing is not', async () => {
    const found = await get('/assets/app-1a2b3c.js');
    const missing = await get('/assets/app-0.js');
    expect(found.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(found.headers.get('content-type')).toMatch(/javascript/);
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  test('/app.json tells the app which EHRs it may be launched from', async () => {
    expect(await (await get('/app.json')).json()).toEqual({
      fhir: '/fhir',
      token: '/oauth/token',
      revoke: '/oauth/revoke',
      issuers: [{ iss: ehr.iss, name: 'EPJ', clientId: 'hjemmekurve', scope: 'launch' }],
      citizenIssuers: [],
    });
  });
});

describe("a citizens' issuer in the register", () => {
  const citizens = {
    ...ehr,
    iss: 'https://citizens.example.no/fhir',
    name: 'Helsenorge',
    clients: ['citizen-page', 'some-app'],
    users: 'citizens' as const,
    origins: [],
  };
  let both: TestFacade;
  beforeAll(async () => {
    both = await startFacade({ ehrs: [ehr, citizens] }, { appDir });
  });
  afterAll(() => both.stop());

  test('is no place to launch the clinicians’ app from', async () => {
    const { issuers, citizenIssuers } = (await (await fetch(`${both.url}/app.json`)).json()) as {
      issuers: { iss: string }[];
      citizenIssuers: unknown;
    };
    expect(issuers.map(({ iss }) => iss)).toEqual([ehr.iss]);
    expect(citizenIssuers).toEqual([
      { iss: citizens.iss, name: 'Helsenorge', clientId: 'citizen-page', scope: 'launch' },
    ]);
  });

  test('is whom the citizens’ page talks to: it, and nobody else; and nobody frames that page', async () => {
    const response = await fetch(`${both.url}/innbygger`);
    expect(await response.text()).toContain('<title>Innbygger</title>');
    const policy = String(response.headers.get('content-security-policy'));
    expect(policy).toMatch(/connect-src 'self' https:\/\/citizens\.example\.no;/);
    expect(policy).toMatch(/frame-ancestors 'none'$/);
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test('may be asked by pages, and read answers, but frames nothing', async () => {
    const { headers } = await fetch(`${both.url}/`);
    const policy = String(headers.get('content-security-policy'));
    expect(policy).toMatch(/connect-src [^;]*https:\/\/citizens\.example\.no/);
    expect(policy).toMatch(
      /frame-ancestors 'self' https:\/\/ehr\.example\.no https:\/\/journal\.example\.no$/,
    );
    const open = await fetch(`${both.url}/fhir/metadata`, {
      headers: { origin: 'https://citizens.example.no' },
    });
    expect(open.headers.get('access-control-allow-origin')).toBe('https://citizens.example.no');
  });
});

test.each(['/', '/fhir/metadata', '/fhir/Nothing', '/oauth/token', '/health/live', '/nothing'])(
  '%s carries the headers that every answer carries',
  async (path) => {
    const { headers } = await get(path);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(
      path === '/' ? /default-src 'self'/ : /default-src 'none'/,
    );
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('strict-transport-security')).toBeNull();
  },
);

test('an https facade asks for https only', async () => {
  const secure = await startFacade({}, { publicUrl: 'https://hjemmekurve.example.no' });
  const { headers } = await fetch(`${secure.url}/health/live`);
  await secure.stop();
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
});

describe('other origins', () => {
  const preflight = (origin: string, path: string) =>
    get(
      path,
      {
        origin,
        'access-control-request-method': path === '/oauth/token' ? 'POST' : 'GET',
        'access-control-request-headers': 'authorization,content-type',
      },
      'OPTIONS',
    );
  const allowed = ['https://ehr.example.no', 'https://journal.example.no', 'https://front.example.no'];
  test.each(allowed)('%s may read', async (origin) => {
    for (const path of ['/oauth/token', '/fhir/Observation']) {
      const { status, headers } = await preflight(origin, path);
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
      expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
    }
    const refused = await get('/fhir/Observation', { origin });
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
    expect(refused.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    expect(refused.headers.get('vary')).toContain('origin');
  });

  test.each(['https://evil.example', 'http://ehr.example.no', 'https://ehr.example.no.evil.example', 'null'])(
    '%s may not',
    async (origin) => {
      const preflighted = await preflight(origin, '/oauth/token');
      const answered = await get('/fhir/metadata', { origin });
      expect(preflighted.headers.get('access-control-allow-origin')).toBeNull();
      expect(answered.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('no one is allowed to send cookies', async () => {
    const { headers } = await preflight('https://ehr.example.no', '/fhir/Observation');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('compression', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate, br', 'br'],
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, br;q=0.1', 'gzip'],
    ['identity', null],
    ['zstd', null],
  ])('Accept-Encoding: %s gets %s', async (accepted, encoding) => {
    for (const path of ['/fhir/metadata', '/assets/app-1a2b3c.js']) {
      const { headers } = await get(path, { 'accept-encoding': accepted });
      expect(headers.get('content-encoding')).toBe(encoding);
    }
    expect(await (await get('/assets/app-1a2b3c.js', { 'accept-encoding': accepted })).text()).toBe(script);
  });

  test('what was compressed at build time is sent as it is', async () => {
    const response = await fetch(`${facade.url}/assets/ready-1a2b3c.js`, {
      headers: { 'accept-encoding': 'br' },
    }).catch((error: unknown) => error);
    // The file is not Brotli: that the client cannot read it shows that it was sent.
    await expect((response as Response).text()).rejects.toThrow();
  });

  test('what is short is not compressed', async () => {
    expect((await get('/app.json', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBeNull();
  });
});

describe('the log', () => {
  test('has the template of the route, not what the request held', async () => {
    const authorization = await bearer();
    facade.log.length = 0;
    await get('/fhir/Observation/k3f9x2ab-1z?patient=p1', { authorization, cookie: 'session=hemmelig' });
    await get('/fhir/Patient/13717404089', { authorization });
    await get('/oauth/13717404089', { authorization });
    const log = facade.log.join('');
    const lines = facade.log.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request');
    expect(lines.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['get', '/fhir/Observation/{id}', 500],
      ['get', 'unmatched', 404],
      ['get', 'unmatched', 404],
    ]);
    for (const secret of ['k3f9x2ab', 'p1', '13717404089', 'hemmelig', authorization.slice(7)]) {
      expect(log).not.toContain(secret);
    }
  });

  test('and the metrics count by the same templates', async () => {
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(
      /hjemmekurve_http_request_duration_seconds_count\{method="get",route="\/fhir\/Observation\/\{id\}",status="500"\} \d/,
    );
    expect(metrics).toContain('process_resident_memory_bytes');
    expect(metrics).not.toContain('13717404089');
  });
});
