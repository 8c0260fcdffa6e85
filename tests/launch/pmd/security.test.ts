import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collection, found, pulse, refusal } from './support/observation-bundle.ts';
import { newKey } from './support/issuer.ts';
import { patient, startPmd } from './support/pmd-sandbox.ts';
import type { Changes, PmdSandbox, SearchOptions } from './support/pmd-sandbox.ts';

let sandbox: PmdSandbox;
beforeAll(async () => {
  sandbox = await startPmd();
  await sandbox.deliver(collection([pulse('2026-03-01T10:00:00Z')]));
});
afterAll(() => sandbox.stop());

const search = (options?: SearchOptions) => sandbox.search(undefined, options);
const withToken = (token: Changes) => search({ token });
const withProof = (proof: Changes) => search({ proof });
const seconds = () => Math.floor(sandbox.now() / 1000);
const good = async (response: Response) => expect(await found(response)).toHaveLength(1);

async function refused(response: Response, status: number, challenge: RegExp, rule = challenge) {
  const answer = await refusal(response);
  expect(answer.status).toBe(status);
  expect(answer.challenge).toMatch(challenge);
  expect(answer.diagnostics).toMatch(rule);
}

test('what keeps every rule gets in', async () => {
  await good(await search());
});

describe('authorization', () => {
  test.each([
    ['none', undefined, /^DPoP algs="[^"]*ES256/],
    ['Bearer', 'Bearer', /^DPoP error="invalid_token".*scheme DPoP/],
    ['Basic', 'Basic', /^DPoP error="invalid_token"/],
  ])('%s → 401', async (_name, scheme, challenge) => {
    const authorization = scheme && `${scheme} ${await sandbox.userToken()}`;
    await refused(await search({ headers: { authorization } }), 401, challenge, /./);
  });

  test('a token that is none → 401', async () => {
    await refused(await search({ headers: { authorization: 'DPoP x' } }), 401, /invalid_token/, /token/);
  });

  test('without, nothing is said about the request', async () => {
    const response = await fetch(`${sandbox.pmd.url}/Observation/_search`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(401);
  });
});

describe('access token', () => {
  test.each<[string, () => Changes | Promise<Changes>, RegExp]>([
    ['another iss', () => ({ claims: { iss: 'https://helseid.example' } }), /iss/],
    ['iss with a slash', () => ({ claims: { iss: `${sandbox.issuer.url}/` } }), /iss/],
    ['another aud', () => ({ claims: { aud: 'nhn:pps' } }), /aud is another/],
    ['two aud', () => ({ claims: { aud: ['pmd-in-test', 'nhn:pps'] } }), /aud must name exactly one/],
    ['no aud', () => ({ claims: { aud: undefined } }), /aud/],
    ['empty aud', () => ({ claims: { aud: [] } }), /aud/],
    ['expired', () => ({ claims: { exp: seconds() - 10 } }), /exp/],
    ['no exp', () => ({ claims: { exp: undefined } }), /exp/],
    ['not yet', () => ({ claims: { nbf: seconds() + 60 } }), /nbf/],
    ['typ JWT', () => ({ header: { typ: 'JWT' } }), /typ/],
    ['typ of a proof', () => ({ header: { typ: 'dpop+jwt' } }), /typ/],
    ['signed by another key', async () => ({ key: await newKey('RS256') }), /signature/],
    ['an unknown kid', () => ({ header: { kid: 'unknown' } }), /key/],
    ['bound to no key', () => ({ claims: { cnf: undefined } }), /cnf\.jkt/],
    ['bound to a certificate', () => ({ claims: { cnf: { 'x5t#S256': 'x' } } }), /cnf\.jkt/],
  ])('%s → 401', async (_name, changes, rule) => {
    await refused(await withToken(await changes()), 401, /^DPoP error="invalid_token"/, rule);
  });

  test('alg none → 401', async () => {
    const payload = (await sandbox.userToken()).split('.')[1];
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const token = `${header}.${payload}.`;
    const proof = await sandbox.proof('POST', `${sandbox.pmd.url}/Observation/_search`, token);
    await refused(
      await search({ headers: { authorization: `DPoP ${token}`, dpop: proof } }),
      401,
      /invalid_token/,
      /token/,
    );
  });

  test.each<[string, () => Changes]>([
    ['one aud in a list', () => ({ claims: { aud: ['pmd-in-test'] } })],
    ['exp a few seconds ago', () => ({ claims: { exp: seconds() - 3 } })],
    ['nbf in a few seconds', () => ({ claims: { nbf: seconds() + 3 } })],
    ['scope as text', () => ({ claims: { scope: 'openid pmd-in-test/read' } })],
  ])('%s is good', async (_name, changes) => {
    await good(await withToken(changes()));
  });
});

describe('who may search', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['another scope', { scope: ['pmd-in-test/write'] }, /scope/],
    ['a longer scope', { scope: 'pmd-in-test/read-all' }, /scope/],
    ['no scope', { scope: undefined }, /scope/],
    ['no pid', { 'helseid://claims/identity/pid': undefined }, /pid/],
    ['level 3', { 'helseid://claims/identity/security_level': '3' }, /level 4/],
    ['no level', { 'helseid://claims/identity/security_level': undefined }, /level 4/],
  ])('%s → 403', async (_name, claims, rule) => {
    await refused(await withToken({ claims }), 403, /^DPoP error="insufficient_scope"/, rule);
  });
});

describe('who may deliver', () => {
  const one = collection([pulse('2026-03-01T10:00:00Z', { subject: { identifier: { value: 'nobody' } } })]);

  test('a system, without pid', async () => {
    expect((await sandbox.deliver(one)).status).toBe(200);
  });

  test.each(['/', '/Observation'])('%s: nobody without the scope, nobody by Bearer', async (path) => {
    const reading = { claims: { scope: ['pmd-in-test/read'] } };
    await refused(await sandbox.deliver(one, { path, token: reading }), 403, /insufficient_scope/, /scope/);
    const authorization = `Bearer ${await sandbox.systemToken()}`;
    const before = sandbox.pmd.observationsOf('nobody').length;
    await refused(await sandbox.deliver(one, { path, headers: { authorization } }), 401, /^DPoP/, /DPoP/);
    expect(sandbox.pmd.observationsOf('nobody')).toHaveLength(before);
  });
});

describe('DPoP proof', () => {
  test.each<[string, () => Changes | Promise<Changes>, RegExp]>([
    ['another htm', () => ({ claims: { htm: 'GET' } }), /htm/],
    ['another htu', () => ({ claims: { htu: `${sandbox.pmd.url}/` } }), /htu/],
    [
      'the htu of another host',
      () => ({ claims: { htu: 'https://pmd.example/Observation/_search' } }),
      /htu/,
    ],
    ['htu with a query', () => ({ claims: { htu: `${sandbox.pmd.url}/Observation/_search?x=1` } }), /htu/],
    ['no htu', () => ({ claims: { htu: undefined } }), /htu/],
    ['no ath', () => ({ claims: { ath: undefined } }), /ath is missing/],
    ['the ath of another token', () => ({ claims: { ath: 'x' } }), /ath/],
    ['no iat', () => ({ claims: { iat: undefined } }), /iat/],
    ['stale', () => ({ claims: { iat: seconds() - 17 } }), /iat is too old/],
    ['from the future', () => ({ claims: { iat: seconds() + 7 } }), /iat lies ahead/],
    ['no jti', () => ({ claims: { jti: undefined } }), /jti/],
    ['empty jti', () => ({ claims: { jti: '' } }), /jti/],
    ['another key than the token’s', async () => ({ key: await newKey() }), /another key/],
    ['another typ', () => ({ header: { typ: 'JWT' } }), /typ/],
    ['no jwk', () => ({ header: { jwk: undefined } }), /jwk|JWK/],
  ])('%s → 401', async (_name, changes, rule) => {
    await refused(await withProof(await changes()), 401, /^DPoP error="invalid_dpop_proof"/, rule);
  });

  test('signed by another key than its jwk → 401', async () => {
    const { privateKey } = await newKey();
    await refused(
      await withProof({ key: { ...sandbox.dpopKey, privateKey } }),
      401,
      /invalid_dpop_proof/,
      /signature/,
    );
  });

  test('a jwk with its private member → 401', async () => {
    const jwk = await exportJWK(sandbox.dpopKey.privateKey);
    expect(jwk.d).toBeDefined();
    await refused(await withProof({ header: { jwk } }), 401, /invalid_dpop_proof/, /private|jwk|JWK/);
  });

  test.each(['k', 'q', 'dp'])(
    'a jwk with the private member %s of another kind of key → 401',
    async (member) => {
      const jwk = { ...sandbox.dpopKey.publicJwk, [member]: 'x' };
      await refused(await withProof({ header: { jwk } }), 401, /invalid_dpop_proof/, /private key/);
    },
  );

  test('a symmetric algorithm → 401', async () => {
    const parts = (header: object, payload: object) =>
      [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const proof = `${parts({ alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: 'eA' } }, { jti: 'x' })}.eA`;
    await refused(await search({ headers: { dpop: proof } }), 401, /invalid_dpop_proof/, /alg/);
  });

  test('none → 401', async () => {
    await refused(await search({ headers: { dpop: undefined } }), 401, /invalid_dpop_proof/, /missing/);
  });

  test('two → 401', async () => {
    const token = await sandbox.userToken();
    const url = new URL('/Observation/_search', sandbox.pmd.url);
    const dpop = [await sandbox.proof('POST', url.href, token), await sandbox.proof('POST', url.href, token)];
    const status = await new Promise((resolve, reject) => {
      const call = request(
        url,
        { method: 'POST', headers: { authorization: `DPoP ${token}`, dpop } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      call.once('error', reject);
      call.end(`patient.identifier=${patient}`);
    });
    expect(status).toBe(401);
  });

  test.each([
    ['15 s old', 14],
    ['a little ahead', -4],
  ])('%s is good', async (_name, age) => {
    await good(await withProof({ claims: { iat: seconds() - age } }));
  });
});

describe('replay', () => {
  test('the same proof twice → 401', async () => {
    const token = await sandbox.userToken();
    const dpop = await sandbox.proof('POST', `${sandbox.pmd.url}/Observation/_search`, token);
    const headers = { authorization: `DPoP ${token}`, dpop };
    await good(await search({ headers }));
    await refused(await search({ headers }), 401, /invalid_dpop_proof/, /jti was used/);
  });

  test('the same jti in a new proof → 401 as long as the first could be replayed, good after that', async () => {
    const jti = randomUUID();
    await good(await withProof({ claims: { jti } }));
    await refused(await withProof({ claims: { jti } }), 401, /invalid_dpop_proof/, /jti was used/);
    sandbox.pass(21);
    await good(await withProof({ claims: { jti } }));
  });

  test('a proof is remembered for as long as its iat is good, also one from a clock ahead', async () => {
    const token = await sandbox.userToken();
    const ahead = { claims: { iat: seconds() + 4 } };
    const dpop = await sandbox.proof('POST', `${sandbox.pmd.url}/Observation/_search`, token, ahead);
    const headers = { authorization: `DPoP ${token}`, dpop };
    await good(await search({ headers }));
    sandbox.pass(17);
    await refused(await search({ headers }), 401, /invalid_dpop_proof/, /jti was used/);
    sandbox.pass(3);
    await refused(await search({ headers }), 401, /invalid_dpop_proof/, /too old/);
  });

  test('a proof that was refused has not used up its jti', async () => {
    const jti = randomUUID();
    await refused(await withProof({ claims: { jti, htm: 'GET' } }), 401, /invalid_dpop_proof/, /htm/);
    await good(await withProof({ claims: { jti } }));
  });
});

describe('the issuer’s keys', () => {
  test('down: 503, and in again when it is up', async () => {
    const fresh = await startPmd();
    fresh.issuer.setDown(true);
    expect(await refusal(await fresh.search())).toMatchObject({ status: 503, code: 'transient' });
    fresh.issuer.setDown(false);
    expect((await fresh.search()).status).toBe(200);
    await fresh.stop();
  });

  test('the discovery document is read once a day', async () => {
    const fresh = await startPmd();
    await fresh.search();
    await fresh.search();
    expect(fresh.issuer.discoveries()).toBe(1);
    fresh.pass(24 * 60 * 60 + 1);
    await fresh.search();
    expect(fresh.issuer.discoveries()).toBe(2);
    await fresh.stop();
  });

  test('a token of keys that are gone → 401', async () => {
    const fresh = await startPmd();
    const token = await fresh.userToken();
    await fresh.issuer.rotate();
    const dpop = await fresh.proof('POST', `${fresh.pmd.url}/Observation/_search`, token);
    const headers = { authorization: `DPoP ${token}`, dpop };
    expect((await fresh.search(undefined, { headers })).status).toBe(401);
    expect((await fresh.search()).status).toBe(200);
    await fresh.stop();
  });

  test('a discovery document of another issuer is not believed', async () => {
    const fresh = await startPmd();
    const alias = fresh.issuer.url.replace('localhost', '127.0.0.1');
    const deceived = await startPmd({ issuer: alias });
    expect(await refusal(await deceived.search())).toMatchObject({ status: 503 });
    await deceived.stop();
    await fresh.stop();
  });
});

test('behind something else the htu is the public address', async () => {
  const publicUrl = 'https://pmd.example';
  const fresh = await startPmd({ publicUrl });
  expect((await fresh.search()).status).toBe(401);
  const proof = { claims: { htu: `${publicUrl}/Observation/_search` } };
  expect((await fresh.search(undefined, { proof })).status).toBe(200);
  await fresh.stop();
});
