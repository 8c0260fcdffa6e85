import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authentication, clientCredentials, goodProof, nonceOf, problem, push, send } from './requests.ts';
import type { Change } from './requests.ts';
import { epoch, newProofKey, organization, proof, startHelseid } from './support.ts';
import type { ProofKey, TestHelseid } from './support.ts';

let helseid: TestHelseid;
let key: ProofKey;

beforeAll(async () => {
  helseid = await startHelseid();
  key = await newProofKey();
});
afterAll(() => helseid.stop());

const now = epoch();

describe('a client assertion', () => {
  const broken: [name: string, change: Change, says: RegExp][] = [
    ['of typ JWT', { header: { typ: 'JWT' } }, /typ/],
    ['without typ', { header: { typ: undefined } }, /typ/],
    ['that lives two minutes', { claims: { exp: now + 120 } }, /60 seconds/],
    [
      'that began long ago, for more than 60 s in all',
      { claims: { iat: now - 50, exp: now + 50 } },
      /60 sec/,
    ],
    ['for the token endpoint', { claims: { aud: 'TOKEN' } }, /aud/],
    ['for HelseID and others', { claims: { aud: ['ISSUER', 'https://other.example'] } }, /aud/],
    ['without nbf', { claims: { nbf: undefined } }, /nbf/],
    ['without iat', { claims: { iat: undefined } }, /iat/],
    [
      'that has expired',
      { claims: { exp: now - 30, iat: now - 60, nbf: now - 60 } },
      /authentication failed/,
    ],
    ['without jti', { claims: { jti: undefined } }, /authentication failed/],
    ['for another server', { claims: { aud: 'https://other.example' } }, /authentication failed/],
    ['issued by another client', { claims: { iss: 'other' } }, /authentication failed/],
  ];
  const addressed = ({ claims = {}, ...rest }: Change): Change => {
    const real = (text: unknown) =>
      text === 'TOKEN' ? `${helseid.issuer}/connect/token` : text === 'ISSUER' ? helseid.issuer : text;
    const { aud } = claims;
    const whole = Array.isArray(aud) ? aud.map(real) : real(aud);
    return { ...rest, claims: { ...claims, ...('aud' in claims && { aud: whole }) } };
  };

  test.each(broken)('%s is refused at token', async (_, change, says) => {
    const answer = problem(await clientCredentials(helseid, key, addressed(change)));
    expect(answer).toEqual({
      status: expect.any(Number),
      error: 'invalid_client',
      description: expect.stringMatching(says),
    });
  });

  test.each(broken)('%s is refused at PAR', async (_, change) => {
    expect(problem(await push(helseid, key, addressed(change))).error).toBe('invalid_client');
  });

  test('works once', async () => {
    const claims = { jti: randomUUID() };
    expect((await clientCredentials(helseid, key, { claims })).status).toBe(200);
    expect(problem(await clientCredentials(helseid, key, { claims })).error).toBe('invalid_client');
    expect(problem(await push(helseid, key, { claims })).error).toBe('invalid_client');
  });

  test('signed by another key is refused', async () => {
    const { privateKey } = await generateKeyPair('ES384');
    const claims = { iss: 'hjemmekurve', sub: 'hjemmekurve', aud: helseid.issuer, jti: randomUUID() };
    const forged = await new SignJWT({ ...claims, iat: now, nbf: now, exp: now + 30 })
      .setProtectedHeader({ alg: 'ES384', kid: 'hjemmekurve-helseid', typ: 'client-authentication+jwt' })
      .sign(privateKey);
    const values = { client_assertion: forged };
    expect(problem(await clientCredentials(helseid, key, { values })).error).toBe('invalid_client');
  });

  test('is the only way to authenticate', async () => {
    const url = `${helseid.issuer}/connect/token`;
    const values = { grant_type: 'client_credentials', client_id: 'hjemmekurve', client_secret: 'x' };
    const answer = await send(url, values, await goodProof(helseid, key, url));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toHaveProperty('access_token');
    const { body } = await send(`${helseid.issuer}/connect/token`, { ...values, client_secret: undefined });
    expect(body).not.toHaveProperty('access_token');
  });
});

describe.each(['par', 'token'] as const)('DPoP at %s', (path) => {
  const request = (dpop: string | undefined) =>
    path === 'par' ? push(helseid, key, { dpop }) : clientCredentials(helseid, key, { dpop });
  const url = () => `${helseid.issuer}/connect/${path}`;
  const made = async (claims: object = {}, header: object = {}) =>
    proof(key, url(), { nonce: await nonceOf(helseid), ...claims }, { ...header });

  test('is required', async () => {
    const answer = await request(undefined);
    expect(problem(answer)).toMatchObject({
      ...{ status: 400, error: 'invalid_dpop_proof' },
      description: expect.stringContaining('required'),
    });
  });

  test('without nonce is answered by the challenge, and the nonce is good', async () => {
    const answer = await request(await proof(key, url()));
    expect(problem(answer)).toMatchObject({ status: 400, error: 'use_dpop_nonce' });
    const nonce = answer.headers.get('dpop-nonce');
    expect((await request(await proof(key, url(), { nonce }))).status).toBe(path === 'par' ? 201 : 200);
  });

  test('with an invented nonce is challenged again', async () => {
    expect(problem(await request(await made({ nonce: 'x'.repeat(43) }))).error).toBe('use_dpop_nonce');
  });

  test.each([
    ['stale', { iat: epoch() - 120 }],
    ['from the future', { iat: epoch() + 120 }],
    ['without iat', { iat: undefined }],
    ['without jti', { jti: undefined }],
    ['for another method', { htm: 'GET' }],
    ['for another address', { htu: 'https://other.example/connect/token' }],
  ])('%s is refused', async (_, claims) => {
    expect(problem(await request(await made(claims))).error).toBe('invalid_dpop_proof');
  });

  test('for the other endpoint is refused', async () => {
    const htu = `${helseid.issuer}/connect/${path === 'par' ? 'token' : 'par'}`;
    expect(problem(await request(await made({ htu }))).error).toBe('invalid_dpop_proof');
  });

  test.each([
    ['of another typ', { typ: 'JWT' }],
    ['with another key in its header than it is signed by', 'other key'],
    ['that is no JWT', 'no JWT'],
  ])('%s is refused', async (_, header) => {
    const { jwk } = await newProofKey();
    const sent =
      header === 'no JWT' ? 'x.y' : await made({}, header === 'other key' ? { jwk } : (header as object));
    expect(problem(await request(sent)).error).toBe('invalid_dpop_proof');
  });

  test('works once', async () => {
    const once = await made();
    expect((await request(once)).status).toBeLessThan(300);
    const again = await request(once);
    expect(again.status).toBe(400);
    expect(problem(again).error).toMatch(/invalid_(grant|request|dpop_proof)/);
  });
});

describe('client credentials', () => {
  test('go without a scope that the client is not registered for', async () => {
    const answer = await clientCredentials(helseid, key, { values: { scope: 'nhn:pmd/write nhn:pps' } });
    expect(problem(answer)).toMatchObject({ status: 400, error: 'invalid_scope' });
  });

  test('go for one known API', async () => {
    const answer = await clientCredentials(helseid, key, { values: { resource: 'nhn:pps' } });
    expect(problem(answer).error).toBe('invalid_target');
  });

  test('find the API by its scope where resource is not sent', async () => {
    const answer = await clientCredentials(helseid, key, { values: { resource: undefined } });
    const [, payload = ''] = String(answer.body['access_token']).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).aud).toBe('nhn:pmd');
  });

  test('need the organisation of a multi-tenant client', async () => {
    const answer = await clientCredentials(helseid, key, { claims: { assertion_details: undefined } });
    expect(problem(answer)).toMatchObject({
      status: 400,
      error: 'access_denied',
      description: expect.stringContaining('helseid_authorization'),
    });
  });

  test('tell nothing of an unknown client', async () => {
    const claims = { iss: 'unknown', sub: 'unknown' };
    expect(problem(await clientCredentials(helseid, key, { claims })).error).toBe('invalid_client');
  });

  test('a single-tenant client has its own organisation', async () => {
    const single = await startHelseid({
      tenancy: 'single-tenant',
      organization: { parent: '958935420', child: '314903625' },
    });
    const { body } = await clientCredentials(single, key, { claims: { assertion_details: undefined } });
    const [, payload = ''] = String(body['access_token']).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      'helseid://claims/client/claims/orgnr_parent': '958935420',
      'helseid://claims/client/claims/orgnr_child': '314903625',
    });
    await single.stop();
  });

  test('authorization_details do not belong to the token request', async () => {
    const values = { authorization_details: JSON.stringify([organization()]) };
    const claims = { assertion_details: undefined };
    expect(problem(await clientCredentials(helseid, key, { values, claims })).error).toBe('invalid_request');
    expect(await authentication(helseid)).toHaveProperty('client_assertion');
  });
});
