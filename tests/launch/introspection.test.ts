import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import {
  appScope,
  assertionFields,
  backendToken,
  bearer,
  introspect,
  json,
  launchApp,
  launchTestClient,
  obtainCode,
  postForm,
} from './support/smart-client.ts';
import type { Values } from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const ask = (values: Values, headers: Record<string, string> = {}) =>
  postForm(`${sandbox.url}/oauth/introspect`, values, headers);

describe('checklist 60–62: an active token', () => {
  test('60 client_id, scope and exp are those of the token', async () => {
    const { access_token } = await launchApp(sandbox);
    const answer = await introspect(sandbox, access_token);
    expect(answer).toMatchObject({
      active: true,
      client_id: 'hjemmekurve',
      scope: appScope,
      token_type: 'Bearer',
    });
    const ahead = Number(answer['exp']) - sandbox.now() / 1000;
    expect(ahead).toBeGreaterThan(3590);
    expect(ahead).toBeLessThanOrEqual(3600);
  });

  test('61 repeats every launch context parameter of the token response', async () => {
    const token = await launchApp(sandbox, {}, { patient: 'copd', practitioner: 'hospital-doctor' });
    const { patient, encounter, fhirContext, need_patient_banner, smart_style_url } = token;
    expect(await introspect(sandbox, token.access_token)).toMatchObject({
      patient,
      encounter,
      fhirContext,
      need_patient_banner,
      smart_style_url,
    });
    expect(patient).toBe('copd');
  });

  test('62 iss, sub and fhirUser are those of the id_token', async () => {
    const { access_token, id_token } = await launchApp(sandbox);
    const { iss, sub, fhirUser } = decodeJwt(id_token ?? '');
    expect(fhirUser).toBe('Practitioner/gp');
    expect(await introspect(sandbox, access_token)).toMatchObject({ iss, sub, fhirUser });
  });

  test('62 without openid there is no user to tell of', async () => {
    const { access_token } = await launchApp(sandbox, { scope: 'launch patient/Patient.r' });
    const answer = await introspect(sandbox, access_token);
    expect(answer['active']).toBe(true);
    expect(answer['fhirUser']).toBeUndefined();
    expect(answer['sub']).toBeUndefined();
  });

  test('65 a backend service’s token may ask about any client’s', async () => {
    const { access_token } = await launchTestClient(sandbox, 'launch patient/Patient.r');
    expect(await introspect(sandbox, access_token)).toMatchObject({
      active: true,
      client_id: 'sandbox-public',
    });
  });
});

describe('checklist 63–64: anything else is not active, and nothing more is said', () => {
  test('63 nonsense', async () => {
    expect(await introspect(sandbox, 'invalid_token_value')).toEqual({ active: false });
  });

  test('64 an expired token', async () => {
    const { access_token } = await launchApp(sandbox, {}, { tokenLifetime: 10 });
    expect(await introspect(sandbox, access_token)).toMatchObject({ active: true });
    sandbox.pass(10);
    expect(await introspect(sandbox, access_token)).toEqual({ active: false });
  });

  test('64 a refresh token, and a code', async () => {
    const { refresh_token = '' } = await launchApp(sandbox, { scope: `${appScope} online_access` });
    expect(refresh_token).not.toBe('');
    expect(await introspect(sandbox, refresh_token)).toEqual({ active: false });
    expect(await introspect(sandbox, (await obtainCode(sandbox)).code)).toEqual({ active: false });
  });
});

describe('checklist 65: who may ask', () => {
  test('the facade’s client by its assertion alone', async () => {
    const { access_token } = await launchApp(sandbox);
    const fields = await assertionFields(sandbox, 'hjemmekurve-facade');
    expect(await json(await ask({ token: access_token, ...fields }))).toMatchObject({ active: true });
  });

  test('nobody without authorization → 401', async () => {
    const { access_token } = await launchApp(sandbox);
    const response = await ask({ token: access_token });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('not with a user’s access token → 401', async () => {
    const { access_token } = await launchApp(sandbox);
    expect((await ask({ token: access_token }, bearer(access_token))).status).toBe(401);
  });

  test.each(['unknown', ''])('not with the bearer token "%s" → 401', async (token) => {
    expect((await ask({ token: 'x' }, bearer(token))).status).toBe(401);
  });

  test('not after the backend token has expired → 401', async () => {
    const { access_token } = await backendToken(sandbox);
    sandbox.pass(301);
    expect((await ask({ token: 'x' }, bearer(access_token))).status).toBe(401);
  });

  test('not a client that is not registered for it → 403', async () => {
    const fields = await assertionFields(sandbox, 'sandbox-asymmetric', { key: sandbox.keys.testClient });
    expect((await ask({ token: 'x', ...fields })).status).toBe(403);
  });

  test('not a public client by its id → 401', async () => {
    expect((await ask({ token: 'x', client_id: 'hjemmekurve' })).status).toBe(401);
  });

  test('token missing → 400', async () => {
    const { access_token } = await backendToken(sandbox);
    expect((await ask({}, bearer(access_token))).status).toBe(400);
  });

  test('the answer is not cached', async () => {
    const { access_token } = await backendToken(sandbox);
    const response = await ask({ token: 'x' }, bearer(access_token));
    expect(response.headers.get('cache-control')).toContain('no-store');
  });
});
