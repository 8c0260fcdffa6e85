import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../../server/access/grant.ts';
import { createFhirUpstream } from '../../../../server/store/fhir/fhir-upstream.ts';
import type { Deliverable } from '../../../../server/store/deliverable.ts';
import type { GuardOptions } from '../../../../server/store/remote/resilience/guard.ts';
import { fjordvik, heartRate, newPerson, orgnrSystem, oslo } from '../../../support/observation-builders.ts';
import { startR4Server, type R4Server } from '../../../support/r4-server.ts';
import { prepared } from '../contract.ts';
import { clinician, guarded, settingsOf } from './asking.ts';
import { searchset, startLyingServer, status, type LyingServer } from './lying-server.ts';

const time = '2026-03-01T08:00:00+01:00';
const from = ({ orgnr, name }: typeof oslo) => ({
  performer: [{ identifier: { system: orgnrSystem, value: orgnr }, display: name }],
});

const upstreamOf = (url: string, guard: Partial<GuardOptions> = {}) =>
  createFhirUpstream({ settings: settingsOf(url), guard: guarded({ retries: 0, ...guard }) });

describe('to a FHIR R4 server (Medplum)', () => {
  let server: R4Server;
  beforeAll(async () => {
    server = await startR4Server({ mostPerPage: 3 });
  }, 60_000);
  afterAll(() => server.stop());

  const deliver = (...measurements: Deliverable[]) => upstreamOf(server.url).deliver(oslo, measurements);
  const held = async (person: PersonIdentifier) =>
    (await server.resources('Observation')).filter(
      (resource): resource is typeof resource & { resourceType: 'Observation' } =>
        resource.resourceType === 'Observation' && resource.subject?.identifier?.value === person.value,
    );

  test('new, the same again, other content, withdrawn: one Observation', async () => {
    const person = newPerson();
    const sent = heartRate(person, time, 70, from(oslo));
    const corrected = { ...sent, status: 'amended', valueQuantity: { ...sent.valueQuantity, value: 71 } };
    expect(await deliver(prepared(sent))).toEqual(['created']);
    expect(await deliver(prepared(sent))).toEqual(['unchanged']);
    expect(await deliver(prepared(corrected as fhir4.Observation))).toEqual(['changed']);
    expect(await deliver(prepared({ ...sent, status: 'entered-in-error' }))).toEqual(['changed']);
    const [only, ...more] = await held(person);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ status: 'entered-in-error', valueQuantity: { value: 70 } });
  });

  test('the subject is the Patient here and the number, and the rest what the source sent', async () => {
    const person = newPerson();
    const sent = { ...heartRate(person, time, 70), id: 'of-the-source', note: [{ text: 'i ro' }] };
    await deliver(prepared(sent));
    const [patient] = (await server.resources('Patient')).filter(
      (each) => each.resourceType === 'Patient' && each.identifier?.[0]?.value === person.value,
    );
    expect(patient).toMatchObject({ identifier: [person] });
    const [observation] = await held(person);
    const { id, meta: _, ...content } = observation ?? {};
    expect(id).not.toBe('of-the-source');
    expect(content).toEqual({
      ...sent,
      id: undefined,
      subject: { reference: `Patient/${patient?.id}`, identifier: person },
    });
  });

  test('an order of outcomes that is that of the measurements, about several persons', async () => {
    const persons = Array.from({ length: 9 }, newPerson);
    const known = heartRate(persons[4] as PersonIdentifier, time, 60);
    await deliver(prepared(known));
    const sent = persons.flatMap((person) => [
      person === persons[4] ? known : heartRate(person, time, 60),
      heartRate(person, time, 61),
    ]);
    const outcomes = await deliver(...sent.map((each) => prepared(each)));
    expect(outcomes).toEqual(sent.map((each) => (each === known ? 'unchanged' : 'created')));
    for (const person of persons) expect(await held(person)).toHaveLength(2);
  });

  test('two versions of one measurement in one delivery are written in their order', async () => {
    const person = newPerson();
    const first = heartRate(person, time, 70);
    const second = { ...first, status: 'entered-in-error' } as const;
    expect(await deliver(prepared(first), prepared(second), prepared(second))).toEqual([
      'created',
      'changed',
      'unchanged',
    ]);
    expect(await held(person)).toMatchObject([{ status: 'entered-in-error' }]);
  });

  test('an identifier that another person’s or another source’s measurement has too replaces neither', async () => {
    const [one, other] = [newPerson(), newPerson()];
    const identifier = [{ value: '1' }];
    const all = [
      prepared(heartRate(one, time, 60, { identifier, ...from(oslo) })),
      prepared(heartRate(other, time, 61, { identifier, ...from(oslo) })),
      prepared(heartRate(one, time, 62, { identifier, ...from(fjordvik) }), {}, fjordvik),
    ];
    for (const each of all) expect(await deliver(each)).toEqual(['created']);
    for (const each of all) expect(await deliver(each)).toEqual(['unchanged']);
    const values = (await held(one)).map(({ valueQuantity }) => valueQuantity?.value);
    expect([values, (await held(other)).length]).toEqual([[60, 62], 1]);
  });

  test('characters that are syntax in a search find their measurement', async () => {
    const identifier = [{ system: 'urn:a,b|c$d', value: 'e\\f,g' }];
    const sent = prepared(heartRate(newPerson(), time, 60, { identifier }));
    expect(await deliver(sent)).toEqual(['created']);
    const { body } = server.requests.filter(({ url }) => url.endsWith('/Observation/_search')).at(-1) ?? {};
    expect(new URLSearchParams(body).get('identifier')).toBe('urn:a\\,b\\|c\\$d|e\\\\f\\,g');
  });

  test('If-Match: no version here is the one that was seen', async () => {
    const person = newPerson();
    const sent = heartRate(person, time, 60);
    const conflict = { status: 412, reason: 'version-conflict' };
    expect(await deliver(prepared(sent, { ifMatch: 1 }))).toMatchObject([conflict]);
    await deliver(prepared(sent));
    expect(await deliver(prepared(sent, { ifMatch: 2 }))).toMatchObject([conflict]);
    expect(await deliver(prepared({ ...sent, status: 'amended' }, { ifMatch: 1 }))).toEqual(['changed']);
  });

  test('no address ever holds a person’s number', () => {
    expect(server.requests.length).toBeGreaterThan(50);
    for (const { url } of server.requests)
      expect(decodeURIComponent(url)).not.toMatch(/(?<![\da-f-])\d{11}(?![\da-f-])/);
  });

  test('what was delivered is read', async () => {
    const person = newPerson();
    await deliver(...Array.from({ length: 8 }, (_, n) => prepared(heartRate(person, time, 60 + n))));
    const values: unknown[] = [];
    await upstreamOf(server.url).observations(clinician(person), person, () => (observation) => {
      values.push((observation as fhir4.Observation).valueQuantity?.value);
    });
    expect(values).toEqual([60, 61, 62, 63, 64, 65, 66, 67]);
  });
});

describe('to a server that lies', () => {
  const person = newPerson();
  const patient = { resourceType: 'Patient', id: 'p1', identifier: [person] };
  const two = [60, 61].map((value) => prepared(heartRate(person, time, value)));
  let server: LyingServer;
  beforeEach(async () => {
    server = await startLyingServer();
  });
  afterEach(() => server.stop());

  const answering = (...statuses: unknown[]) => ({
    resourceType: 'Bundle',
    type: 'batch-response',
    entry: statuses.map((each) => ({ response: { status: each } })),
  });
  const deliver = (measurements = two) =>
    upstreamOf(server.url, { callTimeout: 1000, retries: 2 }).deliver(oslo, measurements);
  const writes = () => server.heard.filter(({ method, path }) => method === 'POST' && path === '');

  /** What is said to a batch, and to searches that nothing was found but the person. */
  const batch = (say: Parameters<LyingServer['say']>[1]) => {
    server.say('', say);
    server.say('/Observation/_search', () => searchset([]));
    server.say('/Patient/_search', () => searchset([patient]));
  };

  test('each entry has its own outcome', async () => {
    batch(() => answering('201 Created', '422 Unprocessable'));
    expect(await deliver()).toMatchObject([
      'created',
      { status: 422, reason: 'refused-by-national-store', message: expect.stringContaining('422') },
    ]);
  });

  test.each([
    ['400', { status: 422, reason: 'refused-by-national-store' }],
    ['409', { status: 503, reason: 'store-unavailable' }],
    ['412 Precondition Failed', { status: 503, reason: 'store-unavailable' }],
    ['429', { status: 503, reason: 'store-throttled' }],
    ['500', { status: 503, reason: 'store-unavailable' }],
    ['301', { status: 503, reason: 'store-unavailable' }],
    ['fine', { status: 503, reason: 'store-unavailable' }],
    [undefined, { status: 503, reason: 'store-unavailable' }],
    [{}, { status: 503, reason: 'store-unavailable' }],
  ])('an entry with the status %j was not taken', async (said, failure) => {
    batch(() => answering('201', said));
    expect(await deliver()).toMatchObject(['created', failure]);
  });

  test.each([
    ['one entry too few', () => answering('201'), 'store-malformed'],
    ['one entry too many', () => answering('201', '201', '201'), 'store-malformed'],
    ['no Bundle', () => patient, 'store-malformed'],
    ['null', () => 'null', 'store-malformed'],
    ['nothing', () => '', 'store-malformed'],
    ['HTML', status(200, { 'content-type': 'text/html' }, '<p>'), 'store-malformed'],
    ['a redirect', status(307, { location: '/elsewhere' }), 'store-malformed'],
    ['403', status(403), 'store-malformed'],
    ['500', status(500), 'store-unavailable'],
    ['silence', () => undefined, 'store-timeout'],
  ])('%s: none was taken, and nothing is sent twice', async (_, say, reason) => {
    batch(say);
    expect(await deliver()).toMatchObject([{ reason }, { reason }]);
    expect(writes()).toHaveLength(1);
  });

  test('what was answered before the line broke stays answered', async () => {
    const many = Array.from({ length: 300 }, (_, n) => prepared(heartRate(person, time, 60 + n / 10)));
    let batches = 0;
    batch((heard, response) => {
      if (batches++ > 0) return status(500)(heard, response);
      return answering(...Array<string>(200).fill('201'));
    });
    const outcomes = await deliver(many);
    expect(outcomes.slice(0, 200)).toEqual(Array(200).fill('created'));
    expect(outcomes.slice(200)).toMatchObject(Array(100).fill({ reason: 'store-unavailable' }));
  });

  test('a person who fails does not touch another', async () => {
    const other = newPerson();
    batch(() => answering('201'));
    server.say('/Patient/_search', ({ form }) =>
      form.get('identifier')?.endsWith(other.value) ? 'null' : searchset([patient]),
    );
    expect(await deliver([prepared(heartRate(other, time, 1)), two[0] as Deliverable])).toMatchObject([
      { reason: 'store-malformed' },
      'created',
    ]);
  });

  test('a Patient who is somebody else is not written to', async () => {
    batch(() => answering('201', '201'));
    server.say('/Patient/_search', () => searchset([{ ...patient, identifier: [newPerson()] }]));
    expect(await deliver()).toMatchObject([{ reason: 'other-patient' }, { reason: 'other-patient' }]);
    expect(writes()).toEqual([]);
  });

  test('an Observation of somebody else is not replaced', async () => {
    batch(() => answering('201', '201'));
    const theirs = { ...heartRate(person, time, 60, { subject: { reference: 'Patient/p2' } }), id: 'o1' };
    server.say('/Observation/_search', () => searchset([theirs]));
    expect(await deliver()).toMatchObject([{ reason: 'other-patient' }, { reason: 'other-patient' }]);
    expect(writes()).toEqual([]);
  });

  test('a replacement names the version that it replaces, the newest of doubles', async () => {
    batch(() => answering('200'));
    const sent = heartRate(person, time, 60);
    const double = (id: string, lastUpdated: string) => ({
      ...{ ...sent, id, status: 'preliminary', subject: { reference: 'Patient/p1' } },
      meta: { versionId: `v-${id}`, lastUpdated },
    });
    server.say('/Observation/_search', () =>
      searchset([
        double('a', '2026-01-01T00:00:00Z'),
        double('b', '2026-01-03T00:00:00Z'),
        double('c', '2026-01-02T00:00:00Z'),
      ]),
    );
    expect(await deliver([prepared(sent)])).toEqual(['changed']);
    const { entry } = JSON.parse(writes()[0]?.body ?? '') as fhir4.Bundle;
    expect(entry).toMatchObject([
      {
        request: { method: 'PUT', url: 'Observation/b', ifMatch: 'W/"v-b"' },
        resource: { id: 'b', status: 'final' },
      },
    ]);
  });

  test('numbers are sent as the source wrote them', async () => {
    batch(() => answering('201'));
    const text = JSON.stringify(heartRate(person, time, 60)).replace('60', '60.50');
    await deliver([
      { ...prepared(heartRate(person, time, 60)), original: text.replace(/"subject":\{.*?\}\},/, '') },
    ]);
    expect(writes()[0]?.body).toContain('"value":60.50,');
  });

  describe('a Patient that must be made', () => {
    const create = (say: Parameters<LyingServer['say']>[1]) => {
      batch(() => answering('201', '201'));
      server.say('/Patient', say);
      server.say('/Patient/_search', () => searchset([]));
    };

    test.each<[string, Parameters<LyingServer['say']>[1]]>([
      [
        'its body',
        (_, response) =>
          response
            .writeHead(201, { 'content-type': 'application/json' })
            .end(JSON.stringify({ ...patient, id: 'new' })),
      ],
      ['its location', status(201, { location: 'https://x.example/fhir/Patient/new/_history/1' })],
      ['a relative location', status(201, { location: 'Patient/new' })],
    ])('is known by %s', async (_, say) => {
      create(say);
      expect(await deliver()).toEqual(['created', 'created']);
      expect(writes()[0]?.body).toContain('"reference":"Patient/new"');
      const made = server.heard.find(({ path }) => path === '/Patient');
      expect(made?.headers['if-none-exist']).toBe(
        new URLSearchParams({ identifier: `${person.system}|${person.value}` }).toString(),
      );
      expect(JSON.parse(made?.body ?? '')).toEqual({ resourceType: 'Patient', identifier: [person] });
    });

    test.each<[string, Parameters<LyingServer['say']>[1], string]>([
      ['says nothing', status(201), 'store-malformed'],
      ['has an id that is none', () => ({ ...patient, id: '../x' }), 'store-malformed'],
      ['may not be made', status(403), 'store-malformed'],
      ['is there several times', status(412), 'store-malformed'],
    ])('but %s: nothing is delivered', async (_, say, reason) => {
      create(say);
      expect(await deliver()).toMatchObject([{ reason }, { reason }]);
      expect(writes()).toEqual([]);
    });
  });
});
