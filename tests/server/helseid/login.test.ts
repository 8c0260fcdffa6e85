import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FhirError } from '../../../server/errors.ts';
import { facadeUrl, grantFor, startClient } from './clinician.ts';
import type { Facade } from './clinician.ts';
import { breakOff, claimNames, send, startStandInHelseid, status } from './stand-in-helseid.ts';
import type { StandInHelseid } from './stand-in-helseid.ts';

let helseid: StandInHelseid;
let facade: Facade;

beforeAll(async () => {
  helseid = await startStandInHelseid();
});
afterAll(() => helseid.stop());
beforeEach(() => {
  helseid.reset();
  facade = startClient(helseid);
});
afterEach(() => facade.close());

const grant = grantFor();
const begin = (returnTo: string | null = '/?state=x') => facade.login.begin(grant, 'silent', returnTo);
const connected = () => facade.access.sessionOf(grant) !== undefined;
const refusals = () =>
  facade.log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'national-login-refused')
    .map(({ reason }) => reason);

describe('the pushed authorization request', () => {
  test('carries PKCE, the resource, a signed assertion of 30 s and a proof with the nonce', async () => {
    const url = await begin();
    expect(`${url.origin}${url.pathname}`).toBe(`${helseid.issuer}/connect/authorize`);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);

    const [first, second] = helseid.requests.filter(({ path }) => path === '/connect/par');
    expect(first?.proof?.payload.nonce).toBeUndefined();
    expect(second?.proof?.payload).toMatchObject({
      nonce: 'nonce-1',
      htm: 'POST',
      htu: `${helseid.issuer}/connect/par`,
    });
    expect(second?.proof?.header).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256' });
    expect(second?.proof?.header.jwk).not.toHaveProperty('d');
    expect(second?.form).toMatchObject({
      response_type: 'code',
      redirect_uri: `${facadeUrl}/helseid/callback`,
      resource: 'nhn:pmd',
      prompt: 'none',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(second?.form).not.toHaveProperty('authorization_details');

    const { header, payload } = second?.assertion ?? {};
    expect(header).toMatchObject({ typ: 'client-authentication+jwt', alg: 'ES384', kid: 'facade-1' });
    expect(payload).toMatchObject({ iss: 'hjemmekurve', sub: 'hjemmekurve', aud: helseid.issuer });
    expect(Number(payload?.exp) - Number(payload?.iat)).toBe(30);
    expect(payload).not.toHaveProperty('assertion_details');
    expect(payload?.jti).not.toBe(first?.assertion?.payload.jti);
  });

  test('has no prompt when the login may be seen', async () => {
    await facade.login.begin(grant, 'visible', null);
    expect(helseid.at('/connect/par')[0]?.form).not.toHaveProperty('prompt');
  });

  test.each([
    ['answers 503', status(503)],
    ['breaks the connection', breakOff],
    ['does not know the client', status(401, { error: 'invalid_client' })],
    ['answers with a page', (_: unknown, response: Parameters<typeof send>[0]) => response.end('<p>x</p>')],
  ])('is 503 when HelseID %s', async (_what, answer) => {
    helseid.answer('/connect/par', answer);
    await expect(begin()).rejects.toMatchObject({ status: 503, reason: 'national-login-unavailable' });
  });
});

describe('the metadata', () => {
  test('is read once a day, also by many at once, and again after a failure', async () => {
    const path = '/.well-known/openid-configuration';
    const read = () => helseid.requests.filter((one) => one.path === path).length;
    helseid.answer(path, status(500));
    await expect(begin()).rejects.toBeInstanceOf(FhirError);
    helseid.reset();
    await Promise.all(Array.from({ length: 20 }, () => begin()));
    expect(read()).toBe(1);
    facade.clock.now += 24 * 3_600_000 - 1;
    await begin();
    expect(read()).toBe(1);
    facade.clock.now += 1;
    await begin();
    expect(read()).toBe(2);
  });

  test.each([
    ['of another issuer', { issuer: 'http://localhost:1' }],
    ['with a token endpoint without TLS', { token_endpoint: 'http://helseid.example/connect/token' }],
    ['without PAR', { pushed_authorization_request_endpoint: undefined }],
  ])('%s is not used', async (_what, change) => {
    const document = await (await fetch(`${helseid.issuer}/.well-known/openid-configuration`)).json();
    helseid.answer('/.well-known/openid-configuration', status(200, { ...(document as object), ...change }));
    await expect(begin()).rejects.toMatchObject({ status: 503 });
    expect(helseid.at('/connect/par')).toEqual([]);
  });
});

describe('a callback', () => {
  test('of the clinician connects, and says only the organisation at the exchange', async () => {
    const outcome = await facade.login.finish(helseid.callback(await begin()));
    expect(outcome).toEqual({ outcome: 'connected', returnTo: '/?state=x' });
    expect(connected()).toBe(true);
    const [exchange] = helseid.at('/connect/token');
    expect(exchange?.form).toMatchObject({ grant_type: 'authorization_code', resource: 'nhn:pmd' });
    expect(exchange?.form.code_verifier).toMatch(/^[\w-]{43}$/);
    expect(exchange?.assertion?.payload.assertion_details).toEqual([
      {
        type: 'helseid_authorization',
        practitioner_role: {
          organization: {
            identifier: { system: 'urn:oid:1.0.6523', type: 'ENH', value: 'NO:ORGNR:312774100' },
          },
        },
      },
    ]);
  });

  test('is good once', async () => {
    const callback = helseid.callback(await begin());
    await facade.login.finish(callback);
    expect(await facade.login.finish(callback)).toEqual({ outcome: 'expired', returnTo: null });
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['an unknown state', { state: 'other' }],
    ['no state', { state: undefined }],
  ])('with %s is expired, and nothing is asked', async (_what, change) => {
    expect(await facade.login.finish(helseid.callback(await begin(), change))).toEqual({
      outcome: 'expired',
      returnTo: null,
    });
    expect(helseid.at('/connect/token')).toEqual([]);
  });

  test('with two states is expired', async () => {
    const callback = helseid.callback(await begin());
    callback.searchParams.append('state', 'other');
    expect((await facade.login.finish(callback)).outcome).toBe('expired');
  });

  test('after ten minutes is expired', async () => {
    const callback = helseid.callback(await begin());
    facade.clock.now += 600_000;
    expect((await facade.login.finish(callback)).outcome).toBe('expired');
    expect(connected()).toBe(false);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['of another issuer', { iss: 'https://helseid.example' }],
    ['without an issuer', { iss: undefined }],
  ])('%s is refused before the code is used', async (_what, change) => {
    const { outcome } = await facade.login.finish(helseid.callback(await begin(), change));
    expect([outcome, refusals()]).toEqual(['refused', ['callback-issuer']]);
    expect(helseid.at('/connect/token')).toEqual([]);
  });

  test.each([
    ['login_required', 'login-required'],
    ['interaction_required', 'login-required'],
    ['consent_required', 'login-required'],
    ['access_denied', 'refused'],
    ['temporarily_unavailable', 'unavailable'],
    ['server_error', 'unavailable'],
    ['<script>', 'refused'],
  ])('with the error %s is %s', async (error, outcome) => {
    const callback = helseid.callback(await begin(), { code: undefined, error });
    expect(await facade.login.finish(callback)).toEqual({ outcome, returnTo: '/?state=x' });
    expect(facade.log.join('')).not.toContain('<script>');
  });

  test.each([
    ['503', status(503), 'unavailable'],
    ['a broken connection', breakOff, 'unavailable'],
    ['invalid_grant', status(400, { error: 'invalid_grant' }), 'refused'],
    ['access_denied', status(400, { error: 'access_denied', error_description: 'HID-ORG' }), 'refused'],
  ] as const)('whose code is answered with %s', async (_what, answer, outcome) => {
    helseid.answer('/connect/token', answer);
    expect((await facade.login.finish(helseid.callback(await begin()))).outcome).toBe(outcome);
    expect(connected()).toBe(false);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a Bearer token', { token_type: 'Bearer' }],
    ['no ID token', { id_token: undefined }],
    ['an ID token that nobody signed', { id_token: 'e30.e30.' }],
  ])('that is answered with %s does not connect', async (_what, members) => {
    helseid.grants(members);
    expect((await facade.login.finish(helseid.callback(await begin()))).outcome).toBe('unavailable');
    expect(connected()).toBe(false);
  });

  test('whose ID token has another nonce does not connect', async () => {
    helseid.identifies({ nonce: undefined });
    const one = await begin();
    const other = await begin();
    const code = helseid.callback(other).searchParams.get('code') ?? '';
    expect((await facade.login.finish(helseid.callback(one, { code }))).outcome).toBe('unavailable');
    expect(connected()).toBe(false);
  });

  test('whose ID token another key signed does not connect', async () => {
    const stranger = await startStandInHelseid();
    helseid.answer('/jwks', async (_request, response) =>
      send(response, 200, (await (await fetch(`${stranger.issuer}/jwks`)).json()) as object),
    );
    expect((await facade.login.finish(helseid.callback(await begin()))).outcome).toBe('unavailable');
    await stranger.stop();
  });

  test('without a refresh token is refused', async () => {
    helseid.grants({ refresh_token: undefined });
    expect((await facade.login.finish(helseid.callback(await begin()))).outcome).toBe('refused');
    expect(refusals()).toEqual(['refresh-token-missing']);
  });
});

describe('who has logged in', () => {
  const pid = '13717404089';
  const noHpr = { [claimNames.hpr]: null };
  const cases: [string, Record<string, unknown>, string | undefined, string, string | undefined][] = [
    ['another HPR number', { [claimNames.hpr]: '222210022' }, pid, 'other-person', 'other-hpr'],
    [
      'the same HPR number with zeros before it',
      { [claimNames.hpr]: '000222210011' },
      pid,
      'connected',
      undefined,
    ],
    ['no HPR number but the same pid', noHpr, pid, 'connected', undefined],
    ['no HPR number and another pid', noHpr, '02686525891', 'other-person', 'other-pid'],
    ['no HPR number, and an EHR without pid', noHpr, undefined, 'refused', 'identity-unknown'],
    ['neither number', { ...noHpr, [claimNames.pid]: null }, pid, 'refused', 'identity-unknown'],
    ['level 3', { [claimNames.level]: '3' }, pid, 'refused', 'security-level'],
    ['no level told', { [claimNames.level]: undefined }, pid, 'connected', undefined],
  ];
  test.each(cases)('with %s', async (_what, claims, own, outcome, reason) => {
    helseid.identifies(claims);
    const other = grantFor(undefined, own === undefined ? {} : { pid: own });
    expect(await facade.logIn(other)).toBe(outcome);
    expect(facade.access.sessionOf(other) !== undefined).toBe(outcome === 'connected');
    expect(refusals()).toEqual(reason === undefined ? [] : [reason]);
    const revoked = helseid.at('/connect/revocation').map(({ form }) => form.token);
    expect(revoked.length).toBe(outcome === 'connected' ? 0 : 1);
    expect(facade.log.join('')).not.toMatch(/\d{9}/);
  });

  test('somebody else is refused also when HelseID cannot revoke', async () => {
    helseid.identifies({ [claimNames.hpr]: '222210022' });
    helseid.answer('/connect/revocation', status(503));
    expect(await facade.logIn(grant)).toBe('other-person');
    expect(connected()).toBe(false);
  });

  describe('is asked of UserInfo when the ID token does not tell of HPR', () => {
    const withUserInfo = (claims: object) => {
      helseid.identifies({ [claimNames.hpr]: undefined });
      helseid.answer('/connect/userinfo', status(200, { sub: 'subject-1', ...claims }));
    };
    test('and connects', async () => {
      withUserInfo({ [claimNames.hpr]: '222210011' });
      expect(await facade.logIn(grant)).toBe('connected');
      expect(helseid.at('/connect/userinfo')[0]?.authorization).toMatch(/^DPoP access-/);
    });
    test('and refuses another', async () => {
      withUserInfo({ [claimNames.hpr]: '222210022' });
      expect(await facade.logIn(grant)).toBe('other-person');
    });
    test('and does not believe UserInfo of another user', async () => {
      withUserInfo({ [claimNames.hpr]: '222210011', sub: 'somebody-else' });
      expect(await facade.logIn(grant)).toBe('unavailable');
      expect(connected()).toBe(false);
    });
  });
});
