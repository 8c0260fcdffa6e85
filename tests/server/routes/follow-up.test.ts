import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonIdentifier, SourceGrant } from '../../../server/access/grant.ts';
import type { Blocked } from '../../../server/blocks/blocks.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
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
beforeAll(async () => {
  facade = await startFacade();
  await enrolDelivering(facade.database.pool, fjordvik);
});
afterAll(() => facade.stop());

const scopes = ['system/EpisodeOfCare.u'];
const day = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * day).toISOString();
const reasonOf = ({ status, body }: Answer) => [status, body.issue[0].details.coding[0].code];
const address = '/EpisodeOfCare/$end';
const parametersOf = (person: PersonIdentifier, end?: string) => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'patient.identifier', valueIdentifier: person },
    ...(end === undefined ? [] : [{ name: 'end', valueDateTime: end }]),
  ],
});
const end = async (person: PersonIdentifier, when?: string, grant: Partial<SourceGrant> = {}) =>
  facade.ask(address, {
    method: 'POST',
    token: await facade.source({ scopes, ...grant }),
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(parametersOf(person, when)),
  });
const deliver = async (person: PersonIdentifier, time: string, source = oslo) =>
  facade.ask('', {
    method: 'POST',
    token: await facade.source(source),
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(batch(heartRate(person, time, 70))),
  });
const followed = async () => {
  const person = newPerson();
  await deliver(person, daysAgo(200));
  return person;
};
const look = async (person: PersonIdentifier) =>
  facade.ask('/Observation', { token: await facade.clinician(person) });
const logOf = async (person: PersonIdentifier) => {
  const { entries } = await createCitizenRights(facade.database.pool).accessLog.entries(person, {
    count: 50,
  });
  return entries.map(({ action, actor, refused }) => [action, actor.kind, refused].filter(Boolean).join(' '));
};

test('a source ends its follow-up, and is told what stands', async () => {
  const person = await followed();
  const { status, body } = await end(person, daysAgo(3));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    resourceType: 'EpisodeOfCare',
    status: 'finished',
    patient: { identifier: person },
    managingOrganization: { identifier: { system: orgnrSystem, value: oslo.orgnr }, display: oslo.name },
  });
  expect(Date.parse((body as fhir4.EpisodeOfCare).period?.end ?? '')).toBeLessThan(Date.now() - 2.9 * day);
  expect(await logOf(person)).toEqual(['follow-up-ended source', 'deliver source']);
});

test('by a form too', async () => {
  const person = await followed();
  const answer = await facade.post(address, await facade.source({ scopes }), {
    'patient.identifier': `${person.system}|${person.value}`,
  });
  expect([answer.status, answer.body.status]).toEqual([200, 'finished']);
});

describe('clinicians', () => {
  test.each([
    ['it has not ended', undefined, 200],
    ['it ended a day ago', 1, 200],
    ['it ended 89 days ago', 89, 200],
    ['it ended 90 days ago', 90, 403],
    ['it ends in ten days', -10, 200],
  ])('read measurements when %s', async (_, days, status) => {
    const person = await followed();
    if (days !== undefined) expect((await end(person, daysAgo(days))).status).toBe(200);
    const answer = await look(person);
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(reasonOf(answer)).toEqual([403, 'follow-up-ended']);
      expect((await logOf(person))[0]).toBe('search clinician follow-up-ended');
    }
  });

  test('read again from the delivery on of what was measured after the end', async () => {
    const person = await followed();
    await end(person, daysAgo(100));
    expect((await look(person)).status).toBe(403);
    await deliver(person, daysAgo(101));
    expect((await look(person)).status).toBe(403);
    await deliver(person, daysAgo(0));
    const { status, body } = await look(person);
    expect([status, body.total]).toEqual([200, 3]);
  });

  test('read as long as one of two sources follows', async () => {
    const person = await followed();
    await deliver(person, daysAgo(200), fjordvik);
    await end(person, daysAgo(100));
    expect((await look(person)).status).toBe(200);
    await end(person, daysAgo(95), fjordvik);
    expect((await look(person)).status).toBe(403);
  });

  test('of a patient nobody has delivered about get an answer, with nothing', async () => {
    const { status, body } = await look(newPerson());
    expect([status, body.total]).toEqual([200, 0]);
  });

  test('get to nothing by any way, nor to orders, also in an emergency', async () => {
    const person = await followed();
    await end(person, daysAgo(100));
    const clinician = { scopes: ['patient/*.cruds'], patient: 'pat-1' };
    const headers = { 'access-basis': 'AKUTT', 'access-reason': 'Bevisstl%C3%B8s' };
    const ways = waysToMeasurements.filter(({ name }) => name !== 'malformed');
    const orders = { name: 'orders', path: () => '/ServiceRequest', question: {} };
    for (const { name, path, question } of [...ways, orders]) {
      const answer = await facade.ask(path('a-1'), {
        ...question,
        token: await facade.clinician(person, clinician),
        headers: { ...headers, ...(question as { headers?: Record<string, string> }).headers },
      } as Parameters<typeof facade.ask>[1]);
      expect([name, ...reasonOf(answer)]).toEqual([name, 403, 'follow-up-ended']);
    }
  });
});

test('citizens always see what is theirs', async () => {
  const person = await followed();
  await end(person, daysAgo(1000));
  const { status, body } = await facade.ask('/Observation', { token: await facade.citizen(person) });
  expect([status, body.total]).toEqual([200, 1]);
});

test('so does the source: what it delivered', async () => {
  const person = await followed();
  await end(person, daysAgo(100));
  const answer = await facade.post(
    '/Observation/_search',
    await facade.source({ scopes: ['system/Observation.rs'] }),
    {
      'patient.identifier': `${person.system}|${person.value}`,
    },
  );
  expect([answer.status, answer.body.total]).toEqual([200, 1]);
});

const kinds: [string, Blocked, string][] = [
  ['the clinician', { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' }, 'access-blocked'],
  ['everyone', { kind: 'everyone' }, 'access-restricted'],
];
test.each(kinds)('whom a block of %s keeps out is not told of the follow-up', async (_, blocked, reason) => {
  const persons = [await followed(), await followed(), newPerson()];
  await end(persons[0] as PersonIdentifier, daysAgo(100));
  const { blocks } = createCitizenRights(facade.database.pool);
  const answers = [];
  for (const person of persons) {
    const madeBy = { relation: 'self', name: 'Ærlig Bjørk' } as const;
    await blocks.make(person, { blocked, from: Date.now() - 1000, madeBy });
    const { status, text } = await look(person);
    answers.push(`${status} ${text}`);
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain(reason);
});

describe('an end is refused', () => {
  test('of another organisation’s follow-up, and of one nobody has, with the same words', async () => {
    const person = await followed();
    const others = await end(person, undefined, fjordvik);
    expect(reasonOf(others)).toEqual([404, 'follow-up-not-found']);
    expect((await end(newPerson(), undefined, fjordvik)).text).toBe(others.text);
    expect((await look(person)).status).toBe(200);
    expect(await logOf(person)).toEqual(['search clinician', 'deliver source']);
  });

  test.each<[string, Partial<SourceGrant>, string]>([
    ['without the scope', { scopes: ['system/Observation.crs'] }, 'scope-insufficient'],
    ['of who is not enrolled', { orgnr: '999999999' }, 'organization-not-enrolled'],
  ])('%s, and that is in the log', async (_, grant, reason) => {
    const person = await followed();
    expect(reasonOf(await end(person, undefined, grant))).toEqual([403, reason]);
    expect((await logOf(person))[0]).toBe(`follow-up-ended source ${reason}`);
  });

  test.each(['clinician', 'citizen'] as const)('of a %s', async (kind) => {
    const person = await followed();
    const answer = await facade.ask(address, {
      method: 'POST',
      token: await facade[kind](person, { scopes: ['patient/*.cruds'] }),
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(parametersOf(person)),
    });
    expect(reasonOf(answer)).toEqual([403, 'scope-insufficient']);
  });

  test('with anything in the URL', async () => {
    const person = await followed();
    const answer = await facade.post(`${address}?end=2026-01-01`, await facade.source({ scopes }), {
      'patient.identifier': `${person.system}|${person.value}`,
    });
    expect(reasonOf(answer)).toEqual([400, 'parameter-in-url']);
  });
});

test('metadata, the definition and openapi.json say what there is', async () => {
  const { body } = await facade.ask('/metadata');
  const listed = (type: string) =>
    (body as fhir4.CapabilityStatement).rest?.[0]?.resource?.find((each) => each.type === type)?.operation ??
    [];
  const [operation, ...more] = listed('EpisodeOfCare');
  expect([operation?.name, more.length]).toEqual(['end', 0]);
  expect(listed('Observation').map(({ name }) => name)).not.toContain('end');
  const definition = await facade.ask(operation?.definition ?? '');
  expect(definition.body).toMatchObject({ code: 'end', affectsState: true, resource: ['EpisodeOfCare'] });
  const { paths } = (await (await fetch(`${facade.origin}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
  };
  expect(Object.keys(paths['/fhir/EpisodeOfCare/$end'] ?? {})).toEqual(['post']);
  expect(paths['/fhir/EpisodeOfCare/$end']?.['post']?.responses['200']?.description).toBe('EpisodeOfCare');
});
