import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exchangeForm, requestToken, startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';
import { html, sendJson, startStandInEhr, status } from './stand-in-ehr.ts';
import type { StandInEhr } from './stand-in-ehr.ts';

let ehr: StandInEhr;
let facade: TestFacade;
let key: CryptoKey;
let strangerKey: CryptoKey;
let keys: object;

beforeAll(async () => {
  ehr = await startStandInEhr();
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  strangerKey = (await generateKeyPair('RS256')).privateKey;
  keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'ehr', alg: 'RS256' }] };
});
beforeEach(async () => {
  ehr.reset();
  ehr.answer('/jwks', (_request, response) => sendJson(response, 200, keys));
  const { introspection: _, ...registration } = ehr.registration;
  facade = await startFacade({ ehrs: [registration] });
  return () => facade.stop();
});
afterAll(() => ehr.stop());

function sign(change: JWTPayload = {}, signer = key, kid = 'ehr'): Promise<string> {
  const claims = {
    iss: ehr.iss,
    aud: ehr.iss,
    exp: Math.floor(Date.now() / 1000) + 300,
    client_id: 'hjemmekurve',
    scope: 'patient/Observation.rs',
    patient: 'p1',
    fhirUser: 'Practitioner/d1',
    ...change,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(signer);
}

const exchange = async (token: string) => {
  const { status: code, body } = await requestToken(facade, exchangeForm(ehr.iss, { subject_token: token }));
  return [code, body.reason];
};

describe('an EHR without introspection', () => {
  test('is taken at its signature', async () => {
    expect(await exchange(await sign())).toEqual([200, undefined]);
    expect(await exchange(await sign({ scope: ['patient/Observation.rs', 'launch'] }))).toEqual([
      200,
      undefined,
    ]);
    expect(ehr.requests.map(({ path }) => path)).not.toContain('/introspect');
  });

  const refused: [string, () => Promise<string>, string][] = [
    ['an opaque token', async () => 'opaque', 'token-inactive'],
    ['another key', () => sign({}, strangerKey), 'token-inactive'],
    ['an unknown kid', () => sign({}, key, 'other'), 'token-inactive'],
    ['a token past its exp', () => sign({ exp: Math.floor(Date.now() / 1000) - 5 }), 'token-inactive'],
    ['another issuer', () => sign({ iss: 'https://other.example' }), 'token-inactive'],
    ['an id_token, whose aud is the client', () => sign({ aud: 'hjemmekurve' }), 'token-inactive'],
    ['another client', () => sign({ client_id: 'other' }), 'token-foreign-client'],
    ['no patient', () => sign({ patient: undefined }), 'patient-missing'],
  ];
  test.each(refused)('refuses %s', async (_what, make, reason) => {
    expect(await exchange(await make())).toEqual([400, reason]);
  });

  test.each([
    ['are a page', html],
    ['answer 500', status(500)],
    ['are no keys', { keys: 'none' }],
  ])('is unavailable when its keys %s', async (_what, answer) => {
    ehr.answer('/jwks', answer);
    expect(await exchange(await sign())).toEqual([503, 'ehr-unavailable']);
  });

  test('is unavailable when it names no keys, or keys of others', async () => {
    const configuration = { token_endpoint: `${ehr.url}/token` };
    ehr.answer('/fhir/.well-known/smart-configuration', configuration);
    expect(await exchange(await sign())).toEqual([503, 'ehr-unavailable']);
  });
});
