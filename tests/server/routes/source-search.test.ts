import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganizations } from '../../../server/organizations/organizations.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { batch, fjordvik, heartRate, newPerson, oslo } from '../../support/observation-builders.ts';

let facade: RunningFacade;
const person = newPerson();
const other = newPerson();
const identifier = `${person.system}|${person.value}`;
const scopes = ['system/Observation.rs'];

beforeAll(async () => {
  facade = await startFacade();
  await enrolDelivering(facade.database.pool, fjordvik);
  await facade.deliver(
    ...Array.from({ length: 5 }, (_, n) => heartRate(person, `2026-03-0${n + 1}T08:00:00Z`, 60 + n)),
    heartRate(other, '2026-03-01T08:00:00Z', 99),
  );
  await facade.ask('', {
    method: 'POST',
    token: await facade.source(fjordvik),
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(
      batch(heartRate(person, '2026-03-01T08:00:00Z', 60), heartRate(person, '2026-03-09', 70)),
    ),
  });
});
afterAll(() => facade.stop());

const search = async (form: [string, string][], changes = {}) =>
  facade.post('/Observation/_search', await facade.source({ scopes, ...changes }), form);
const values = (body: fhir4.Bundle) =>
  body.entry?.map(({ resource }) => (resource as fhir4.Observation).valueQuantity?.value);
const reason = ({ status, body }: { status: number; body: fhir4.OperationOutcome }) => [
  status,
  body.issue?.[0]?.details?.coding?.[0]?.code,
];

describe('a source asks what it delivered about a person', () => {
  test('its own alone, also what is shown as another’s', async () => {
    const own = await search([
      ['patient.identifier', identifier],
      ['_source', oslo.orgnr],
      ['_sort', 'date'],
    ]);
    expect(own.status).toBe(200);
    expect(values(own.body)).toEqual([60, 61, 62, 63, 64]);
    expect(own.body.total).toBe(5);
    const others = await search(
      [
        ['patient.identifier', identifier],
        ['_sort', 'date'],
      ],
      fjordvik,
    );
    expect(values(others.body)).toEqual([60, 70]);
  });

  test('the subject is named as the source knows it, without an id of an EHR', async () => {
    const { body } = await search([
      ['patient.identifier', identifier],
      ['_count', '1'],
    ]);
    expect(body.entry[0].resource.subject).toEqual({ identifier: person });
  });

  test('pages: links name nobody, and open for no other source', async () => {
    const found: unknown[] = [];
    let { body } = await search([
      ['patient.identifier', identifier],
      ['_count', '2'],
      ['_sort', 'date'],
    ]);
    const token = await facade.source({ scopes });
    for (;;) {
      found.push(...(values(body) ?? []));
      const next = (body as fhir4.Bundle).link?.find(({ relation }) => relation === 'next')?.url;
      if (!next) break;
      expect(decodeURIComponent(next)).not.toContain(person.value);
      const foreign = await facade.ask(next, { token: await facade.source({ scopes, ...fjordvik }) });
      expect(reason(foreign)).toEqual([400, 'page-invalid']);
      const clinician = await facade.ask(next, { token: await facade.clinician(person) });
      expect(reason(clinician)).toEqual([400, 'page-invalid']);
      ({ body } = await facade.ask(next, { token }));
    }
    expect(found).toEqual([60, 61, 62, 63, 64]);
  });

  test.each<[string, [string, string][], unknown[]]>([
    [
      'another source',
      [
        ['patient.identifier', identifier],
        ['_source', fjordvik.orgnr],
      ],
      [403, 'other-organization'],
    ],
    ['a total of everybody', [['_summary', 'count']], [400, 'parameter-missing']],
    ['an order over everybody', [['_sort', 'date']], [400, 'parameter-missing']],
    [
      'two persons',
      [
        ['patient.identifier', identifier],
        ['patient.identifier', identifier],
      ],
      [400, 'parameter-invalid'],
    ],
    ['a number without its system', [['patient.identifier', person.value]], [400, 'parameter-invalid']],
    [
      'a number that is none',
      [['patient.identifier', `${person.system}|12345678901`]],
      [400, 'parameter-invalid'],
    ],
    ['an id of an EHR', [['patient', 'pat-1']], [400, 'parameter-invalid']],
  ])('%s is refused', async (_, form, expected) => {
    expect(reason(await search(form))).toEqual(expected);
  });

  test.each([1, 2, 3, 100])(
    'about everybody, %i at a time: each of its own once, with whom it is about',
    async (count) => {
      const token = await facade.source({ scopes });
      let url = `/Observation?_source=${oslo.orgnr}&_count=${count}`;
      const found: string[] = [];
      for (let pages = 0; url && pages < 30; pages++) {
        const { status, body } = await facade.ask(url, { token });
        expect([status, (body as fhir4.Bundle).total]).toEqual([200, undefined]);
        const entries = (body as fhir4.Bundle).entry ?? [];
        expect(entries.length).toBeLessThanOrEqual(count);
        for (const { resource } of entries) {
          const { subject, valueQuantity } = resource as fhir4.Observation;
          found.push(`${subject?.identifier?.value} ${valueQuantity?.value}`);
        }
        url = (body as fhir4.Bundle).link?.find(({ relation }) => relation === 'next')?.url ?? '';
        expect(decodeURIComponent(url)).not.toMatch(/\d{11}/);
      }
      const own = [60, 61, 62, 63, 64].map((value) => `${person.value} ${value}`);
      expect(found.sort()).toEqual([...own, `${other.value} 99`].sort());
    },
  );

  test('what has come since: nothing from before, nothing that another delivered', async () => {
    const ask = async (since: string, orgnr: string) =>
      facade.ask(`/Observation?_lastUpdated=ge${since}`, {
        token: await facade.source({ scopes, orgnr }),
      });
    const long = await ask('2020-01-01', fjordvik.orgnr);
    expect(values(long.body)?.sort()).toEqual([60, 70]);
    expect((await ask('2999-01-01', fjordvik.orgnr)).body.entry).toBeUndefined();
  });

  test('about a person it delivered nothing of: empty', async () => {
    const nobody = newPerson();
    const { body } = await search([['patient.identifier', `${nobody.system}|${nobody.value}`]]);
    expect(body).toMatchObject({ total: 0 });
  });

  test('needs the scope, and an organisation that is enrolled', async () => {
    const form: [string, string][] = [['patient.identifier', identifier]];
    expect(reason(await search(form, { scopes: ['system/Observation.c'] }))).toEqual([
      403,
      'scope-insufficient',
    ]);
    expect(reason(await search(form, { scopes: ['system/Observation.r'] }))).toEqual([
      403,
      'scope-insufficient',
    ]);
    await createOrganizations(facade.database.pool);
    await facade.database.pool.query('update organization set enrolled_to = now() where orgnr = $1', [
      fjordvik.orgnr,
    ]);
    expect(reason(await search(form, fjordvik))).toEqual([403, 'organization-not-enrolled']);
  });
});
