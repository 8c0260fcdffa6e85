import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { assertionFields, bearer, json, postForm } from '../support/smart-client.ts';
import type { TokenAnswer, Values } from '../support/smart-client.ts';
import {
  authorizationRequest,
  authorize,
  everything,
  fieldsOf,
  issuerOf,
  launch,
  ownApp,
  read,
  redeem,
  signIn,
  submit,
  thirdPartyRedirect,
} from './citizen-browser.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const start = async (changes: Values = {}) => {
  const { values, verifier } = authorizationRequest(sandbox, changes);
  return { values, verifier, page: await authorize(sandbox, values) };
};

describe('discovery', () => {
  test('is that of a standalone issuer, every endpoint below its own path', async () => {
    const response = await fetch(`${sandbox.citizensIss}/.well-known/smart-configuration`);
    const configuration = await json(response);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(configuration['issuer']).toBe(sandbox.citizensIss);
    expect(configuration['scopes_supported']).toEqual([...everything.split(' '), 'system/*.rs']);
    expect(configuration['capabilities']).toContain('launch-standalone');
    expect(configuration['capabilities']).not.toContain('launch-ehr');
    for (const name of ['authorization', 'token', 'introspection', 'revocation']) {
      expect(configuration[`${name}_endpoint`]).toMatch(new RegExp(`^${issuerOf(sandbox)}/oauth/`));
    }
  });

  test('its FHIR server says Patient and RelatedPerson, and the EHR’s does not say RelatedPerson', async () => {
    const types = async (base: string) => {
      const { rest } = await json<fhir4.CapabilityStatement>(await fetch(`${base}/metadata`));
      return rest?.[0]?.resource?.map(({ type }) => type);
    };
    expect(await types(sandbox.citizensIss)).toEqual(['Patient', 'RelatedPerson']);
    expect(await types(sandbox.iss)).not.toContain('RelatedPerson');
  });
});

describe('the login', () => {
  test('says that it is a sandbox without real BankID, at level 4, and lists who has an electronic ID', async () => {
    const { page } = await start();
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/SANDKASSE.*ingen virkelig BankID/);
    expect(page.text).toContain('sikkerhetsnivå 4');
    expect(page.text).toContain('Omsorgsfull Lerke');
    expect(page.text).toContain('Varsom Høstdag');
    expect(page.text).not.toMatch(/Liten Lerke|Navnløs/);
    expect(page.text).not.toMatch(/\d{11}/);
    expect(page.headers.get('content-security-policy')).toContain(
      `form-action 'self' ${new URL(thirdPartyRedirect).origin}`,
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  test.each(['child', 'nobody', ''])('%j cannot log in', async (person) => {
    const { page } = await start();
    expect((await submit(page, { person })).back).toMatchObject({ error: 'access_denied', state: 'state-1' });
  });

  test('can be cancelled, and each page works once', async () => {
    const { page } = await start();
    const { back } = await submit(page, { decision: 'deny' });
    expect(back).toEqual({ error: 'access_denied', error_description: expect.any(String), state: 'state-1' });
    expect((await submit(page, { person: 'frail' })).status).toBe(400);
  });

  test('expires after ten minutes', async () => {
    const { page } = await start();
    sandbox.pass(601);
    const late = await submit(page, { person: 'frail' });
    expect([late.status, late.location]).toEqual([400, undefined]);
  });

  test('cannot be left out: what the login page carries opens no later step', async () => {
    for (const step of ['on-behalf-of', 'consent']) {
      const { page } = await start();
      const { fields } = fieldsOf(page);
      const response = await fetch(`${issuerOf(sandbox)}/oauth/${step}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ ...fields, patient: 'frail', decision: 'allow', 'scope-0': everything }),
      });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  test('a later step takes no choice of who one is', async () => {
    const { page, values, verifier } = await start();
    const consent = await submit(page, { person: 'frail' });
    const end = await submit(consent, { person: 'mother', patient: 'copd' });
    const answer = await json<TokenAnswer>(await redeem(sandbox, end.back?.['code'], verifier, values));
    expect(answer.patient).toBe('frail');
  });
});

describe('the request', () => {
  const toApp: [string, Values, string][] = [
    ['no PKCE', { code_challenge: undefined }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no aud', { aud: undefined }, 'invalid_request'],
    ['a launch', { launch: 'x', scope: `launch ${everything}` }, 'invalid_request'],
    ['no scope', { scope: undefined }, 'invalid_scope'],
  ];
  test.each(toApp)('with %s is refused to the app', async (_what, changes, error) => {
    expect((await start(changes)).page.back).toMatchObject({ error });
  });

  test('with the EHR as aud is refused to the app', async () => {
    expect((await start({ aud: sandbox.iss })).page.back).toMatchObject({ error: 'invalid_request' });
  });

  test.each([
    ['an app of the EHR', { client_id: 'hjemmekurve', redirect_uri: `${appOrigin}/` }],
    ['another host', { redirect_uri: 'http://127.0.0.1.evil.example/callback' }],
    ['a user in the address', { redirect_uri: 'http://127.0.0.1:80@evil.example/callback' }],
    ['another path', { redirect_uri: 'http://127.0.0.1:47811/other' }],
    ['another scheme', { redirect_uri: 'https://127.0.0.1:47811/callback' }],
    ['the own app on another port', { ...ownApp, redirect_uri: 'http://localhost:1/innbygger' }],
  ])('to %s leads nowhere', async (_what, changes) => {
    const { page } = await start(changes);
    expect([page.status, page.location]).toEqual([400, undefined]);
  });

  test('a third-party app may listen on any port of 127.0.0.1', async () => {
    for (const port of ['1', '8080', '65535']) {
      const redirect_uri = `http://127.0.0.1:${port}/callback`;
      const { page } = await start({ redirect_uri });
      const end = await signIn(page, {});
      expect(end.location).toMatch(new RegExp(`^${redirect_uri.replaceAll('.', '\\.')}\\?code=`));
    }
  });

  test('a citizens’ app is none at the EHR, nor are its tokens', async () => {
    const { values } = authorizationRequest(sandbox, { aud: sandbox.iss });
    const query = new URLSearchParams(values as Record<string, string>);
    expect((await fetch(`${sandbox.url}/oauth/authorize?${query}`, { redirect: 'manual' })).status).toBe(400);
    const { access_token } = await launch(sandbox);
    const there = await fetch(`${sandbox.iss}/Patient/frail`, { headers: bearer(access_token) });
    expect(there.status).toBe(401);
  });
});

describe('the code', () => {
  const coded = async () => {
    const started = await start();
    const end = await signIn(started.page, {});
    return { ...started, code: end.back?.['code'] };
  };

  test('needs its verifier', async () => {
    const { values, code } = await coded();
    const other = authorizationRequest(sandbox).verifier;
    expect(await json(await redeem(sandbox, code, other, values), 400)).toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('is another client’s to nobody', async () => {
    const { values, verifier, code } = await coded();
    const other = { ...values, client_id: 'hjemmekurve-innbygger' };
    expect((await redeem(sandbox, code, verifier, other)).status).toBe(400);
  });

  test('used twice takes its tokens with it', async () => {
    const { values, verifier, code } = await coded();
    const { access_token } = await json<TokenAnswer>(await redeem(sandbox, code, verifier, values));
    expect((await read(sandbox, 'Patient/frail', access_token)).status).toBe(200);
    expect((await redeem(sandbox, code, verifier, values)).status).toBe(400);
    expect((await read(sandbox, 'Patient/frail', access_token)).status).toBe(401);
  });
});

describe('the tokens', () => {
  test('stand for the person themselves; the id_token says level 4', async () => {
    const answer = await launch(sandbox, { person: 'frail' }, { nonce: 'n-1' });
    expect(answer).toMatchObject({ patient: 'frail', scope: everything, refresh_token: expect.any(String) });
    const jwks = await json<JSONWebKeySet>(await fetch(`${issuerOf(sandbox)}/oauth/jwks`));
    const { payload } = await jwtVerify(answer.id_token ?? '', createLocalJWKSet(jwks), {
      issuer: sandbox.citizensIss,
      audience: 'helseapp-eksempel',
      currentDate: new Date(sandbox.now()),
    });
    expect(payload).toMatchObject({
      fhirUser: 'Patient/frail',
      name: 'Varsom Høstdag',
      acr: 'Level4',
      nonce: 'n-1',
    });
  });

  test('are introspected by the facade’s client', async () => {
    const { access_token } = await launch(sandbox, { person: 'mother', patient: 'child' });
    const fields = await assertionFields(sandbox, 'hjemmekurve-facade', {
      claims: { aud: `${issuerOf(sandbox)}/oauth/token` },
    });
    const introspection = await postForm(`${issuerOf(sandbox)}/oauth/introspect`, {
      token: access_token,
      ...fields,
    });
    expect(await json(introspection)).toMatchObject({
      active: true,
      iss: sandbox.citizensIss,
      aud: sandbox.citizensIss,
      client_id: 'helseapp-eksempel',
      patient: 'child',
      fhirUser: 'RelatedPerson/mother-child',
      scope: everything,
    });
  });

  test('the same person has the same sub whomever they act for, and another one another', async () => {
    const subject = async (person: string, patient?: string) => {
      const { id_token = '' } = await launch(sandbox, { person, ...(patient && { patient }) });
      return JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString()).sub as string;
    };
    const mother = await subject('mother', 'mother');
    expect(await subject('mother', 'child')).toBe(mother);
    expect(await subject('daughter', 'frail')).not.toBe(mother);
  });

  test('answer apps of registered origins, and nobody else', async () => {
    const { access_token } = await launch(sandbox, {}, ownApp);
    for (const [origin, allowed] of [
      [appOrigin, appOrigin],
      ['http://127.0.0.1:5555', 'http://127.0.0.1:5555'],
      ['https://evil.example', null],
    ] as const) {
      const path = `${sandbox.citizensIss}/Patient/frail`;
      const { headers } = await fetch(path, { headers: { ...bearer(access_token), origin } });
      expect(headers.get('access-control-allow-origin')).toBe(allowed);
      const preflight = await fetch(path, { method: 'OPTIONS', headers: { origin } });
      expect(preflight.status).toBe(allowed === null ? 403 : 204);
    }
  });
});
