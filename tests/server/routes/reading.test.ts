import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import type { NewBlock } from '../../../server/blocks/blocks.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import { heartRate, newPerson } from '../../support/observation-builders.ts';

let facade: RunningFacade;
let rights: ReturnType<typeof createCitizenRights>;
let person: PersonIdentifier;
let token: string;
const minute = 60_000;

beforeAll(async () => {
  facade = await startFacade();
  rights = createCitizenRights(facade.database.pool);
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await facade.clinician(person);
  await facade.deliver(
    heartRate(person, '2026-03-01T08:00:00Z', 70),
    heartRate(person, '2026-03-02T08:00:00Z', 71),
  );
});

const block = (blocked: NewBlock['blocked']) =>
  rights.blocks.make(person, {
    blocked,
    from: Date.now() - minute,
    madeBy: { relation: 'self', name: 'Ærlig Bjørk' },
  });
/** But for what was delivered before (tests/server/access-log/deliveries.test.ts). */
const entries = async () =>
  (await rights.accessLog.entries(person, { count: 50 })).entries.filter(
    ({ action }) => action !== 'deliver',
  );
const code = 'http://loinc.org|8867-4';

/** Every way to measurements, and what the log calls it. */
const ways: [string, string, (id: string) => string][] = [
  ['search', 'search', () => '/Observation'],
  ['search in pages', 'search', () => '/Observation?_count=1'],
  ['count', 'search', () => '/Observation?_summary=count'],
  ['read', 'read', (id) => `/Observation/${id}`],
  ['history', 'history', (id) => `/Observation/${id}/_history`],
  ['version', 'history', (id) => `/Observation/${id}/_history/1`],
  ['$lastn', 'latest', () => `/Observation/$lastn?code=${code}`],
  ['$trend', 'trend', () => `/Observation/$trend?code=${code}`],
  ['$stats', 'statistics', () => `/Observation/$stats?code=${code}&statistic=average`],
];

async function anId(): Promise<string> {
  const { observations } = await facade.store.search(
    person,
    { dates: [], lastUpdated: [], sort: 'date' },
    { count: 1 },
  );
  return observations[0]?.id ?? '';
}

describe.each(ways)('%s', (_, action, pathOf) => {
  test('is answered once it is in the log, in one entry', async () => {
    const answer = await facade.ask(pathOf(await anId()), { token });
    expect(answer.status).toBe(200);
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      action,
      basis: 'TREAT',
      actor: {
        kind: 'clinician',
        hpr: '9999999',
        name: 'Åse Fjellsjø',
        organization: { orgnr: '312774100' },
      },
      request: answer.headers.get('x-request-id'),
    });
    expect(entry?.disclosed?.count).toBeGreaterThan(0);
    expect(entry).not.toHaveProperty('refused');
  });

  test('by a blocked clinician is refused, and that is in the log', async () => {
    const id = await anId();
    await block({ kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' });
    const answer = await facade.ask(pathOf(id), { token });
    expect(answer.status).toBe(403);
    expect(answer.body.issue[0].details.coding[0].code).toBe('access-blocked');
    expect(await entries()).toMatchObject([{ action, refused: 'access-blocked' }]);
  });

  test('of another patient without measurements is refused with the same words', async () => {
    const id = await anId();
    await block({ kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' });
    const withData = await facade.ask(pathOf(id), { token });
    person = newPerson();
    await block({ kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' });
    const without = await facade.ask(pathOf(id), { token: await facade.clinician(person) });
    expect(without.status).toBe(withData.status);
    expect(without.text).toBe(withData.text);
  });

  test('of a citizen is in their own log', async () => {
    const answer = await facade.ask(pathOf(await anId()), { token: await facade.citizen(person) });
    expect(answer.status).toBe(200);
    expect(await entries()).toMatchObject([
      { action, basis: 'own', actor: { kind: 'citizen', relation: 'self' } },
    ]);
  });

  test('is not answered when the log cannot be written', async () => {
    const id = await anId();
    await facade.database.pool.query('alter table access_entry rename to away');
    try {
      const answer = await facade.ask(pathOf(id), { token });
      expect(answer.status).toBe(503);
      expect(answer.body.issue[0].details.coding[0].code).toBe('log-unavailable');
      expect(answer.text).not.toMatch(/70|71|valueQuantity|total/);
    } finally {
      await facade.database.pool.query('alter table away rename to access_entry');
    }
    expect((await facade.ask(pathOf(id), { token })).status).toBe(200);
  });
});

describe('what the log says of an answer', () => {
  test('codes, period and number; equal answers have one digest, others another', async () => {
    const trend = (query: string) => facade.ask(`/Observation/$trend?code=${code}${query}`, { token });
    await trend('&start=2026-03-01&end=2026-03-01');
    await trend('&start=2026-03-01&end=2026-03-02');
    await facade.ask(`/Observation?code=${code}&date=ge2026-03-01`, { token });
    const [search, both, one] = await entries();
    expect(one?.disclosed).toMatchObject({ count: 1, codes: [code] });
    expect(one?.disclosed).toMatchObject({ from: Date.parse('2026-02-28T23:00:00Z') });
    expect(both?.disclosed?.count).toBe(2);
    expect(search?.disclosed).toMatchObject({ count: 2, codes: [code] });
    expect(search?.disclosed?.digest).toBe(both?.disclosed?.digest);
    expect(search?.disclosed?.digest).not.toBe(one?.disclosed?.digest);
  });

  test('that nothing was found is told too', async () => {
    await facade.ask('/Observation?date=gt2030-01-01', { token });
    expect((await entries())[0]?.disclosed).toMatchObject({ count: 0 });
  });

  test('a corrected measurement is another version: the digest changes', async () => {
    const sent = heartRate(person, '2026-03-03T08:00:00Z', 72);
    await facade.deliver(sent);
    await facade.ask('/Observation', { token });
    await facade.deliver({ ...sent, valueQuantity: { ...sent.valueQuantity, value: 73 } });
    await facade.ask('/Observation', { token });
    const [after, before] = await entries();
    expect(after?.disclosed?.count).toBe(before?.disclosed?.count);
    expect(after?.disclosed?.digest).not.toBe(before?.disclosed?.digest);
  });

  test('refusals before a person is known leave no entry; of another patient one in the token’s own', async () => {
    expect((await facade.ask('/Observation')).status).toBe(401);
    expect((await facade.ask('/Observation?patient=someone-else', { token })).status).toBe(403);
    const unscoped = await facade.clinician(person, { scopes: ['patient/Patient.rs'] });
    expect((await facade.ask('/Observation', { token: unscoped })).status).toBe(403);
    expect((await entries()).map(({ refused }) => refused)).toEqual(['scope-insufficient', 'other-patient']);
  });

  test('a malformed question is neither disclosure nor refusal', async () => {
    expect((await facade.ask('/Observation?date=yesterday', { token })).status).toBe(400);
    expect((await facade.ask('/Observation/none-1', { token })).status).toBe(404);
    expect(await entries()).toEqual([]);
  });
});

describe('a general restriction', () => {
  const opened = (basis: string, reason = 'Bevisstløs ved ankomst') => ({
    token,
    headers: { 'access-basis': basis, 'access-reason': encodeURIComponent(reason) },
  });
  beforeEach(() => block({ kind: 'everyone' }));

  test('refuses, and is opened with consent or in an emergency, which the log says with the words written', async () => {
    expect((await facade.ask('/Observation', { token })).status).toBe(403);
    expect((await facade.ask('/Observation', opened('AKUTT'))).status).toBe(200);
    expect((await facade.ask('/Observation', opened('SAMTYKKE', 'Pasienten sa ja'))).status).toBe(200);
    expect((await facade.ask('/Observation', { token })).status).toBe(403);
    expect((await entries()).map(({ opened, refused }) => opened ?? refused)).toEqual([
      'access-restricted',
      { by: 'consent', reason: 'Pasienten sa ja' },
      { by: 'emergency', reason: 'Bevisstløs ved ankomst' },
      'access-restricted',
    ]);
    expect((await entries()).map(({ basis }) => basis)).toEqual(['TREAT', 'TREAT', 'ETREAT', 'TREAT']);
  });

  test('does not open a named block', async () => {
    await block({ kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' });
    const answer = await facade.ask('/Observation', opened('AKUTT'));
    expect(answer.body.issue[0].details.coding[0].code).toBe('access-blocked');
  });

  test('is not opened without a reason, or on another basis', async () => {
    for (const [basis, reason] of [
      ['AKUTT', ''],
      ['AKUTT', '  x '],
      ['AKUTT', 'x'.repeat(1001)],
      ['UNNTAK', 'Bevisstløs'],
      ['', 'Bevisstløs'],
    ] as const) {
      expect((await facade.ask('/Observation', opened(basis, reason))).status).toBe(400);
    }
    const half = await facade.ask('/Observation', { token, headers: { 'access-reason': '%E0%A4%A' } });
    expect(half.status).toBe(400);
    expect(await entries()).toEqual([]);
  });

  test('is nothing to the citizen', async () => {
    expect((await facade.ask('/Observation', { token: await facade.citizen(person) })).status).toBe(200);
  });
});

describe('what holds at the next request', () => {
  test('a block, its end, and an organisation that is no longer enrolled', async () => {
    const status = async () => (await facade.ask('/Observation', { token })).status;
    expect(await status()).toBe(200);
    const made = await block({ kind: 'organization', orgnr: '312774100', name: 'Bjørkelia legesenter' });
    expect(await status()).toBe(403);
    await rights.blocks.withdraw(person, made.id, made.version, made.madeBy);
    expect(await status()).toBe(200);
    await facade.database.pool.query(`update organization set consumes = false where orgnr = '312774100'`);
    try {
      const answer = await facade.ask('/Observation', { token });
      expect(answer.body.issue[0].details.coding[0].code).toBe('organization-not-enrolled');
    } finally {
      await facade.database.pool.query(`update organization set consumes = true where orgnr = '312774100'`);
    }
  });
});

describe('AuditEvent', () => {
  const own = async (path: string) => facade.ask(path, { token: await facade.citizen(person) });

  test('the citizen sees who looked, newest first, page by page, and that the log was read', async () => {
    for (let look = 0; look < 3; look++) await facade.ask('/Observation', { token });
    const first = await own('/AuditEvent?_count=2');
    expect(first.body.entry).toHaveLength(2);
    const next = first.body.link.find(({ relation }: fhir4.BundleLink) => relation === 'next').url as string;
    const second = await own(next);
    const names = second.body.entry.map(
      ({ resource }: { resource: fhir4.AuditEvent }) => resource.agent[0]?.who?.display,
    );
    expect(names).toEqual(['Åse Fjellsjø', 'Oslo kommune']);
    expect(second.body.link.map(({ relation }: fhir4.BundleLink) => relation)).toEqual(['self']);
    const [event] = first.body.entry as { resource: fhir4.AuditEvent }[];
    expect(JSON.stringify(event)).toContain('Åse Fjellsjø');
    expect(event?.resource.entity?.[0]?.what?.reference).toBe(`Patient/${patientId(person)}`);
    expect((await entries()).slice(0, 2).map(({ action }) => action)).toEqual(['log-read', 'log-read']);
  });

  test('one is read by its id, another person’s is none', async () => {
    await facade.ask('/Observation', { token });
    const id = (await own('/AuditEvent')).body.entry[0].resource.id as string;
    expect((await own(`/AuditEvent/${id}`)).body).toMatchObject({ resourceType: 'AuditEvent', id });
    expect((await own(`/AuditEvent/${id}9`)).status).toBe(404);
    person = newPerson();
    await rights.accessLog.entries(person, { count: 1 });
    expect((await own(`/AuditEvent/${id}`)).status).toBe(404);
  });

  test('by day, and nothing that names the person is in a link', async () => {
    await facade.ask('/Observation', { token });
    const today = await own(`/AuditEvent?date=ge2020-01-01&patient=${patientId(person)}`);
    expect(today.body.entry).toHaveLength(2);
    expect(today.body.link[0].url).toContain('date=ge2020-01-01');
    expect((await own('/AuditEvent?date=lt2020-01-01')).body.entry).toBeUndefined();
    expect((await own('/AuditEvent?date=ne2020-01-01')).status).toBe(400);
    expect((await own('/AuditEvent?_count=0')).status).toBe(400);
    expect((await own('/AuditEvent?patient=another')).status).toBe(403);
    const strict = { token: await facade.citizen(person), headers: { prefer: 'handling=strict' } };
    expect((await facade.ask('/AuditEvent?agent=x', strict)).status).toBe(400);
  });

  test('a clinician never sees it, and the attempt is in it', async () => {
    const answer = await facade.ask('/AuditEvent', { token });
    expect(answer.status).toBe(403);
    expect(await entries()).toMatchObject([{ action: 'log-read', refused: 'scope-insufficient' }]);
    const wide = await facade.clinician(person, { scopes: ['patient/*.rs', 'patient/AuditEvent.rs'] });
    expect((await facade.ask('/AuditEvent', { token: wide })).status).toBe(403);
  });

  test('a citizen’s app without the scope does not see it either', async () => {
    const app = await facade.citizen(person, { scopes: ['patient/Observation.rs'] });
    expect((await facade.ask('/AuditEvent', { token: app })).status).toBe(403);
    expect((await facade.ask('/Observation', { token: app })).status).toBe(200);
  });
});
