import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessEntry, AccessRecord } from '../../../server/access-log/access-log.ts';
import { DisclosedVersions, numberIn } from '../../../server/access-log/digest.ts';
import { readEntries } from '../../../server/access-log/entries.ts';
import { verifyLog } from '../../../server/access-log/verify/verify-log.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { accessLogKeys } from '../../support/citizen-rights.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { batch, fjordvik, heartRate, newPerson, oslo, weight } from '../../support/observation-builders.ts';
import { keyOf } from './log.ts';

let facade: RunningFacade;
beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());

const scopes = ['system/Observation.crs'];
const post = async (path: string, body: object) =>
  facade.ask(path, {
    method: 'POST',
    token: await facade.source({ scopes }),
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(body),
  });
/** Oldest first. */
const entriesOf = async (person: PersonIdentifier): Promise<AccessEntry[]> =>
  (await readEntries(facade.database.pool, person, { count: 100 })).entries.reverse();
const statuses = ({ body }: Answer) =>
  (body as fhir4.Bundle).entry?.map(({ response }) => response?.status.slice(0, 3));

/** Of the versions that an answer names for these places of the delivery. */
function digestOf({ body }: Answer, ...places: number[]): string {
  const versions = new DisclosedVersions();
  for (const place of places) {
    const location = (body as fhir4.Bundle).entry?.[place]?.response?.location ?? '';
    const [, id = '', version] = /Observation\/([^/]+)\/_history\/(\d+)$/.exec(location) ?? [];
    versions.add(numberIn(id), Number(version));
  }
  return versions.digest();
}

const bySource = {
  actor: { kind: 'source', organization: oslo, clientId: 'source-958935420' },
  occurred: expect.any(Number) as number,
} as const;

describe('a delivery', () => {
  const [one, other] = [newPerson(), newPerson()];
  const first = heartRate(one, '2026-03-01T08:00:00Z', 60);
  const second = weight(one, '2026-03-03T08:00:00Z', 80);
  const about = heartRate(other, '2026-03-02T08:00:00Z', 70);

  test('is one entry in the log of each person: who, how many, which codes, when, exactly which versions', async () => {
    const answer = await post('', batch(first, about, second));
    expect(await entriesOf(one)).toEqual([
      {
        ...bySource,
        ...{ action: 'deliver', basis: 'TREAT', sequence: 1, request: answer.headers.get('x-request-id') },
        delivered: {
          codes: ['http://loinc.org|29463-7', 'http://loinc.org|8867-4'],
          from: Date.parse('2026-03-01T08:00:00Z'),
          to: expect.any(Number) as number,
          counts: { created: 2 },
          digest: digestOf(answer, 0, 2),
        },
      },
    ]);
    expect((await entriesOf(other)).map(({ delivered }) => delivered)).toMatchObject([
      { codes: ['http://loinc.org|8867-4'], counts: { created: 1 }, digest: digestOf(answer, 1) },
    ]);
  });

  test('of what is there already writes nothing', async () => {
    expect(statuses(await post('', batch(first, about, second)))).toEqual(['200', '200', '200']);
    expect([await entriesOf(one), await entriesOf(other)].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('tells corrections and withdrawals apart, and says nothing about whom nothing changes', async () => {
    const corrected = { ...first, status: 'corrected' as const };
    const withdrawn = { ...second, status: 'entered-in-error' as const };
    const answer = await post('', batch(corrected, withdrawn, about));
    expect((await entriesOf(one))[1]?.delivered).toMatchObject({
      counts: { changed: 1, withdrawn: 1 },
      digest: digestOf(answer, 0, 1),
    });
    expect(await entriesOf(other)).toHaveLength(1);
  });

  test('of a single Observation, too', async () => {
    const person = newPerson();
    const answer = await post('/Observation', heartRate(person, '2026-03-01T08:00:00Z', 60));
    expect(answer.status).toBe(201);
    expect(await entriesOf(person)).toMatchObject([
      { request: answer.headers.get('x-request-id'), delivered: { counts: { created: 1 } } },
    ]);
  });

  test('is found by the citizen, as AuditEvents', async () => {
    const { body } = await facade.ask('/AuditEvent', { token: await facade.citizen(one) });
    const [newest, oldest] = (body as fhir4.Bundle).entry?.map(({ resource }) => resource) as [
      fhir4.AuditEvent,
      fhir4.AuditEvent,
    ];
    expect([oldest.action, newest.action]).toEqual(['C', 'U']);
    expect(oldest.agent[0]).toMatchObject({
      who: { display: 'Oslo kommune' },
      altId: 'source-958935420',
      requestor: true,
    });
    const details = newest.entity?.find(({ name }) => name === 'Observation')?.detail;
    expect(details?.map(({ type, valueString }) => [type, valueString])).toEqual(
      expect.arrayContaining([
        ['code', 'http://loinc.org|8867-4'],
        ['changed', '1'],
        ['withdrawn', '1'],
      ]),
    );
  });

  test('that the source may not make about a person is a refusal in the log of that person alone', async () => {
    const [mine, notMine] = [newPerson(), newPerson()];
    const foreign = {
      performer: [{ identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: fjordvik.orgnr } }],
    };
    const answer = await post(
      '',
      batch(
        heartRate(notMine, '2026-03-01T08:00:00Z', 60, foreign),
        heartRate(notMine, '2026-03-01T09:00:00Z', 60, foreign),
        heartRate(mine, '2026-03-01T08:00:00Z', 60),
      ),
    );
    expect(statuses(answer)).toEqual(['403', '403', '201']);
    expect(await entriesOf(notMine)).toEqual([
      {
        ...bySource,
        ...{ action: 'deliver', basis: 'TREAT', sequence: 1, request: answer.headers.get('x-request-id') },
        refused: 'other-organization',
      },
    ]);
    expect(await entriesOf(mine)).toMatchObject([{ delivered: { counts: { created: 1 } } }]);
  });
});

describe('what a source reads of what it delivered', () => {
  const people = [newPerson(), newPerson(), newPerson()] as const;
  let delivered: Answer;
  beforeAll(async () => {
    delivered = await post(
      '',
      batch(...people.map((person) => heartRate(person, '2026-05-01T08:00:00Z', 60))),
    );
  });
  const search = async (query: string, changes = {}) =>
    facade.ask(`/Observation?${query}`, { token: await facade.source({ scopes, ...changes }) });
  const last = async (person: PersonIdentifier) => (await entriesOf(person)).at(-1);
  const of = (person: PersonIdentifier) => `patient.identifier=${person.system}|${person.value}`;

  test('about one person', async () => {
    const answer = await search(`${of(people[0])}&code=8867-4&date=ge2026-01-01`);
    expect(await last(people[0])).toEqual({
      ...bySource,
      ...{ action: 'search', basis: 'COC', sequence: 2, request: answer.headers.get('x-request-id') },
      disclosed: {
        ...{ codes: ['|8867-4'], from: Date.parse('2025-12-31T23:00:00Z') },
        ...{ count: 1, digest: digestOf(delivered, 0) },
      },
    });
  });

  test('about everybody: one entry for each person of the page, and none of others', async () => {
    const lengths = async () => Promise.all(people.map(async (each) => (await entriesOf(each)).length));
    const before = await lengths();
    const answer = await search(`_lastUpdated=ge2020-01-01&date=ge2026-05-01&_count=2`);
    const seen = (answer.body as fhir4.Bundle).entry?.map(
      ({ resource }) => (resource as fhir4.Observation).subject?.identifier?.value,
    );
    const expected = people.map(({ value }, at) => (before[at] ?? 0) + (seen?.includes(value) ? 1 : 0));
    expect(seen).toHaveLength(2);
    expect(await lengths()).toEqual(expected);
    const at = people.findIndex(({ value }) => seen?.includes(value));
    expect(await last(people[at] as PersonIdentifier)).toMatchObject({
      request: answer.headers.get('x-request-id'),
      disclosed: { codes: [], count: 1, digest: digestOf(delivered, at) },
    });
  });

  test.each<[string, object, string]>([
    ['another source', {}, 'other-organization'],
    ['no scope for it', { scopes: ['system/Observation.c'] }, 'scope-insufficient'],
    ['no enrolment', { orgnr: '999999999' }, 'organization-not-enrolled'],
  ])('a refusal that names a person is in their log: %s', async (_, changes, refused) => {
    const source = refused === 'other-organization' ? `&_source=${fjordvik.orgnr}` : '';
    const answer = await search(`${of(people[1])}${source}`, changes);
    expect(answer.status).toBe(403);
    expect(await last(people[1])).toMatchObject({ action: 'search', refused });
  });

  test('is not answered when it cannot be logged', async () => {
    await broken(people[2], async () => {
      expect((await search(of(people[2]))).status).toBe(503);
      expect((await search(`date=ge2026-05-01`)).status).toBe(503);
    });
    expect((await search(of(people[2]))).status).toBe(200);
  });
});

/** The end of the person's chain is not what was written, meanwhile. */
async function broken(person: PersonIdentifier, work: () => Promise<void>): Promise<void> {
  const flip = async () =>
    facade.database.pool.query('update access_chain set sequence = -sequence where person = $1', [
      await keyOf(facade.database.pool, person),
    ]);
  await flip();
  await work();
  await flip();
}

test('about whom it cannot be logged, nothing is stored; a repetition stores and logs', async () => {
  const [whole, other] = [newPerson(), newPerson()];
  const at = (person: PersonIdentifier, day: number) => heartRate(person, `2026-06-0${day}T08:00:00Z`, 60);
  await post('', batch(at(whole, 1), at(other, 1)));
  const sent = [at(whole, 2), at(other, 2)];
  await broken(other, async () => {
    const answer = await post('', batch(...sent));
    expect(statuses(answer)).toEqual(['201', '503']);
    expect((await post('/Observation', sent[1] as object)).status).toBe(503);
  });
  expect(statuses(await post('', batch(...sent)))).toEqual(['200', '201']);
  const counts = (entries: AccessRecord[] | AccessEntry[]) =>
    entries.map(({ delivered }) => delivered?.counts);
  expect(counts(await entriesOf(whole))).toEqual([{ created: 1 }, { created: 1 }]);
  expect(counts(await entriesOf(other))).toEqual([{ created: 1 }, { created: 1 }]);
  expect((await verifyLog(facade.database.pool, { keys: accessLogKeys })).faults).toEqual([]);
});

test('entries are counted, those that could not be written as well', async () => {
  const text = await (await fetch(`${facade.origin}/metrics`)).text();
  for (const what of ['entries', 'refused']) {
    for (const by of ['delivery', 'request']) {
      expect(text).toMatch(new RegExp(`^hjemmekurve_access_log_${what}_total\\{by="${by}"\\} [1-9]`, 'm'));
    }
  }
  expect(text).toMatch(/^hjemmekurve_access_log_waiting 0$/m);
  expect(text).toMatch(/^hjemmekurve_access_log_write_seconds_count [1-9]/m);
});
