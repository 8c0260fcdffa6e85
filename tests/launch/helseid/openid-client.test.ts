import { decodeJwt, decodeProtectedHeader, importJWK } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiScopes, attestation, audience, createBrowser, gpOffice, loggedIn } from './support.ts';
import { organization, redirectUri, startHelseid, userScope } from './support.ts';
import type { Browser, TestHelseid } from './support.ts';

let helseid: TestHelseid;

beforeAll(async () => {
  helseid = await startHelseid();
});
afterAll(() => helseid.stop());

/** The facade's side, by the library that it uses. */
async function discover(details?: object[]): Promise<client.Configuration> {
  const { issuer, keys } = helseid;
  const key = (await importJWK(keys.client, 'ES384')) as client.CryptoKey;
  const authentication = client.PrivateKeyJwt(
    { key, kid: String(keys.client.kid) },
    {
      [client.modifyAssertion]: (header, payload) => {
        header['typ'] = 'client-authentication+jwt';
        payload['aud'] = issuer;
        if (details) payload['assertion_details'] = details as client.JsonValue;
      },
    },
  );
  return client.discovery(new URL(issuer), 'hjemmekurve', undefined, authentication, {
    execute: [client.allowInsecureRequests],
  });
}

async function logIn(
  browser: Browser,
  dpop: client.DPoPHandle,
  config: client.Configuration,
  details = [organization()],
) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const address = await client.buildAuthorizationUrlWithPAR(
    config,
    {
      redirect_uri: redirectUri,
      scope: userScope,
      resource: audience,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(details.length > 0 && { authorization_details: JSON.stringify(details) }),
    },
    { DPoP: dpop },
  );
  const { url } = await browser.follow(address.href, helseid.issuer);
  return {
    url,
    redeem: (at = config) =>
      client.authorizationCodeGrant(
        at,
        new URL(url),
        { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
        {},
        { DPoP: dpop },
      ),
  };
}

describe('openid-client at HelseID', () => {
  test('logs a doctor in without a page, by PAR, PKCE, private_key_jwt and DPoP with its nonce', async () => {
    const config = await discover();
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const { url, redeem } = await logIn(await loggedIn(helseid, 'gp'), dpop, config);
    expect(new URL(url).searchParams.get('iss')).toBe(helseid.issuer);
    const tokens = await redeem();

    const doctor = helseid.people.find(({ id }) => id === 'gp');
    expect(tokens.token_type).toBe('dpop');
    expect(tokens.expires_in).toBe(300);
    expect(tokens['rt_expires_in']).toBeGreaterThan(3600);
    expect(tokens.scope?.split(' ').sort()).toEqual(userScope.split(' ').sort());
    expect(tokens.claims()).toMatchObject({
      iss: helseid.issuer,
      aud: 'hjemmekurve',
      name: 'Åse Fjellsjø',
      'helseid://claims/identity/pid': doctor?.pid,
      'helseid://claims/identity/security_level': '4',
      'helseid://claims/hpr/hpr_number': '222210011',
      sid: expect.any(String),
    });
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: helseid.issuer,
      aud: audience,
      client_id: 'hjemmekurve',
      scope: expect.stringContaining('nhn:pmd/read'),
      sub: tokens.claims()?.sub,
      sid: tokens.claims()?.['sid'],
      jti: expect.any(String),
      cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) },
      'helseid://claims/identity/pid': doctor?.pid,
      'helseid://claims/identity/security_level': '4',
      'helseid://claims/hpr/hpr_number': '222210011',
      'helseid://claims/client/claims/orgnr_parent': gpOffice,
    });
  });

  test('refreshes: each answer has three new tokens, and organisation and attestation come with the request', async () => {
    const config = await discover();
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const first = await (await logIn(await loggedIn(helseid, 'gp'), dpop, config)).redeem();
    expect(decodeJwt(first.access_token)).not.toHaveProperty(['nhn:tillitsrammeverk:parameters']);

    const patient = { id: '13717404089', system: 'urn:oid:2.16.578.1.12.4.1.4.1' };
    const details = [organization(), attestation({ patients: [patient] })];
    const attesting = await discover(details);
    const second = await client.refreshTokenGrant(
      attesting,
      String(first.refresh_token),
      { resource: audience },
      { DPoP: dpop },
    );
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.id_token).toEqual(expect.any(String));
    expect(second['rt_expires_in']).toBeLessThanOrEqual(first['rt_expires_in'] as number);
    const claim = decodeJwt(second.access_token)['nhn:tillitsrammeverk:parameters'];
    expect(claim).toMatchObject({
      attestation: { toa: expect.any(Number) },
      practitioner: {
        identifier: { id: helseid.people.find(({ id }) => id === 'gp')?.pid },
        hpr_nr: { id: '222210011' },
        legal_entity: { id: gpOffice },
      },
      care_relationship: { purpose_of_use: { code: 'TREAT' } },
      patients: [patient],
    });

    const third = await client.refreshTokenGrant(config, String(second.refresh_token), {}, { DPoP: dpop });
    expect(decodeJwt(third.access_token).aud).toBe(audience);
    expect(decodeJwt(third.access_token)).not.toHaveProperty(['nhn:tillitsrammeverk:parameters']);
  });

  test('delivers with client credentials on behalf of an organisation, without a person', async () => {
    const config = await discover([organization(`NO:ORGNR:${gpOffice}:`)]);
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const tokens = await client.clientCredentialsGrant(
      config,
      { scope: apiScopes.join(' '), resource: audience },
      { DPoP: dpop },
    );
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      aud: audience,
      scope: apiScopes.join(' '),
      client_id: 'hjemmekurve',
      'helseid://claims/client/claims/orgnr_parent': gpOffice,
    });
    expect(claims).not.toHaveProperty(['helseid://claims/identity/pid']);
    expect(tokens).not.toHaveProperty('refresh_token');
  });

  test('shows a page when nobody is logged in, and logs in whom one picks there', async () => {
    const config = await discover();
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const browser = createBrowser();
    const login = await logIn(browser, dpop, config);
    expect(new URL(login.url).pathname).toMatch(/^\/login\//);
  });
});
