import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faults } from '#fixtures/faults.ts';
import { addressFaults } from '../../launch/ehr/fault-ids.ts';
import { startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import {
  appScope,
  backendToken,
  bearer,
  introspect,
  json,
  launchApp,
  postForm,
  readFhir,
} from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const launchWith = (fault: string, choice: object = {}) =>
  launchApp(sandbox, {}, { faults: [fault], ...choice });
const systems = async (path: string, token: string) => {
  const { identifier = [] } = await json<fhir4.Patient>(await readFhir(sandbox, path, token));
  return identifier.map(({ system }) => system);
};
const fnr = 'urn:oid:2.16.578.1.12.4.1.4.1';
const hpr = 'urn:oid:2.16.578.1.12.4.1.4.4';

test('faults that are another address are among those the fixtures offer', () => {
  expect(faults.map(({ id }) => id)).toEqual(expect.arrayContaining([...addressFaults]));
});

describe('faults of the EHR', () => {
  test('token-expires: a minute, or what is asked for, and then 401', async () => {
    expect((await launchWith('token-expires')).expires_in).toBe(60);
    const { access_token, expires_in } = await launchWith('token-expires', { tokenLifetime: 5 });
    expect(expires_in).toBe(5);
    sandbox.pass(5);
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(401);
  });

  test('introspection-down: 503 for that token, while others are told of', async () => {
    const [faulty, sound] = [await launchWith('introspection-down'), await launchApp(sandbox)];
    const { access_token } = await backendToken(sandbox);
    const ask = (token: string) =>
      postForm(`${sandbox.url}/oauth/introspect`, { token }, bearer(access_token));
    const response = await ask(faulty.access_token);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await ask(sound.access_token)).status).toBe(200);
    expect((await readFhir(sandbox, 'Patient/hypertension', faulty.access_token)).status).toBe(200);
  });

  test('introspection-slow: no answer for seconds, while others get theirs; let go when the EHR stops', async () => {
    const own = await startSandbox();
    const [faulty, sound] = [
      await launchApp(own, {}, { faults: ['introspection-slow'] }),
      await launchApp(own),
    ];
    let answered = false;
    const slow = introspect(own, faulty.access_token).then((answer) => {
      answered = true;
      return answer;
    });
    for (let i = 0; i < 10; i += 1) await introspect(own, sound.access_token);
    expect(answered).toBe(false);
    await own.stop();
    expect(await slow).toMatchObject({ active: true });
  });

  test('narrowed-scope: everything but observations', async () => {
    const { scope, access_token } = await launchWith('narrowed-scope');
    expect(scope.split(' ')).toEqual(appScope.split(' ').filter((one) => one !== 'patient/Observation.rs'));
    expect((await introspect(sandbox, access_token))['scope']).toBe(scope);
  });

  test('no-patient: no patient and no encounter, and no patient can be read', async () => {
    const { patient, encounter, access_token, scope } = await launchWith('no-patient');
    expect([patient, encounter]).toEqual([undefined, undefined]);
    expect(scope).toBe(appScope);
    expect((await introspect(sandbox, access_token))['patient']).toBeUndefined();
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(403);
  });

  test('patient-without-national-id: no national identifier in that launch, in read and search; there in others', async () => {
    const scope = 'launch patient/Patient.rs';
    const faulty = await launchApp(sandbox, { scope }, { faults: ['patient-without-national-id'] });
    const sound = await launchApp(sandbox);
    expect(await systems('Patient/hypertension', sound.access_token)).toContain(fnr);
    expect(await systems('Patient/hypertension', faulty.access_token)).not.toContain(fnr);
    const bundle = await (await readFhir(sandbox, 'Patient', faulty.access_token)).text();
    expect(bundle).toContain('"hypertension"');
    expect(bundle).not.toContain(fnr);
  });

  test('practitioner-without-hpr: no HPR number in that launch; there in others', async () => {
    const [faulty, sound] = [await launchWith('practitioner-without-hpr'), await launchApp(sandbox)];
    expect(await systems('Practitioner/gp', sound.access_token)).toContain(hpr);
    const left = await systems('Practitioner/gp', faulty.access_token);
    expect(left).not.toContain(hpr);
    expect(left).toContain(fnr);
  });

  test('faults can be combined', async () => {
    const { access_token, scope } = await launchApp(
      sandbox,
      {},
      { faults: ['narrowed-scope', 'practitioner-without-hpr'] },
    );
    expect(scope).not.toContain('Observation');
    expect(await systems('Practitioner/gp', access_token)).not.toContain(hpr);
  });
});
