import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personOf } from '#fixtures/patients.ts';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import { parseRegister } from '../../../server/register.ts';
import { sandboxRegister } from '../../../launch/register.ts';
import { issuerOf, launch, ownApp } from '../../launch/citizens/citizen-browser.ts';
import type { Way } from '../../launch/citizens/citizen-browser.ts';
import { startSandbox } from '../../launch/support/sandbox.ts';
import type { Sandbox } from '../../launch/support/sandbox.ts';
import { launchApp } from '../../launch/support/smart-client.ts';
import type { Values } from '../../launch/support/smart-client.ts';
import { exchangeForm, requestToken, startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';

let sandbox: Sandbox;
let facade: TestFacade;
beforeAll(async () => {
  sandbox = await startSandbox();
  const register = sandboxRegister(sandbox.iss, sandbox.keys.facade, sandbox.citizensIss);
  facade = await startFacade(parseRegister(JSON.stringify(register)));
});
afterAll(async () => {
  await facade.stop();
  await sandbox.stop();
});

const exchange = (token: string, iss = sandbox.citizensIss, more = {}) =>
  requestToken(facade, exchangeForm(iss, { subject_token: token, ...more }));

async function exchanged(way: Way, changes: Values = {}) {
  const { access_token } = await launch(sandbox, way, changes);
  const { body } = await exchange(access_token);
  if (body.reason !== undefined) return body.reason;
  const grant = await createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey }).verify(
    String(body['access_token']),
  );
  return grant;
}

const data = 'patient/Observation.rs patient/AuditEvent.rs patient/Consent.cruds patient/EpisodeOfCare.s';

describe('the facade token of a citizen of the sandbox', () => {
  test('is their own', async () => {
    expect(await exchanged({ person: 'frail' }, ownApp)).toEqual({
      kind: 'citizen',
      iss: sandbox.citizensIss,
      clientId: 'hjemmekurve-innbygger',
      patient: 'frail',
      person: personOf('frail'),
      actor: { relation: 'self', name: 'Varsom Høstdag' },
      scopes: data.split(' '),
      issuerToken: expect.any(String),
      session: { id: expect.stringMatching(/^[\w-]{43}$/), until: expect.any(Number) },
      expires: expect.any(Number),
    });
  });

  test('is also to be had with a D-number, and for a youth of 16', async () => {
    expect(await exchanged({ person: 'last-data-5-months-old' })).toMatchObject({
      person: personOf('last-data-5-months-old'),
    });
    expect(await exchanged({ person: 'youth' })).toMatchObject({
      actor: { relation: 'self' },
      patient: 'youth',
    });
  });

  test('is a mother’s for her child under 12', async () => {
    expect(await exchanged({ person: 'mother', patient: 'child' })).toMatchObject({
      patient: 'child',
      actor: { relation: 'parent', name: 'Omsorgsfull Lerke' },
    });
  });

  test('is a daughter’s with fullmakt', async () => {
    expect(await exchanged({ person: 'daughter', patient: 'frail' })).toMatchObject({
      person: personOf('frail'),
      actor: { relation: 'proxy', name: 'Trygg Høstdag' },
    });
  });

  test('is a mother’s of her teenager, for who follows her at home and nothing else', async () => {
    expect(await exchanged({ person: 'mother', patient: 'teenager' }, ownApp)).toMatchObject({
      patient: 'teenager',
      actor: { relation: 'parent-limited', name: 'Omsorgsfull Lerke' },
      scopes: ['patient/EpisodeOfCare.s'],
    });
  });

  test('is the teenager’s own', async () => {
    expect(await exchanged({ person: 'teenager' }, ownApp)).toMatchObject({
      patient: 'teenager',
      actor: { relation: 'self' },
      scopes: data.split(' '),
    });
  });

  test('is refused a mother of a youth of 16', async () => {
    expect(await exchanged({ person: 'mother', patient: 'youth' })).toBe('parent-not-allowed');
  });

  test('holds what the citizen left an app, and no more', async () => {
    const without = ['patient/AuditEvent.rs', 'patient/Consent.cud'];
    expect(await exchanged({ without })).toMatchObject({
      clientId: 'helseapp-eksempel',
      scopes: ['patient/Observation.rs', 'patient/Consent.rs', 'patient/EpisodeOfCare.s'],
    });
    const onlyLog = [
      'patient/Observation.rs',
      'patient/Consent.rs',
      'patient/Consent.cud',
      'patient/EpisodeOfCare.s',
    ];
    expect(await exchanged({ without: onlyLog })).toMatchObject({ scopes: ['patient/AuditEvent.rs'] });
  });

  test('is not to be had after the consent was taken back', async () => {
    const { access_token, refresh_token } = await launch(sandbox);
    expect((await exchange(access_token)).status).toBe(200);
    await fetch(`${issuerOf(sandbox)}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: refresh_token ?? '', client_id: 'helseapp-eksempel' }),
    });
    expect((await exchange(access_token)).body.reason).toBe('token-inactive');
  });

  test('needs openid and fhirUser', async () => {
    const scope = 'launch/patient patient/Observation.rs';
    expect(await exchanged({}, { scope })).toBe('patient-unreadable');
  });
});

describe('each issuer is itself', () => {
  test('a citizen’s token is none of the EHR’s, and a clinician’s none of the citizens’', async () => {
    const citizen = await launch(sandbox);
    expect((await exchange(citizen.access_token, sandbox.iss)).body.reason).toBe('token-inactive');
    const clinician = await launchApp(sandbox);
    expect((await exchange(clinician.access_token)).body.reason).toBe('token-inactive');
    expect((await exchange(clinician.access_token, sandbox.iss)).status).toBe(200);
  });

  test('the token of another client is not to be had by naming it', async () => {
    const { access_token } = await launch(sandbox);
    const { body } = await exchange(access_token, sandbox.citizensIss, {
      client_id: 'hjemmekurve-innbygger',
    });
    expect(body.reason).toBe('token-foreign-client');
  });
});
