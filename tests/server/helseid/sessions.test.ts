import { hash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { grantFor, patients, startClient } from './clinician.ts';
import type { Facade } from './clinician.ts';
import { breakOff, send, startStandInHelseid, status } from './stand-in-helseid.ts';
import type { HelseidRequest, StandInHelseid } from './stand-in-helseid.ts';

let helseid: StandInHelseid;
let facade: Facade;
let api: URL;

beforeAll(async () => {
  helseid = await startStandInHelseid();
  api = new URL(`${helseid.issuer}/api`);
});
afterAll(() => helseid.stop());
beforeEach(async () => {
  helseid.reset();
  facade = startClient(helseid);
  expect(await facade.logIn(grant)).toBe('connected');
  helseid.answer('/api', (request, response) => send(response, 200, { token: request.authorization }));
});
afterEach(() => facade.close());

const grant = grantFor();
const other = grantFor(patients.b);
const refreshes = () =>
  helseid.at('/connect/token').filter(({ form }) => form.grant_type === 'refresh_token');
const signal = () => AbortSignal.timeout(5000);
const ask = async (whose = grant) => {
  const fetchAsClinician = await facade.access.asClinician(whose);
  const response = await fetchAsClinician(api, { method: 'POST', body: 'x', signal: signal() });
  return ((await response.json()) as { token: string }).token;
};
const attestationOf = (request: HelseidRequest | undefined) =>
  (
    request?.assertion?.payload.assertion_details as Record<string, Record<string, object>>[] | undefined
  )?.[1];
const revoked = () => helseid.at('/connect/revocation').map(({ form }) => form.token);
const loginRequired = { status: 403, reason: 'national-login-required' };

describe('without a session', () => {
  test.each([
    ['another clinician', grantFor(undefined, { hpr: '222210022' })],
    ['another organisation', { ...grant, organization: { orgnr: '313392147', name: 'Sykehuset' } }],
    ['another EHR', { ...grant, iss: 'https://other.example.no/fhir' }],
  ])('%s must log in', async (_what, stranger) => {
    await expect(facade.access.asClinician(stranger)).rejects.toMatchObject(loginRequired);
    expect(facade.access.sessionOf(stranger)).toBeUndefined();
    expect(facade.sessions.remaining(stranger)).toBeUndefined();
  });
});

describe('a token', () => {
  test('is asked for with an attestation about the patient, and used until shortly before its end', async () => {
    expect(await ask()).toBe('DPoP access-2');
    expect(attestationOf(refreshes()[0])).toMatchObject({
      type: 'nhn:tillitsrammeverk:parameters',
      care_relationship: { purpose_of_use: { code: 'TREAT' } },
    });
    facade.clock.now += 289_000;
    expect(await ask()).toBe('DPoP access-2');
    facade.clock.now += 1_000;
    expect(await ask()).toBe('DPoP access-3');
  });

  test('of the code exchange, which attests nothing, is never used', async () => {
    const tokens = [await ask(), await ask(other), await ask()];
    expect(tokens).not.toContain('DPoP access-1');
  });

  test('is used for 60 minutes at most, whatever HelseID says', async () => {
    helseid.grants({ expires_in: 86_400 });
    await ask();
    facade.clock.now += 3_600_000 - 10_001;
    await ask();
    expect(refreshes()).toHaveLength(1);
    facade.clock.now += 1;
    await ask();
    expect(refreshes()).toHaveLength(2);
  });

  test('is renewed before use also by a fetch that was handed out earlier', async () => {
    const fetchAsClinician = await facade.access.asClinician(grant);
    facade.clock.now += 300_000;
    const response = await fetchAsClinician(api, { method: 'GET', signal: signal() });
    expect(await response.json()).toEqual({ token: 'DPoP access-3' });
  });

  test('for the same patient keeps the decision, for another gets a new one', async () => {
    for (const whose of [grant, grant, other, grant]) {
      await ask(whose);
      facade.clock.now += 300_000;
    }
    const decisions = refreshes().map((request) => {
      const { decision_ref: reference } = attestationOf(request)?.care_relationship as {
        decision_ref: { id: string };
      };
      return reference.id;
    });
    const [first, second, third, fourth] = decisions;
    expect(second).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
  });

  test('is asked for once by 50 at the same time', async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(new Set(tokens)).toEqual(new Set(['DPoP access-2']));
    expect(refreshes()).toHaveLength(1);
  });

  test('for two patients in turns is asked for one by one, with the refresh token that came last', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => facade.access.asClinician(index % 2 ? grant : other)),
    );
    expect(refreshes().map(({ form }) => form.refresh_token)).toEqual(
      refreshes().map((_, index) => `refresh-${index + 1}`),
    );
    expect(refreshes().length).toBeLessThanOrEqual(3);
  });
});

describe('another patient', () => {
  test('drops the token of the one before', async () => {
    const dropped: unknown[] = [];
    facade.access.onDrop((session, patient) => dropped.push([session, patient]));
    const session = String(facade.access.sessionOf(grant));
    expect(await ask()).toBe('DPoP access-2');
    expect(dropped).toEqual([]);
    expect(await ask(other)).toBe('DPoP access-3');
    expect(dropped).toEqual([[session, grant.person]]);
    expect(facade.access.sessionOf(other)).toBe(session);
    expect(await ask()).toBe('DPoP access-4');
    expect(dropped).toEqual([
      [session, grant.person],
      [session, other.person],
    ]);
  });

  test('whom HelseID refuses leaves no token of the one before, to either', async () => {
    await ask();
    helseid.answer('/connect/token', status(400, { error: 'access_denied' }));
    for (const whose of [other, other, grant]) {
      await expect(ask(whose)).rejects.toMatchObject({ status: 403, reason: 'national-access-refused' });
    }
    expect(facade.access.sessionOf(grant)).toBeDefined();
  });
});

describe('the session ends', () => {
  const lost: [string, Parameters<StandInHelseid['answer']>[1]][] = [
    ['a broken connection', breakOff],
    [
      'half an answer',
      (_request, response) => void response.writeHead(200, { 'content-length': '99' }).write('{"acc'),
    ],
    [
      'a page',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>x</p>'),
    ],
    ['invalid_grant', status(400, { error: 'invalid_grant' })],
    ['a Bearer token', status(200, { access_token: 'x', token_type: 'Bearer', expires_in: 300 })],
  ];
  test.each(lost)('when a refresh is answered with %s', async (what, answer) => {
    const dropped: string[] = [];
    facade.access.onDrop((session) => dropped.push(session));
    const session = facade.access.sessionOf(grant);
    helseid.answer('/connect/token', (request, response) => {
      answer(request, response);
      if (what === 'half an answer') response.socket?.destroySoon();
    });
    const all = await Promise.allSettled([ask(), ask(), ask()]);
    expect(all).toMatchObject(Array(3).fill({ status: 'rejected', reason: loginRequired }));
    expect(dropped).toEqual([session]);
    expect(facade.access.sessionOf(grant)).toBeUndefined();
    await expect(ask()).rejects.toMatchObject(loginRequired);
  });

  test('when no answer to a refresh comes in time', { timeout: 15_000 }, async () => {
    helseid.answer('/connect/token', () => undefined);
    await expect(ask()).rejects.toMatchObject(loginRequired);
    expect(facade.access.sessionOf(grant)).toBeUndefined();
  });

  test('when the ID token of a refresh is of another user', async () => {
    helseid.identifies({ sub: 'somebody-else' });
    await expect(ask()).rejects.toMatchObject(loginRequired);
    expect(facade.access.sessionOf(grant)).toBeUndefined();
  });

  test('after an hour without use, and not before', async () => {
    await ask();
    facade.clock.now += 3_599_000;
    expect(facade.sessions.remaining(grant)).toBe(1000);
    facade.clock.now += 1000;
    expect(facade.sessions.remaining(grant)).toBeUndefined();
    await expect(ask()).rejects.toMatchObject(loginRequired);
  });

  test('with the refresh token, when HelseID tells its end', async () => {
    helseid.grants({ rt_expires_in: 600 });
    expect(await facade.logIn(grant)).toBe('connected');
    await ask();
    expect(facade.sessions.remaining(grant)).toBe(600_000);
    facade.clock.now += 600_000;
    await expect(ask()).rejects.toMatchObject(loginRequired);
  });

  test('by logout: the refresh token that came last is revoked, and caches are told', async () => {
    await ask();
    const dropped: string[] = [];
    facade.access.onDrop((session) => dropped.push(session));
    const session = facade.access.sessionOf(grant);
    facade.sessions.end(grant);
    expect(dropped).toEqual([session]);
    await expect(ask()).rejects.toMatchObject(loginRequired);
    await expect.poll(revoked).toContain('refresh-2');
  });

  test('by logout while a refresh is under way: its token is used by nobody and revoked', async () => {
    const release = helseid.holdTokens();
    const asked = facade.access.asClinician(grant);
    await expect.poll(refreshes).toHaveLength(1);
    facade.sessions.end(grant);
    release();
    await expect(asked).rejects.toMatchObject(loginRequired);
    await expect.poll(revoked).toContain('refresh-2');
  });

  test('by another login of the same clinician', async () => {
    const before = facade.access.sessionOf(grant);
    expect(await facade.logIn(grant)).toBe('connected');
    expect(facade.access.sessionOf(grant)).not.toBe(before);
  });
});

describe('HelseID', () => {
  test('that answers 503 is 503, and the session goes on afterwards', async () => {
    helseid.answer('/connect/token', status(503));
    await expect(ask()).rejects.toMatchObject({
      status: 503,
      reason: 'national-login-unavailable',
      retryAfter: 5,
    });
    expect(facade.access.sessionOf(grant)).toBeDefined();
  });

  test('that is down is 503, and nothing is lost', async () => {
    const gone = await startStandInHelseid();
    const client = startClient(gone);
    const url = await client.login.begin(grant, 'silent', null);
    expect((await client.login.finish(gone.callback(url))).outcome).toBe('connected');
    await gone.stop();
    await expect(client.access.asClinician(grant)).rejects.toMatchObject({ status: 503 });
    expect(client.access.sessionOf(grant)).toBeDefined();
    client.close();
  });

  test('that does not know the client any more is 503 for the clinician', async () => {
    helseid.answer('/connect/token', status(401, { error: 'invalid_client' }));
    await expect(ask()).rejects.toMatchObject({ status: 503, reason: 'national-login-unavailable' });
  });
});

describe('a request to the API', () => {
  test('is proven by the key of the session, for this address and this token', async () => {
    await ask();
    const [request] = helseid.requests.filter(({ path }) => path === '/api');
    expect(request?.proof?.payload).toMatchObject({
      htm: 'POST',
      htu: api.href,
      ath: expect.stringMatching(/^[\w-]{43}$/),
      jti: expect.any(String),
    });
    const [refresh] = refreshes();
    expect(request?.proof?.header.jwk).toEqual(refresh?.proof?.header.jwk);
    expect(request?.proof?.payload.jti).not.toBe(refresh?.proof?.payload.jti);
  });

  test('has a proof of its own, made then: another jti each time, never another token’s ath', async () => {
    const began = Math.floor(Date.now() / 1000);
    const tokens = [await ask(), await ask(), await ask(other)].map((scheme) => scheme.replace('DPoP ', ''));
    const proofs = helseid.requests.filter(({ path }) => path === '/api').map(({ proof }) => proof?.payload);
    expect(new Set(tokens).size).toBe(2);
    expect(proofs.map((proof) => proof?.ath)).toEqual(
      tokens.map((token) => hash('sha256', token, 'base64url')),
    );
    expect(new Set(helseid.requests.flatMap(({ proof }) => proof?.payload.jti ?? [])).size).toBe(
      helseid.requests.filter(({ proof }) => proof).length,
    );
    for (const proof of proofs) expect(Math.abs(Number(proof?.iat) - began)).toBeLessThanOrEqual(5);
  });

  const challenge = (nonce: string): Parameters<StandInHelseid['answer']>[1] => {
    return (request, response) => {
      if (request.proof?.payload.nonce === nonce) return send(response, 200, { token: 'let in' });
      response.setHeader('www-authenticate', 'DPoP error="use_dpop_nonce"');
      response.setHeader('dpop-nonce', 'api-1');
      return send(response, 401, { rule: 'nonce' });
    };
  };
  test('comes again once with the nonce that the API demands', async () => {
    helseid.answer('/api', challenge('api-1'));
    expect(await ask()).toBe('let in');
    expect(helseid.requests.filter(({ path }) => path === '/api')).toHaveLength(2);
  });

  test('does not come a third time; the answer is handed on unread', async () => {
    helseid.answer('/api', challenge('another'));
    const fetchAsClinician = await facade.access.asClinician(grant);
    const response = await fetchAsClinician(api, { method: 'GET', signal: signal() });
    expect([response.status, await response.json()]).toEqual([401, { rule: 'nonce' }]);
    expect(helseid.requests.filter(({ path }) => path === '/api')).toHaveLength(2);
  });

  test('follows no redirect', async () => {
    helseid.answer('/api', (_request, response) => response.writeHead(307, { location: '/other' }).end());
    await expect(ask()).rejects.toThrow(TypeError);
    expect(helseid.at('/other')).toEqual([]);
  });

  test('does not travel without TLS', async () => {
    const fetchAsClinician = await facade.access.asClinician(grant);
    const open = new URL('http://pmd.example.invalid/');
    await expect(fetchAsClinician(open, { method: 'GET', signal: signal() })).rejects.toThrow(/HTTPS/);
  });

  test('ends with its signal, also in the middle of the body', async () => {
    helseid.answer('/api', (_request, response) => void response.writeHead(200).write('begun'));
    const fetchAsClinician = await facade.access.asClinician(grant);
    const patience = new AbortController();
    const response = await fetchAsClinician(api, { method: 'GET', signal: patience.signal });
    patience.abort();
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('no token, code or identifier stands in the log', async () => {
  await ask();
  helseid.answer(
    '/connect/token',
    status(400, { error: 'invalid_grant', error_description: 'refresh-2 of 13717404089' }),
  );
  await expect(ask(other)).rejects.toMatchObject(loginRequired);
  const log = facade.log.join('');
  expect(log).toContain('national-session-lost');
  expect(log).not.toMatch(/refresh-|access-|code-|\d{11}|222210011/);
});
