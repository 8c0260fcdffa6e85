import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRemoteJWKSet, decodeJwt, importJWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadHelseidKeys } from '../../../launch/key-file.ts';
import { clientCredentials, logIn, problem, push } from './requests.ts';
import { audience, epoch, loggedIn, newProofKey, organization, proof, redirectUri } from './support.ts';
import { startHelseid, userScope } from './support.ts';
import type { ProofKey, TestHelseid } from './support.ts';

let helseid: TestHelseid;
let key: ProofKey;

beforeAll(async () => {
  helseid = await startHelseid();
  key = await newProofKey();
});
afterAll(() => helseid.stop());

describe('discovery', () => {
  test('says what HelseID says', async () => {
    const response = await fetch(`${helseid.issuer}/.well-known/openid-configuration`);
    const { issuer } = helseid;
    expect(await response.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/connect/authorize`,
      token_endpoint: `${issuer}/connect/token`,
      pushed_authorization_request_endpoint: `${issuer}/connect/par`,
      userinfo_endpoint: `${issuer}/connect/userinfo`,
      jwks_uri: `${issuer}/.well-known/openid-configuration/jwks`,
      require_pushed_authorization_requests: true,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      response_types_supported: ['code'],
      grant_types_supported: expect.arrayContaining([
        ...['authorization_code', 'refresh_token', 'client_credentials'],
      ]),
      dpop_signing_alg_values_supported: expect.arrayContaining(['ES256', 'PS512']),
      authorization_details_types_supported: ['helseid_authorization', 'nhn:tillitsrammeverk:parameters'],
    });
  });

  test('leads to the keys that access tokens are signed with, and to no private part of them', async () => {
    const { body } = await clientCredentials(helseid, key);
    const url = new URL(`${helseid.issuer}/.well-known/openid-configuration/jwks`);
    const { payload } = await jwtVerify(String(body['access_token']), createRemoteJWKSet(url), {
      ...{ issuer: helseid.issuer, audience, typ: 'at+jwt' },
    });
    expect(payload.aud).toBe(audience);
    expect(await (await fetch(url)).text()).not.toMatch(/"d":/);
  });
});

describe('a request object', () => {
  const signed = async (claims: Record<string, unknown>) =>
    new SignJWT({
      ...{ iss: 'hjemmekurve', client_id: 'hjemmekurve', aud: helseid.issuer, jti: randomUUID() },
      ...{ nbf: epoch(), exp: epoch() + 30, response_type: 'code', redirect_uri: redirectUri },
      ...{ scope: userScope, resource: audience, code_challenge_method: 'S256' },
      code_challenge: createHash('sha256').update('x'.repeat(43)).digest('base64url'),
      authorization_details: [organization()],
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES384', kid: 'hjemmekurve-helseid' })
      .sign(await importJWK(helseid.keys.client, 'ES384'));
  const pushSigned = async (claims: Record<string, unknown> = {}) => {
    const none = { response_type: undefined, redirect_uri: undefined, scope: undefined, resource: undefined };
    const rest = { state: undefined, code_challenge: undefined, code_challenge_method: undefined };
    const request = await signed(claims);
    return push(helseid, key, { values: { ...none, ...rest, authorization_details: undefined, request } });
  };

  test('may carry what is pushed, offline_access and organisation included', async () => {
    const pushed = await pushSigned();
    expect(pushed.status).toBe(201);
    const { url } = await (await loggedIn(helseid, 'gp')).follow(pushed.address, helseid.issuer);
    expect(new URL(url).searchParams.get('code')).not.toBeNull();
  });

  test.each([
    ['for another server', { aud: 'https://other.example' }, 'invalid_request_object'],
    ['of another client', { iss: 'other' }, 'invalid_request_object'],
    ['that has expired', { exp: 1 }, 'invalid_request_object'],
    ['without nbf', { nbf: undefined }, 'invalid_request_object'],
    ['without jti', { jti: undefined }, 'invalid_request_object'],
    ['with a scope beyond the registration', { scope: 'openid nhn:pps' }, 'invalid_scope'],
  ])('%s is refused', async (_, claims, error) => {
    expect(problem(await pushSigned(claims)).error).toBe(error);
  });
});

describe('userinfo', () => {
  const ask = (token: string, dpop: string, scheme = 'DPoP') =>
    fetch(`${helseid.issuer}/connect/userinfo`, { headers: { authorization: `${scheme} ${token}`, dpop } });
  const prove = (token: string, claims: object = {}, by = key) =>
    proof(by, `${helseid.issuer}/connect/userinfo`, {
      htm: 'GET',
      ath: createHash('sha256').update(token).digest('base64url'),
      ...claims,
    });

  test('tells who it is, to who holds token and key', async () => {
    const { access_token } = await logIn(helseid, await loggedIn(helseid, 'hospital-doctor'), key);
    const response = await ask(access_token, await prove(access_token));
    expect(await response.json()).toMatchObject({
      sub: decodeJwt(access_token).sub,
      'helseid://claims/hpr/hpr_number': '222210022',
      'helseid://claims/hpr/hpr_details': { approvals: [{ profession: 'LE' }] },
    });
    const wrong = [
      await ask(access_token, await prove(access_token), 'Bearer'),
      await ask(access_token, await prove(access_token, {}, await newProofKey())),
      await ask(access_token, await prove(access_token, { ath: 'x' })),
      await ask(access_token, await prove(access_token, { htm: 'POST' })),
      await ask(access_token, await prove(access_token, { htu: `${helseid.issuer}/connect/token` })),
      await ask(access_token, await prove(access_token, { iat: epoch() - 120 })),
      await ask('x.y.z', await prove('x.y.z')),
    ];
    expect(wrong.map(({ status }) => status)).toEqual(wrong.map(() => 401));
  });
});

describe('on demand', () => {
  const behave = (change: object) =>
    fetch(`${helseid.issuer}/sandbox/behaviour`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
  const discover = (signal?: AbortSignal) =>
    fetch(`${helseid.issuer}/.well-known/openid-configuration`, { ...(signal && { signal }) });

  test('access tokens live as long as is said', async () => {
    helseid.behave({ tokenLifetime: 2 });
    const { body } = await clientCredentials(helseid, key);
    const { exp = 0, iat = 0 } = decodeJwt(String(body['access_token']));
    expect([exp - iat, body['expires_in']]).toEqual([2, 2]);
    await behave({ tokenLifetime: 300 });
    expect((await clientCredentials(helseid, key)).body['expires_in']).toBe(300);
  });

  test('it is unavailable, or silent, and comes back', async () => {
    await behave({ outage: 'unavailable' });
    expect((await discover()).status).toBe(503);
    expect((await clientCredentials(helseid, key)).status).toBe(503);
    await behave({ outage: 'silent' });
    await expect(discover(AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' });
    await behave({ outage: 'none' });
    expect((await discover()).status).toBe(200);
  });

  test('it refuses a behaviour that it does not know', async () => {
    expect((await behave({ outage: 'often' })).status).toBe(400);
    expect((await behave({ tokenLifetime: 0 })).status).toBe(400);
  });

  test('it stops although it owes an answer', async () => {
    const other = await startHelseid();
    other.behave({ outage: 'silent' });
    const waiting = fetch(other.issuer).catch(() => 'cut off');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await other.stop();
    expect(await waiting).toBe('cut off');
  });

  test('it lists people and clients', async () => {
    const options = await (await fetch(`${helseid.issuer}/sandbox/options`)).json();
    expect(options).toMatchObject({
      issuer: helseid.issuer,
      people: expect.arrayContaining([
        expect.objectContaining({ id: 'gp', hpr_number: '222210011' }),
        expect.objectContaining({ id: 'no-health-professional', hpr_number: null }),
      ]),
      clients: [{ client_id: 'hjemmekurve', redirect_uris: [redirectUri] }],
      apis: [{ audience }],
    });
    expect(JSON.stringify(options)).not.toContain(helseid.keys.client.d);
  });
});

test('keys are made once and are their owner’s alone', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'helseid-')), 'keys.json');
  const keys = await loadHelseidKeys(path);
  expect(await loadHelseidKeys(path)).toEqual(keys);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a client replaces the one with its id', async () => {
  const other = await startHelseid();
  await other.registerClient({
    ...{ id: 'hjemmekurve', name: 'Ny', tenancy: 'multi-tenant', jwk: other.keys.client },
    ...{
      redirectUris: ['http://localhost:4996/callback'],
      scopes: ['openid'],
      grantTypes: ['authorization_code'],
    },
  });
  expect(problem(await push(other, key, { values: { scope: 'openid' } })).error).toMatch(
    /redirect_uri|request/,
  );
  const impossible = other.registerClient({
    ...{ id: 'broken', name: 'x', tenancy: 'multi-tenant', jwk: other.keys.client },
    ...{ redirectUris: ['ftp://localhost/'], scopes: ['openid'], grantTypes: ['authorization_code'] },
  });
  await expect(impossible).rejects.toThrow();
  await other.stop();
});

test('the library says nothing on the terminal', async () => {
  const load = [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    "await import('./launch/helseid/oidc-library.ts')",
  ];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, load);
  expect(stdout + stderr).toBe('');
});
