import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, newPerson, pressureComponent, weight } from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { bloodPressureLimits, bloodPressureOrder, period, weightOrder } from '../orders/sent-orders.ts';

const path = '/ServiceRequest/$preview';
const day = 24 * 3_600_000;
const scopes = ['patient/Observation.rs', 'patient/ServiceRequest.crus'];
const at = (days: number) => new Date(Date.now() - days * day).toISOString();

let facade: RunningFacade;
let rights: ReturnType<typeof createCitizenRights>;
let person: PersonIdentifier;
let token: string;

beforeAll(async () => {
  facade = await startFacade();
  rights = createCitizenRights(facade.database.pool);
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await facade.clinician(person, { scopes });
});

const preview = (body: unknown, by = token) =>
  facade.ask(path, {
    method: 'POST',
    token: by,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(body),
  });
const sent = (changes: Partial<fhir4.ServiceRequest> = {}) => bloodPressureOrder(patientId(person), changes);
const refusal = ({ status, body }: Answer) => [
  status,
  body?.issue?.[0]?.details?.coding?.[0]?.code,
  body?.issue?.[0]?.expression?.[0],
];
const pressure = (systolic: number, diastolic: number, days: number) =>
  bloodPressure(person, at(days), systolic, diastolic);
const named = (parts: fhir4.ParametersParameter[], name: string) =>
  parts.filter((each) => each.name === name);
const counts = (parts: fhir4.ParametersParameter[] = [], name: string) =>
  Object.fromEntries((named(parts, name)[0]?.part ?? []).map((each) => [each.name, each.valueInteger]));
const logged = async () => (await rights.accessLog.entries(person, { count: 50 })).entries;

describe('what would have been flagged', () => {
  test('is counted by the proposed limits and as it is today, and named; older and another vital sign are not in it', async () => {
    await facade.deliver(
      pressure(138, 80, 1),
      pressure(151, 80, 2),
      pressure(140, 101, 3),
      pressure(120, 75, 4),
      pressure(190, 110, 100),
      weight(person, at(1), 80),
    );
    const answer = await preview(sent());
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    const parts = (answer.body as fhir4.Parameters).parameter ?? [];
    expect(named(parts, 'patient')[0]?.valueReference?.reference).toBe(`Patient/${patientId(person)}`);
    expect(named(parts, 'count')[0]?.valueInteger).toBe(4);
    expect(counts(parts, 'proposed')).toEqual({ red: 1, yellow: 1, normal: 2, notAssessed: 0 });
    expect(counts(parts, 'today')).toEqual({ red: 0, yellow: 3, normal: 1, notAssessed: 0 });
    const [systolic, diastolic] = named(parts, 'part').map(({ part }) => part);
    expect(counts(systolic, 'proposed')).toEqual({ LL: 0, L: 0, N: 3, H: 1, HH: 0, 'not-assessed': 0 });
    expect(counts(systolic, 'today')).toEqual({ LL: 0, L: 0, N: 1, H: 3, HH: 0, 'not-assessed': 0 });
    expect(counts(diastolic, 'proposed')).toMatchObject({ N: 3, H: 0, HH: 1 });

    const { start, end } = named(parts, 'period')[0]?.valuePeriod ?? {};
    const days = (Date.parse(end ?? '') - Date.parse(start ?? '')) / day;
    expect(days).toBeGreaterThan(88.9);
    expect(days).toBeLessThan(90.1);

    expect(named(parts, 'flaggedCount')[0]?.valueInteger).toBe(3);
    const flagged = named(parts, 'flagged');
    const first = named(flagged[0]?.part ?? [], 'reference')[0]?.valueReference?.reference ?? '';
    const observation = (await facade.ask(`/${first}`, { token })).body as fhir4.Observation;
    expect(observation.component?.[0]?.valueQuantity?.value).toBe(138);
    const value = named(flagged[2]?.part ?? [], 'value')[1]?.part;
    expect(value?.map((each) => each.valueCode ?? each.valueDecimal ?? each.valueCoding?.code)).toEqual([
      '8462-4',
      101,
      'HH',
      'H',
    ]);
    const definition = (await facade.ask('/OperationDefinition/ServiceRequest-preview')).body;
    expect(undefinedParts(definition, answer.body)).toEqual([]);
  });

  test('agrees with what $trend flags once the order is set, by the same judge', async () => {
    await facade.deliver(
      pressure(149, 89, 1),
      pressure(150, 89, 2),
      pressure(99, 70, 3),
      pressure(170, 95, 4),
    );
    const proposed = named((await preview(sent())).body.parameter, 'part').map(({ part }) =>
      counts(part, 'proposed'),
    );
    const set = await facade.ask('/ServiceRequest', {
      method: 'POST',
      token,
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(sent()),
    });
    expect(set.status).toBe(201);
    const trend = await facade.ask('/Observation/$trend?code=85354-9', { token });
    const flags = named(trend.body.parameter, 'series').map(({ part = [] }) =>
      (named(part, 'flags')[0]?.valueString ?? '').split(' '),
    );
    const tally = (column: string[] = []) =>
      Object.fromEntries(
        Object.keys(proposed[0] ?? {}).map((flag) => [
          flag,
          column.filter((each) => each === (flag === 'not-assessed' ? '-' : flag)).length,
        ]),
      );
    expect(flags.map(tally)).toEqual(proposed);
    expect(proposed[0]).toMatchObject({ L: 1, N: 1, H: 1, HH: 1 });

    const changed = await preview({
      ...set.body,
      extension: [bloodPressureLimits('8480-6', { redHigh: 149 })],
    });
    expect(counts(changed.body.parameter, 'today')).toEqual(
      counts((await preview(set.body)).body.parameter, 'today'),
    );
    expect(counts(changed.body.parameter, 'proposed')).toMatchObject({ red: 3 });
  });

  test('a measurement’s own limits come first; what no limit says anything of is not assessed', async () => {
    const own = pressureComponent('8480-6', 160);
    own.referenceRange = [{ low: { value: 100, unit: 'mmHg' }, high: { value: 165, unit: 'mmHg' } }];
    await facade.deliver(
      bloodPressure(person, at(1), 160, 80, { component: [own, pressureComponent('8462-4', 80)] }),
      weight(person, at(1), 80),
    );
    expect(counts((await preview(sent())).body.parameter, 'proposed')).toMatchObject({ normal: 1 });
    const ofWeight = (await preview(weightOrder(patientId(person)))).body.parameter;
    expect(counts(ofWeight, 'today')).toEqual({ red: 0, yellow: 0, normal: 0, notAssessed: 1 });
    expect(counts(ofWeight, 'proposed')).toMatchObject({ normal: 1, notAssessed: 0 });
  });

  test('of a person without measurements: none, in so many words; the body may be Parameters', async () => {
    const parameters = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: sent() }] };
    const answer = await preview(parameters);
    expect(named(answer.body.parameter, 'count')[0]?.valueInteger).toBe(0);
    expect(counts(answer.body.parameter, 'today')).toEqual({ red: 0, yellow: 0, normal: 0, notAssessed: 0 });
    expect(refusal(await preview({ resourceType: 'Parameters', parameter: [] }))).toEqual([
      400,
      'structure-invalid',
      'Parameters.parameter',
    ]);
  });
});

test('is in the person’s log as a reading of measurements, with which, and changes nothing', async () => {
  await facade.deliver(pressure(138, 80, 1));
  await preview(sent());
  expect(await logged()).toMatchObject([
    {
      action: 'statistics',
      actor: { kind: 'clinician' },
      disclosed: { codes: ['http://loinc.org|85354-9'], count: 1 },
    },
    { action: 'deliver' },
  ]);
  expect((await facade.ask('/ServiceRequest', { token })).body.total).toBe(0);
});

describe('is refused, with no number', () => {
  test.each<[string, string[], string]>([
    ['reading measurements', ['patient/ServiceRequest.crus'], 'patient/Observation.s'],
    ['setting orders', ['patient/Observation.rs', 'patient/ServiceRequest.rus'], 'patient/ServiceRequest.c'],
  ])('without the scope for %s', async (_, held, missing) => {
    const answer = await preview(sent(), await facade.clinician(person, { scopes: held }));
    expect(refusal(answer).slice(0, 2)).toEqual([403, 'scope-insufficient']);
    expect(answer.body.issue[0].diagnostics).toContain(missing);
    expect(await logged()).toMatchObject([{ action: 'statistics', refused: 'scope-insufficient' }]);
  });

  test('to a clinician who may not change, when it is a change', async () => {
    const reader = await facade.clinician(person, {
      scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crs'],
    });
    expect(refusal(await preview({ ...sent(), id: 'x' }, reader)).slice(0, 2)).toEqual([
      403,
      'scope-insufficient',
    ]);
  });

  test('to a citizen, whatever their scopes, and to a source', async () => {
    const citizen = await facade.citizen(person, { scopes });
    expect(refusal(await preview(sent(), citizen)).slice(0, 2)).toEqual([403, 'clinician-required']);
    expect((await preview(sent(), await facade.source())).status).toBe(403);
    expect((await facade.ask(path, { method: 'POST' })).status).toBe(401);
  });

  test('to a blocked clinician, and the refusal is in the log', async () => {
    await rights.blocks.make(person, {
      blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
      from: Date.now() - 60_000,
      madeBy: { relation: 'self', name: 'Ærlig Bjørk' },
    });
    expect(refusal(await preview(sent())).slice(0, 2)).toEqual([403, 'access-blocked']);
    expect(await logged()).toMatchObject([{ action: 'statistics', refused: 'access-blocked' }]);
  });

  const boundsPeriod = 'ServiceRequest.occurrenceTiming.repeat.boundsPeriod';
  test.each<[string, () => object, unknown[]]>([
    [
      'about another patient',
      () => bloodPressureOrder('another'),
      [403, 'other-patient', 'ServiceRequest.subject'],
    ],
    [
      'in another unit',
      () => {
        const limits = bloodPressureLimits('8480-6', { redHigh: 20 });
        Object.assign(limits.extension?.[1]?.valueQuantity ?? {}, { unit: 'kPa', code: 'kPa' });
        return sent({ extension: [limits] });
      },
      [422, 'unit-other', 'ServiceRequest.extension[0].extension[1].valueQuantity.code'],
    ],
    [
      'with limits that do not rise',
      () => sent({ extension: [bloodPressureLimits('8480-6', { yellowHigh: 170, redHigh: 150 })] }),
      [422, 'limits-order', 'ServiceRequest.extension[0].extension[2].valueQuantity.value'],
    ],
    [
      'that is over',
      () => sent({ status: 'completed', occurrenceTiming: period('2026-01-01', '2026-02-01') }),
      [422, 'value-not-supported', 'ServiceRequest.status'],
    ],
    [
      'of another resource',
      () => ({ resourceType: 'Observation' }),
      [400, 'structure-invalid', 'ServiceRequest.resourceType'],
    ],
    ['of nothing', () => [], [400, 'structure-invalid', 'ServiceRequest']],
  ])('an order %s', async (_, order, expected) => {
    expect(refusal(await preview(order()))).toEqual(expected);
  });

  test('an order that overlaps another; its own earlier versions are not in its way', async () => {
    const set = await facade.ask('/ServiceRequest', {
      method: 'POST',
      token,
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(sent()),
    });
    expect(refusal(await preview(sent()))).toEqual([409, 'order-overlaps', boundsPeriod]);
    expect((await preview(set.body)).status).toBe(200);
  });
});
