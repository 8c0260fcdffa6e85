import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import {
  appScope,
  assertionFields,
  introspect,
  json,
  launchApp,
  obtainCode,
  openLaunch,
  authorize,
  authorizationRequest,
  postToken,
  readFhir,
  redirected,
} from './support/smart-client.ts';
import type { TokenAnswer, Values } from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const granted = `${appScope} online_access`;
const launchOnline = (scope = granted) => launchApp(sandbox, { scope });
const refresh = (refresh_token: string | undefined, changes: Values = {}) =>
  postToken(sandbox, { grant_type: 'refresh_token', refresh_token, client_id: 'hjemmekurve', ...changes });

const refusal = async (response: Response) => ({
  status: response.status,
  error: ((await response.json()) as Record<string, unknown>)['error'],
});
const invalidGrant = { status: 400, error: 'invalid_grant' };

describe('checklist 53–56: refreshing', () => {
  test.each([
    ['53 without scope', undefined],
    ['54 with the whole scope', granted],
  ])('%s → 200 with the whole grant, not cached', async (_name, scope) => {
    const { refresh_token } = await launchOnline();
    const response = await refresh(refresh_token, { scope });
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('pragma')).toContain('no-cache');
    const answer = await json<TokenAnswer>(response);
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: granted, expires_in: 3600 });
    expect((await readFhir(sandbox, 'Patient/hypertension', answer.access_token)).status).toBe(200);
  });

  test('55 the answer does not repeat the launch context (NAV’s library warns of it)', async () => {
    const { refresh_token } = await launchOnline();
    const answer = await json<TokenAnswer>(await refresh(refresh_token));
    expect(answer.patient).toBeUndefined();
    expect(await introspect(sandbox, answer.access_token)).toMatchObject({ patient: 'hypertension' });
  });

  test('56 a narrower scope gives a narrower token, and the next refresh may have it all again', async () => {
    const { refresh_token } = await launchOnline();
    const narrow = await json<TokenAnswer>(await refresh(refresh_token, { scope: 'patient/Patient.r' }));
    expect(narrow.scope).toBe('patient/Patient.r');
    expect((await readFhir(sandbox, 'Encounter/hypertension.gp', narrow.access_token)).status).toBe(403);
    expect((await json<TokenAnswer>(await refresh(narrow.refresh_token))).scope).toBe(granted);
  });

  test.each([
    'patient/Patient.rs',
    'patient/*.rs',
    'system/Patient.r',
    'offline_access',
    'patient/Observation.cruds',
  ])('56 the wider scope %s → 400 invalid_scope, and the refresh token still works', async (scope) => {
    const { refresh_token } = await launchOnline();
    expect(await refusal(await refresh(refresh_token, { scope }))).toEqual({
      status: 400,
      error: 'invalid_scope',
    });
    expect((await refresh(refresh_token)).status).toBe(200);
  });
});

test('56 scope given twice → 400 invalid_request: it is not the same as left out', async () => {
  const { refresh_token = '' } = await launchOnline();
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id: 'hjemmekurve' });
  for (const scope of ['openid', 'launch']) body.append('scope', scope);
  const response = await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body });
  expect(await refusal(response)).toEqual({ status: 400, error: 'invalid_request' });
});

describe('checklist 57–58: whose refresh token, and how often', () => {
  test('57 another client → 400 invalid_grant', async () => {
    const { refresh_token } = await launchOnline();
    expect(await refusal(await refresh(refresh_token, { client_id: 'sandbox-public' }))).toEqual(
      invalidGrant,
    );
  });

  test('57 a confidential client without authentication → 401 invalid_client; with it → 200', async () => {
    const changes = {
      client_id: 'sandbox-asymmetric',
      redirect_uri: `${sandbox.url}/callback`,
      scope: granted,
    };
    const { redeem } = await obtainCode(sandbox, changes);
    const key = { key: sandbox.keys.testClient };
    const authentication = () => assertionFields(sandbox, 'sandbox-asymmetric', key);
    const { refresh_token } = await json<TokenAnswer>(
      await postToken(sandbox, { ...redeem, ...(await authentication()) }),
    );
    const bare = await refresh(refresh_token, { client_id: 'sandbox-asymmetric' });
    expect(await refusal(bare)).toEqual({ status: 401, error: 'invalid_client' });
    const authenticated = await refresh(refresh_token, { client_id: undefined, ...(await authentication()) });
    expect(authenticated.status).toBe(200);
  });

  test('58 every refresh gives a new refresh token; using an old one revokes them all', async () => {
    const first = await launchOnline();
    const second = await json<TokenAnswer>(await refresh(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await refusal(await refresh(first.refresh_token))).toEqual(invalidGrant);
    expect(await refusal(await refresh(second.refresh_token))).toEqual(invalidGrant);
    for (const { access_token } of [first, second]) {
      expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(401);
    }
  });

  test('58 of two refreshes at the same moment one succeeds', async () => {
    const { refresh_token } = await launchOnline();
    const answers = await Promise.all([refresh(refresh_token), refresh(refresh_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('58 one launch’s reuse leaves another launch of the same user alone', async () => {
    const [one, other] = [await launchOnline(), await launchOnline()];
    await refresh(one.refresh_token);
    await refresh(one.refresh_token);
    expect((await refresh(other.refresh_token)).status).toBe(200);
  });

  test.each(['unknown', undefined])('refresh_token %s → 400', async (refresh_token) => {
    expect((await refresh(refresh_token)).status).toBe(400);
  });
});

describe('checklist 59: access bound to the EHR session', () => {
  const launchWith = async (scope: string) => {
    const { launch } = await openLaunch(sandbox);
    const { values, verifier } = await authorizationRequest(sandbox, { launch, scope });
    const { code } = redirected(await authorize(sandbox, values));
    const redirect_uri = `${appOrigin}/`;
    const redeem = {
      grant_type: 'authorization_code',
      code,
      redirect_uri,
      client_id: 'hjemmekurve',
      code_verifier: verifier,
    };
    const answer = await json<TokenAnswer>(await postToken(sandbox, redeem));
    const endSession = () => fetch(`${sandbox.url}/launches/${launch}`, { method: 'DELETE' });
    return { answer, endSession };
  };

  test('59 an online token dies when the session ends', async () => {
    const { answer, endSession } = await launchWith(granted);
    expect((await endSession()).status).toBe(204);
    expect(await refusal(await refresh(answer.refresh_token))).toEqual(invalidGrant);
    expect((await readFhir(sandbox, 'Patient/hypertension', answer.access_token)).status).toBe(401);
  });

  test('59 an offline token outlives it', async () => {
    const { answer, endSession } = await launchWith(`${appScope} offline_access`);
    await endSession();
    sandbox.pass(24 * 3600);
    expect((await refresh(answer.refresh_token)).status).toBe(200);
  });

  test('59 a session ends by itself after a long shift', async () => {
    const { answer } = await launchWith(granted);
    sandbox.pass(8 * 3600 + 1);
    expect(await refusal(await refresh(answer.refresh_token))).toEqual(invalidGrant);
  });

  test('a session is ended once; an unknown one is not found', async () => {
    const { endSession } = await launchWith(granted);
    expect((await endSession()).status).toBe(204);
    expect((await endSession()).status).toBe(404);
    expect((await fetch(`${sandbox.url}/launches/unknown`, { method: 'DELETE' })).status).toBe(404);
  });
});
