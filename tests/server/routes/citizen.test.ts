import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CitizenGrant } from '../../../server/access/grant.ts';
import {
  citizensIss,
  patientId,
  startFacade,
  type Answer,
  type RunningFacade,
} from '../../support/facade.ts';
import {
  batch,
  bloodPressure,
  categorySystem,
  heartRate,
  newPerson,
  observation,
} from '../../support/observation-builders.ts';

let facade: RunningFacade;
const person = newPerson();
const other = newPerson();
let token: string;
let ownId: string;
let theirId: string;

const entries = ({ body }: Answer): fhir4.Observation[] =>
  ((body as fhir4.Bundle).entry ?? []).map(({ resource }) => resource as fhir4.Observation);
const refusal = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];

beforeAll(async () => {
  facade = await startFacade();
  await facade.deliver(
    heartRate(person, '2026-03-01T08:00:00Z', 61),
    heartRate(person, '2026-03-02T08:00:00Z', 62),
    bloodPressure(person, '2026-03-02T08:00:00Z', 121, 81),
    heartRate(other, '2026-03-03T08:00:00Z', 99),
  );
  token = await facade.citizen(person);
  ownId = entries(await facade.ask('/Observation?code=8867-4', { token }))[0]?.id ?? '';
  theirId = entries(await facade.ask('/Observation', { token: await facade.citizen(other) }))[0]?.id ?? '';
});
afterAll(() => facade.stop());

const relations: CitizenGrant['actor'][] = [
  { relation: 'self', name: 'Ærlig Bjørk' },
  { relation: 'parent', name: 'Omsorgsfull Bjørk' },
  { relation: 'proxy', name: 'Hjelpsom Nabo' },
];

describe.each(relations)('$relation reads', (actor) => {
  const ask = async (path: string) => facade.ask(path, { token: await facade.citizen(person, { actor }) });

  test('a search, with the issuer’s id of the patient', async () => {
    const answer = await ask(`/Observation?patient=${patientId(person)}&code=8867-4&_sort=date`);
    expect(answer.status).toBe(200);
    expect(entries(answer).map(({ valueQuantity }) => valueQuantity?.value)).toEqual([61, 62]);
    expect(entries(answer)[0]?.subject).toMatchObject({ reference: `Patient/${patientId(person)}` });
  });

  test('page by page', async () => {
    const first = await ask('/Observation?code=8867-4&_count=1');
    const next = (first.body as fhir4.Bundle).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(entries(await ask(next))).toHaveLength(1);
    const stranger = await facade.ask(next, { token: await facade.citizen(other, { actor }) });
    expect(refusal(stranger)).toEqual([400, 'page-invalid']);
  });

  test('one measurement, its history and a version of it', async () => {
    expect((await ask(`/Observation/${ownId}`)).body).toMatchObject({ id: ownId });
    expect((await ask(`/Observation/${ownId}/_history`)).body).toMatchObject({ type: 'history', total: 1 });
    expect((await ask(`/Observation/${ownId}/_history/1`)).body).toMatchObject({ meta: { versionId: '1' } });
  });

  test('the latest of each, and a trend', async () => {
    const latest = entries(await ask('/Observation/$lastn?code=8867-4'));
    expect(latest.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([62]);
    const trend = await ask('/Observation/$trend?code=8867-4');
    expect(trend.status).toBe(200);
    expect(trend.body.parameter).toContainEqual({
      name: 'patient',
      valueReference: { reference: `Patient/${patientId(person)}` },
    });
    expect(trend.text).toContain('61');
  });
});

describe('nobody else is ever answered', () => {
  const others: [string, string][] = [
    ['patient', patientId(other)],
    ['patient', `Patient/${patientId(other)}`],
    ['patient', `${citizensIss}/Patient/${patientId(other)}`],
    ['patient', `http://localhost:4001/fhir/Patient/${patientId(person)}`],
    ['subject', `Patient/${patientId(other)}`],
    ['patient.identifier', `${other.system}|${other.value}`],
    ['patient.identifier', other.value],
    ['patient', other.value],
  ];
  const paths = ['/Observation?', '/Observation/$lastn?code=8867-4&', '/Observation/$trend?code=8867-4&'];
  const cases = relations.flatMap((actor) => others.map(([name, value]) => ({ actor, name, value })));

  test.each(cases)('$actor.relation: $name=$value is 403 on every path', async ({ actor, name, value }) => {
    const held = await facade.citizen(person, { actor });
    for (const path of paths) {
      const answer = await facade.ask(`${path}${name}=${encodeURIComponent(value)}`, { token: held });
      expect([path, ...refusal(answer)]).toEqual([path, 403, 'other-patient']);
      const [base = '', query = ''] = path.split('?');
      const target = base === '/Observation' ? '/Observation/_search' : base;
      const posted = await facade.post(target, held, [...new URLSearchParams(query), [name, value]]);
      expect([path, ...refusal(posted)]).toEqual([path, 403, 'other-patient']);
      expect(answer.text + posted.text).not.toMatch(new RegExp(`${other.value}|${person.value}`));
    }
  });

  test.each(['', '/_history', '/_history/1'])(
    'another’s measurement does not exist: [id]%s',
    async (rest) => {
      const theirs = await facade.ask(`/Observation/${theirId}${rest}`, { token });
      const missing = await facade.ask(`/Observation/${theirId.split('-')[0]}-zzz${rest}`, { token });
      expect(theirs.status).toBe(404);
      expect(theirs.body).toEqual(missing.body);
      const own = await facade.ask(`/Observation/${theirId}${rest}`, { token: await facade.citizen(other) });
      expect(own.status).toBe(200);
    },
  );

  test('what is answered without naming anybody is the token’s own', async () => {
    for (const path of [
      '/Observation',
      '/Observation/$lastn?code=8867-4',
      '/Observation/$trend?code=8867-4',
    ]) {
      const { status, text } = await facade.ask(path, { token });
      expect([path, status, text.includes(other.value)]).toEqual([path, 200, false]);
      expect(text).not.toContain(theirId);
    }
  });

  test('a link given to a clinician about the same person is not the citizen’s', async () => {
    const clinician = await facade.clinician(person);
    const { body } = await facade.ask('/Observation?_count=1', { token: clinician });
    const next = (body as fhir4.Bundle).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(refusal(await facade.ask(next, { token }))).toEqual([400, 'page-invalid']);
    expect((await facade.ask(next, { token: clinician })).status).toBe(200);
  });
});

describe('scopes', () => {
  const reading = ['/Observation/{id}', '/Observation/{id}/_history', '/Observation/{id}/_history/1'];
  const searching = ['/Observation', '/Observation/$lastn?code=8867-4', '/Observation/$trend?code=8867-4'];
  const ask = async (path: string, ...scopes: string[]) =>
    refusal(
      await facade.ask(path.replace('{id}', ownId), { token: await facade.citizen(person, { scopes }) }),
    );

  test('each route asks for its own letter of Observation', async () => {
    for (const path of reading) {
      expect(await ask(path, 'patient/Observation.r')).toEqual([200, undefined]);
      expect(await ask(path, 'patient/Observation.s')).toEqual([403, 'scope-insufficient']);
    }
    for (const path of searching) {
      expect(await ask(path, 'patient/Observation.s')).toEqual([200, undefined]);
      expect(await ask(path, 'patient/Observation.r')).toEqual([403, 'scope-insufficient']);
    }
  });

  test('those of other resources, and no scopes, open nothing', async () => {
    for (const path of [...reading, ...searching]) {
      const others = [
        'patient/AuditEvent.rs',
        'patient/Consent.cruds',
        'user/Observation.rs',
        'system/Observation.rs',
      ];
      expect(await ask(path, ...others)).toEqual([403, 'scope-insufficient']);
      expect(await ask(path)).toEqual([403, 'scope-insufficient']);
    }
  });

  test('a limit to a category is kept', async () => {
    const measured = newPerson();
    await facade.deliver(
      heartRate(measured, '2026-03-01T08:00:00Z', 61),
      observation(measured, {
        category: [{ coding: [{ system: categorySystem, code: 'survey' }] }],
        code: { coding: [{ system: 'http://snomed.info/sct', code: '763264000' }] },
        valueInteger: 5,
      }),
    );
    const limited = await facade.citizen(measured, {
      scopes: [`patient/Observation.rs?category=${categorySystem}|survey`],
    });
    const codes = entries(await facade.ask('/Observation', { token: limited })).map(
      ({ code }) => code.coding?.[0]?.code,
    );
    expect(codes).toEqual(['763264000']);
  });

  test('a citizen delivers nothing', async () => {
    const sent = heartRate(person, '2026-03-04T08:00:00Z', 60);
    for (const [path, body] of [
      ['', batch(sent)],
      ['/Observation', sent],
    ] as [string, object][]) {
      const answer = await facade.ask(path, {
        method: 'POST',
        token: await facade.citizen(person, {
          scopes: ['system/Observation.crs', 'patient/Observation.cruds'],
        }),
        headers: { 'Content-Type': 'application/fhir+json' },
        body: JSON.stringify(body),
      });
      expect(refusal(answer)).toEqual([403, 'scope-insufficient']);
    }
  });
});
