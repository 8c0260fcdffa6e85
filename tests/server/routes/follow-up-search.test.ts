import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessEntry } from '../../../server/access-log/access-log.ts';
import type { CitizenGrant, PersonIdentifier } from '../../../server/access/grant.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import {
  batch,
  fjordvik,
  heartRate,
  newPerson,
  orgnrSystem,
  oslo,
} from '../../support/observation-builders.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { waysToMeasurements } from '../../support/ways-to-measurements.ts';

let facade: RunningFacade;
const person = newPerson();
let observation: string;
const asParent: CitizenGrant['actor'] = { relation: 'parent-limited', name: 'Omsorgsfull Bjørk' };
const scope = 'patient/EpisodeOfCare.s';
const limited = (changes: Partial<CitizenGrant> = {}) =>
  facade.citizen(person, { actor: asParent, scopes: [scope], ...changes });

beforeAll(async () => {
  facade = await startFacade();
  await enrolDelivering(facade.database.pool, fjordvik);
  await deliver(person, '2026-03-01T23:30:00+01:00');
  await deliver(person, '2026-01-10T08:00:00+01:00', fjordvik);
  await end(person, '2026-02-20', fjordvik);
  const { body } = await facade.ask('/Observation', { token: await facade.citizen(person) });
  observation = (body as fhir4.Bundle).entry?.[0]?.resource?.id ?? '';
});
afterAll(() => facade.stop());

const deliver = async (of: PersonIdentifier, time: string, source = oslo) =>
  facade.ask('', {
    method: 'POST',
    token: await facade.source(source),
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(batch(heartRate(of, time, 70))),
  });
const end = async ({ system, value }: PersonIdentifier, when: string, source = oslo) =>
  facade.post('/EpisodeOfCare/$end', await facade.source({ ...source, scopes: ['system/EpisodeOfCare.u'] }), {
    'patient.identifier': `${system}|${value}`,
    end: when,
  });
const reasonOf = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];
const logOf = async (of: PersonIdentifier): Promise<AccessEntry[]> =>
  (await createCitizenRights(facade.database.pool).accessLog.entries(of, { count: 100 })).entries;

const episode = ({ orgnr, name }: typeof oslo, status: string, period: fhir4.Period) => ({
  resource: {
    resourceType: 'EpisodeOfCare',
    status,
    patient: { reference: `Patient/${patientId(person)}` },
    managingOrganization: {
      type: 'Organization',
      identifier: { system: orgnrSystem, value: orgnr },
      display: name,
    },
    period,
  },
  search: { mode: 'match' },
});
const atFjordvik = episode(fjordvik, 'finished', { start: '2026-01-10', end: '2026-02-20' });
const atOslo = episode(oslo, 'active', { start: '2026-03-01' });
const searchset = (...entry: object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: entry.length,
  link: [{ relation: 'self', url: `${facade.fhirBase}/EpisodeOfCare?patient=${patientId(person)}` }],
  ...(entry.length > 0 && { entry }),
});

describe('who follows the patient at home', () => {
  test.each(['self', 'parent', 'proxy'] as const)('is told to %s, also what is over', async (relation) => {
    const actor = { relation, name: 'Ærlig Bjørk' };
    const token = await facade.citizen(person, { actor, scopes: [scope] });
    const { status, body } = await facade.ask('/EpisodeOfCare', { token });
    expect([status, body]).toEqual([200, searchset(atFjordvik, atOslo)]);
  });

  test('is told to the parent of somebody aged 12 to 15 as it goes on: organisation and day, nothing measured', async () => {
    const { body, text } = await facade.ask('/EpisodeOfCare', { token: await limited() });
    expect(body).toEqual(searchset(atOslo));
    expect(text).not.toMatch(/8867|T\d\d:\d\d/);
    const { system, value } = person;
    const form = { patient: patientId(person), 'patient.identifier': `${system}|${value}` };
    const posted = await facade.post('/EpisodeOfCare/_search', await limited(), form);
    expect(posted.body).toEqual(searchset(atOslo));
    expect(posted.text).not.toContain(value);
  });

  test('is in the log before it is told', async () => {
    await facade.ask('/EpisodeOfCare', { token: await limited() });
    const [{ sequence: _, occurred: __, request: ___, ...entry }] = (await logOf(person)) as [AccessEntry];
    expect(entry).toEqual({
      actor: { kind: 'citizen', ...asParent },
      action: 'follow-up-read',
      basis: 'own',
    });
  });

  test('of somebody nobody has delivered about is nobody, and of another patient is refused', async () => {
    const token = await facade.citizen(newPerson(), { actor: asParent, scopes: [scope] });
    expect((await facade.ask('/EpisodeOfCare', { token })).body).toMatchObject({ total: 0 });
    const other = await facade.ask('/EpisodeOfCare?patient=somebody', { token: await limited() });
    expect(reasonOf(other)).toEqual([403, 'other-patient']);
  });

  test('goes on until an end that lies ahead, and has ended when the organisation left the register', async () => {
    const ahead = newPerson();
    await deliver(ahead, '2026-03-01');
    await end(ahead, '2200-01-01');
    const token = await facade.citizen(ahead, { actor: asParent, scopes: [scope] });
    const active = (await facade.ask('/EpisodeOfCare', { token })).body;
    expect(active.entry[0].resource).toMatchObject({
      status: 'active',
      period: { start: '2026-03-01', end: '2200-01-01' },
    });
    const gone = { ...oslo, orgnr: '999999999', name: 'Nedlagt kommune' };
    const left = newPerson();
    await enrolDelivering(facade.database.pool, gone);
    await deliver(left, '2026-03-01', gone);
    await facade.database.pool.query(
      `update organization set enrolled_to = now() - interval '1 minute' where orgnr = '999999999'`,
    );
    const ofLeft = { actor: asParent, scopes: [scope] };
    const over = await facade.ask('/EpisodeOfCare', { token: await facade.citizen(left, ofLeft) });
    expect(over.body).toMatchObject({ total: 0 });
    const own = await facade.citizen(left, { scopes: [scope] });
    expect((await facade.ask('/EpisodeOfCare', { token: own })).body.entry[0].resource.status).toBe(
      'finished',
    );
  });

  test.each([
    ['a clinician', () => facade.clinician(person, { scopes: ['patient/*.cruds'] })],
    ['a citizen without the scope', () => facade.citizen(person)],
  ])('is not told to %s, and that is in the log', async (_, token) => {
    const answer = await facade.ask('/EpisodeOfCare', { token: await token() });
    expect(reasonOf(answer)).toEqual([403, 'scope-insufficient']);
    expect((await logOf(person))[0]).toMatchObject({
      action: 'follow-up-read',
      refused: 'scope-insufficient',
    });
  });
});

interface Other {
  name: string;
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}
const fhirJson = { 'Content-Type': 'application/fhir+json' };
const sent = (name: string, method: string, path: string, body: object = {}): Other => ({
  name,
  path,
  method,
  headers: fhirJson,
  body: JSON.stringify(body),
});
const get = (path: string): Other => ({ name: path, path });
const summaries = [
  ...['home-blood-pressure', 'glucose-summary', 'weight-summary', 'oxygen-saturation-summary'],
  ...['news2', 'expected-measurements', 'change-summary', 'stats', 'trend', 'lastn'],
];

/** Everything else that a token is asked for. */
const others: Other[] = [
  ...waysToMeasurements.map(({ name, path, question }) => ({ name, path: path('x'), ...question })),
  ...summaries.map((name) => get(`/Observation/$${name}`)),
  sent('POST $trend', 'POST', '/Observation/$trend'),
  sent('POST Observation', 'POST', '/Observation'),
  sent('POST Bundle', 'POST', ''),
  sent('POST $preview', 'POST', '/ServiceRequest/$preview'),
  sent('POST $end', 'POST', '/EpisodeOfCare/$end'),
  ...['/ServiceRequest', '/ServiceRequest/_history', '/ServiceRequest/1', '/ServiceRequest/1/_history'].map(
    get,
  ),
  sent('POST ServiceRequest', 'POST', '/ServiceRequest'),
  sent('PUT ServiceRequest', 'PUT', '/ServiceRequest/1'),
  ...['/AuditEvent', '/AuditEvent/1', '/Practitioner?name=fjell', '/Consent', '/Consent/1'].map(get),
  ...['/Consent/1/_history', '/Consent/1/_history/1'].map(get),
  sent('POST Consent', 'POST', '/Consent'),
  sent('PUT Consent', 'PUT', '/Consent/1'),
  { name: 'DELETE Consent', path: '/Consent/1', method: 'DELETE' },
];

describe.each([
  ['as it is issued', [scope]],
  ['whatever its scopes say', ['patient/*.cruds', 'system/*.cruds']],
])('a token of the parent of somebody aged 12 to 15, %s, is refused everything else', (_, scopes) => {
  test.each(others)('$name', async ({ name: __, path, ...asked }) => {
    const token = await limited({ scopes });
    const before = (await logOf(person)).length;
    const answer = await facade.ask(path.replace('/x', `/${observation}`), { token, ...asked });
    expect(reasonOf(answer)).toEqual([403, 'parent-limited']);
    expect(answer.text).not.toContain(observation);
    const [entry, ...earlier] = await logOf(person);
    expect(earlier).toHaveLength(before);
    expect(entry).toMatchObject({ actor: { kind: 'citizen', ...asParent }, refused: 'parent-limited' });
    expect(entry?.disclosed).toBeUndefined();
  });

  test('and every route with a token is among them', () => {
    const routes = new Set(others.map(({ path }) => path.split('?')[0]?.split('/')[1] ?? ''));
    expect([...routes].sort()).toEqual(
      ['', 'AuditEvent', 'Consent', 'EpisodeOfCare', 'Observation', 'Practitioner', 'ServiceRequest'].sort(),
    );
  });
});
