import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureRecords } from '../../launch/ehr/fixture-records.ts';
import { createEhr } from '../../launch/ehr/server.ts';
import { startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { json, launchApp, openLaunch } from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const post = (body: string, type = 'application/json') =>
  fetch(`${sandbox.url}/launches`, { method: 'POST', headers: { 'content-type': type }, body });

describe('GET /options', () => {
  test('offers patients, practitioners, scenarios, faults and sources, each with id and description', async () => {
    const options = await json<Record<string, { id: string; description: string }[]>>(
      await fetch(`${sandbox.url}/options`),
    );
    for (const name of ['patients', 'practitioners', 'scenarios', 'faults', 'sources', 'clients']) {
      expect([name, options[name]?.length]).toEqual([name, expect.any(Number)]);
      for (const entry of options[name] ?? []) {
        expect(entry).toMatchObject({
          id: expect.stringMatching(/./),
          description: expect.stringMatching(/./),
        });
      }
    }
    expect(options['patients']?.length).toBeGreaterThanOrEqual(8);
    expect(options['practitioners']?.length).toBeGreaterThanOrEqual(5);
  });

  test('sources carry what a program needs to act as one', async () => {
    const { sources } = await json<{ sources: object[] }>(await fetch(`${sandbox.url}/options`));
    for (const source of sources) {
      expect(source).toMatchObject({
        orgnr: expect.stringMatching(/^\d{9}$/),
        name: expect.stringMatching(/./),
        client_id: expect.stringMatching(/./),
        private_jwk: { kty: 'EC', d: expect.stringMatching(/./) },
      });
    }
  });

  test('the keys of the facade’s client and of the EHR are not among them', async () => {
    const text = await (await fetch(`${sandbox.url}/options`)).text();
    for (const { d } of [sandbox.keys.facade, sandbox.keys.rs256, sandbox.keys.es384])
      expect(text).not.toContain(d);
  });

  test('every patient, practitioner and scenario offered can be launched', async () => {
    const { patients, practitioners, scenarios } = await json<
      Record<string, { id: string; faults?: string[] }[]>
    >(await fetch(`${sandbox.url}/options`));
    for (const { id } of patients ?? [])
      expect((await openLaunch(sandbox, { patient: id })).launch).toBeTruthy();
    for (const { id } of practitioners ?? [])
      expect((await openLaunch(sandbox, { practitioner: id })).launch).toBeTruthy();
    const elsewhere = ['facade-unreachable', 'store-slow', 'store-down'];
    const here = (scenarios ?? []).filter(
      ({ faults }) => !faults?.some((fault) => elsewhere.includes(fault)),
    );
    expect(here.length).toBeGreaterThan(10);
    for (const { id } of here) expect((await openLaunch(sandbox, { scenario: id })).launch).toBeTruthy();
  });
});

describe('POST /launches', () => {
  test('an empty choice is the first patient and the first practitioner', async () => {
    expect(await launchApp(sandbox)).toMatchObject({ patient: 'hypertension', encounter: 'hypertension.gp' });
  });

  test('a scenario chooses patient and practitioner; what is said besides goes before it', async () => {
    expect(await launchApp(sandbox, {}, { scenario: 'copd' })).toMatchObject({
      patient: 'copd',
      encounter: 'copd.hospital-doctor',
    });
    expect(await launchApp(sandbox, {}, { scenario: 'copd', practitioner: 'gp' })).toMatchObject({
      encounter: 'copd.gp',
    });
    expect(await launchApp(sandbox, {}, { scenario: 'token-expires' })).toMatchObject({ expires_in: 20 });
  });

  test('an encounter of the patient may be chosen', async () => {
    const choice = { patient: 'frail', practitioner: 'gp', encounter: 'frail.municipal-nurse' };
    expect(await launchApp(sandbox, {}, choice)).toMatchObject({
      patient: 'frail',
      encounter: 'frail.municipal-nurse',
    });
  });

  test('tokenLifetime is the access token’s lifetime in seconds', async () => {
    expect(await launchApp(sandbox, {}, { tokenLifetime: 7 })).toMatchObject({ expires_in: 7 });
  });

  test('launch ids are opaque: 256 bits that tell nothing', async () => {
    const { launch } = await openLaunch(sandbox, { patient: 'copd' });
    expect(Buffer.from(launch, 'base64url').length).toBe(32);
  });

  test.each([
    ['patient', { patient: 'nobody' }],
    ['patient', { patient: 7 }],
    ['patient', { patient: '' }],
    ['practitioner', { practitioner: 'nobody' }],
    ['practitioner', { practitioner: null }],
    ['scenario', { scenario: 'nothing' }],
    ['faults', { faults: ['nothing'] }],
    ['faults', { faults: 'no-patient' }],
    ['faults', { faults: [7] }],
    ['faults', { faults: ['store-down', 'facade-unreachable'] }],
    ['encounter', { encounter: 'nothing' }],
    ['encounter', { patient: 'frail', encounter: 'copd.gp' }],
    ['scope', { scope: 7 }],
    ['tokenLifetime', { tokenLifetime: 0 }],
    ['tokenLifetime', { tokenLifetime: -1 }],
    ['tokenLifetime', { tokenLifetime: 1.5 }],
    ['tokenLifetime', { tokenLifetime: '60' }],
    ['tokenLifetime', { tokenLifetime: 3601 }],
    ['unheard', { unheard: true }],
    ['body', []],
    ['body', 'text'],
  ])('%s wrong in %j → 400 naming the field', async (field, choice) => {
    const response = await post(JSON.stringify(choice));
    expect(await json(response, 400)).toEqual({ field, error: expect.stringMatching(/./) });
  });

  test.each([
    ['junk', 'application/json', 400],
    ['patient=copd', 'application/x-www-form-urlencoded', 415],
    [`{"scope":"${'x'.repeat(70_000)}"}`, 'application/json', 413],
  ])('a body that is not small JSON → 4xx', async (body, type, status) => {
    expect((await post(body, type)).status).toBe(status);
  });

  test('503 while there is no app to launch', async () => {
    const lonely = await createEhr({ port: 0, keys: sandbox.keys, records: fixtureRecords(Date.now()) });
    const response = await fetch(`${lonely.url}/launches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await lonely.stop();
    expect(response.status).toBe(503);
  });

  test('503 for a fault of address where none is set up', async () => {
    expect((await post('{"faults":["store-down"]}')).status).toBe(503);
  });
});
