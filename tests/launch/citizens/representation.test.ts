import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { json } from '../support/smart-client.ts';
import { authorizationRequest, authorize, launch, ownApp, read, submit } from './citizen-browser.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const afterLogin = async (person: string, changes = {}) => {
  const { values } = authorizationRequest(sandbox, { ...ownApp, ...changes });
  return submit(await authorize(sandbox, values), { person });
};

describe('on whose behalf', () => {
  test('a mother chooses between herself and her children, and reads what their age means', async () => {
    const { text } = await afterLogin('mother');
    const order = ['Omsorgsfull Lerke', 'Liten Lerke', 'Halvstor Lerke', 'Nesten Voksen Lerke'];
    expect(order.map((name) => text.indexOf(name)).every((at, i, all) => at > (all[i - 1] ?? -1))).toBe(true);
    expect(text).toMatch(/du kan se målingene[^]*begrenset innsyn fra 12[^]*ikke innsyn fra 16/);
    expect(text).not.toContain('Høstdag');
  });

  test('a proxy chooses; who acts for nobody is not asked', async () => {
    expect((await afterLogin('daughter')).text).toContain('Du har fullmakt');
    expect((await afterLogin('frail')).back?.['code']).toBeDefined();
  });

  test('nobody is asked by an app that wants no patient, and it gets none', async () => {
    expect((await afterLogin('mother', { scope: 'openid fhirUser' })).back?.['code']).toBeDefined();
    const answer = await launch(sandbox, { person: 'mother' }, { ...ownApp, scope: 'openid fhirUser' });
    expect(answer).not.toHaveProperty('patient');
  });

  test.each(['frail', 'daughter', 'nobody', ''])('a mother does not act for %j', async (patient) => {
    const { back } = await submit(await afterLogin('mother'), { patient });
    expect(back).toMatchObject({ error: 'access_denied', state: 'state-1' });
  });

  test.each([
    ['mother', 'mother', 'Patient/mother'],
    ['mother', 'child', 'RelatedPerson/mother-child'],
    ['mother', 'teenager', 'RelatedPerson/mother-teenager'],
    ['mother', 'youth', 'RelatedPerson/mother-youth'],
    ['daughter', 'frail', 'RelatedPerson/daughter-frail'],
    ['youth', 'youth', 'Patient/youth'],
  ])('%s for %s is %s', async (person, patient, fhirUser) => {
    const answer = await launch(sandbox, { person, patient }, ownApp);
    expect(answer.patient).toBe(patient);
    const { access_token } = answer;
    expect(await json(await read(sandbox, fhirUser, access_token))).toMatchObject({
      id: fhirUser.split('/')[1],
    });
    const about = await json<fhir4.Patient>(await read(sandbox, `Patient/${patient}`, access_token));
    expect(about.identifier?.[0]?.value).toMatch(/^\d{11}$/);
    expect(about.birthDate).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});

describe('another’s record is never answered', () => {
  test.each([
    ['frail', undefined, ['Patient/copd', 'Patient/daughter', 'RelatedPerson/daughter-frail']],
    [
      'mother',
      'child',
      ['Patient/mother', 'Patient/teenager', 'Patient/frail', 'RelatedPerson/mother-teenager'],
    ],
    ['daughter', 'frail', ['Patient/daughter', 'Patient/copd', 'RelatedPerson/mother-child']],
  ] as const)('%s for %s', async (person, patient, others) => {
    const { access_token } = await launch(sandbox, { person, ...(patient && { patient }) }, ownApp);
    for (const path of others) {
      const response = await read(sandbox, path, access_token);
      expect([path, response.status]).toEqual([path, 403]);
      expect(await response.text()).not.toMatch(/\d{11}/);
    }
  });

  test('nor without the scopes that say who the user is, nor by searching', async () => {
    const scope = 'launch/patient patient/Observation.rs';
    const { access_token } = await launch(
      sandbox,
      { person: 'mother', patient: 'child' },
      { ...ownApp, scope },
    );
    for (const path of [
      'Patient/child',
      'RelatedPerson/mother-child',
      'Patient',
      'RelatedPerson?patient=child',
    ]) {
      expect([path, (await read(sandbox, path, access_token)).status]).toEqual([path, 403]);
    }
  });
});
