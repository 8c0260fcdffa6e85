import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, loinc, newPerson, weight } from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { bloodPressureOrder, period, weightOrder } from '../orders/sent-orders.ts';

type Parts = fhir4.ParametersParameter[];

const scopes = ['patient/Observation.rs', 'patient/ServiceRequest.crus'];
const other = { orgnr: '993467049', name: 'Oslo universitetssykehus HF' };
const withdrawn = bloodPressure(newPerson(), '2026-06-02T09:00:00+02:00', 130, 80);
const person = newPerson();
let facade: RunningFacade;
let token: string;

/** 1 to 4 June: complete, partial, missing, and one value of two that cannot be true. */
beforeAll(async () => {
  facade = await startFacade();
  await enrolDelivering(facade.database.pool, other);
  token = await facade.clinician(person, { scopes });
  const own = { ...withdrawn, ...bloodPressure(person, '2026-06-02T09:00:00+02:00', 130, 80) };
  await facade.deliver(
    bloodPressure(person, '2026-06-01T07:00:00+02:00', 131, 81),
    bloodPressure(person, '2026-06-01', 132, 82),
    bloodPressure(person, '2026-06-02T07:00:00+02:00', 133, 83),
    own,
    bloodPressure(person, '2026-06-04T07:00:00+02:00', 134, 84),
    bloodPressure(person, '2026-06-04T20:00:00+02:00', 80, 120),
    weight(person, '2026-06-02T07:00:00+02:00', 80.2),
  );
  await facade.deliver({ ...own, status: 'entered-in-error' });
  await set(bloodPressureOrder(patientId(person)));
});
afterAll(() => facade.stop());

async function set(order: fhir4.ServiceRequest, by = token): Promise<fhir4.ServiceRequest> {
  const answer = await facade.ask('/ServiceRequest', {
    method: 'POST',
    token: by,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(order),
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as fhir4.ServiceRequest;
}

const ask = (query: string, by = token) =>
  facade.ask(`/Observation/$expected-measurements?${query}`, { token: by });
const named = (parts: Parts | undefined, name: string) => (parts ?? []).filter((each) => each.name === name);
const value = (parts: Parts | undefined, name: string): unknown =>
  Object.entries(named(parts, name)[0] ?? {}).find(([key]) => key.startsWith('value'))?.[1];
const signs = ({ status, body, text }: Answer) => {
  if (status !== 200) throw new Error(text);
  return named((body as fhir4.Parameters).parameter, 'vitalSign').map(({ part }) => part ?? []);
};
const days = (parts: Parts | undefined) =>
  named(parts, 'day').map(({ part }) => [
    value(part, 'date'),
    value(part, 'state'),
    value(part, 'received'),
    ...(value(part, 'unusable') === undefined ? [] : [value(part, 'unusable')]),
  ]);
const refusal = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];

const pressure = `code=${loinc}|85354-9`;
const days1to4 = 'start=2026-06-01&end=2026-06-04';

describe('$expected-measurements', () => {
  test('each day by the order: a date counts, what was withdrawn does not, what cannot be used is told', async () => {
    const [found] = signs(await ask(`${pressure}&${days1to4}`));
    expect(days(found)).toEqual([
      ['2026-06-01', 'complete', 2],
      ['2026-06-02', 'partial', 1],
      ['2026-06-03', 'missing', 0],
      ['2026-06-04', 'complete', 2, 1],
    ]);
    const totals = named(found, 'totals')[0]?.part;
    expect(totals?.map(({ name, valueInteger }) => [name, valueInteger])).toEqual([
      ['complete', 2],
      ['partial', 1],
      ['missing', 1],
      ['expected', 8],
      ['received', 5],
      ['lacking', 3],
    ]);
    const excluded = named(found, 'excluded').map(({ part }) => value(part, 'reason'));
    expect(excluded).toEqual(['withdrawn']);
    expect(value(named(found, 'used')[0]?.part, 'count')).toBe(5);
  });

  test('names the version of the order, how often and from when, as it can be read', async () => {
    const [found] = signs(await ask(`${pressure}&${days1to4}`));
    const [order, ...more] = named(found, 'order');
    expect(more).toEqual([]);
    expect(value(order?.part, 'from')).toBe('2025-12-31T23:00:00.000Z');
    expect(value(order?.part, 'to')).toBeUndefined();
    expect(value(order?.part, 'schedule')).toEqual({
      repeat: { frequency: 2, period: 1, periodUnit: 'd' },
    });
    const { reference = '' } = value(order?.part, 'reference') as fhir4.Reference;
    const version = await facade.ask(`/${reference}`, { token });
    expect(version.body).toMatchObject({ resourceType: 'ServiceRequest', status: 'active' });
  });

  test('the same measurement by two sources is one', async () => {
    const twin = newPerson();
    const by = await facade.clinician(twin, { scopes });
    const source = await facade.source({ ...other, clientId: 'other' });
    const one = bloodPressure(twin, '2026-06-01T07:00:00+02:00', 131, 81);
    await facade.deliver(one);
    const sent = await facade.ask('', {
      method: 'POST',
      token: source,
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: { ...one, identifier: [{ system: 'urn:other', value: 'twin' }] } }],
      }),
    });
    expect([200, 201]).toContain(sent.status);
    await set(bloodPressureOrder(patientId(twin)), by);
    const found = signs(await ask(`${pressure}&start=2026-06-01&end=2026-06-01`, by));
    expect(days(found[0])).toEqual([['2026-06-01', 'partial', 1]]);
  });

  test('a week is judged whole, also when the period begins in it', async () => {
    const weekly = newPerson();
    const by = await facade.clinician(weekly, { scopes });
    await facade.deliver(weight(weekly, '2026-06-01T07:00:00+02:00', 80));
    const repeat = { frequency: 2, period: 1, periodUnit: 'wk' as const };
    await set(
      weightOrder(patientId(weekly), { occurrenceTiming: period('2026-01-01', undefined, repeat) }),
      by,
    );
    const [found] = signs(await ask('code=29463-7&start=2026-06-04&end=2026-06-05', by));
    expect(
      named(found, 'span').map(({ part }) => [value(part, 'firstDay'), value(part, 'received')]),
    ).toEqual([['2026-06-01', 1]]);
    expect(days(found).map(([, state]) => state)).toEqual(['in-span', 'in-span']);
  });

  test('without a code: what has a schedule in the period; without a schedule nothing is missing', async () => {
    const codes = (answer: Answer) => signs(answer).map((sign) => (value(sign, 'code') as fhir4.Coding).code);
    expect(codes(await ask(days1to4))).toEqual(['85354-9']);
    expect(codes(await ask('start=2025-06-01&end=2025-06-04'))).toEqual([]);
    const [unordered] = signs(await ask(`code=29463-7&${days1to4}`));
    expect(new Set(days(unordered).map(([, state]) => state))).toEqual(new Set(['no-schedule']));
  });

  test('today is not yet missing, and without a period it is the last thirty days', async () => {
    const [found] = signs(await ask(pressure));
    expect(days(found)).toHaveLength(30);
    expect(days(found).at(-1)?.[1]).toBe('not-yet');
    expect(days(found).at(-2)?.[1]).toBe('missing');
  });

  test('an order that is entered in error never asked for anything', async () => {
    const wrong = newPerson();
    const by = await facade.clinician(wrong, { scopes });
    const order = await set(bloodPressureOrder(patientId(wrong)), by);
    expect(days(signs(await ask(`${pressure}&${days1to4}`, by))[0])[0]?.[1]).toBe('missing');
    const changed = await facade.ask(`/ServiceRequest/${order.id ?? ''}`, {
      method: 'PUT',
      token: by,
      headers: { 'Content-Type': 'application/fhir+json', 'If-Match': 'W/"1"' },
      body: JSON.stringify({ ...order, status: 'entered-in-error' }),
    });
    expect(changed.status).toBe(200);
    expect(days(signs(await ask(`${pressure}&${days1to4}`, by))[0])[0]?.[1]).toBe('no-schedule');
  });

  test('answers what its definition says, also of a person without anything', async () => {
    const definition = (await facade.ask('/OperationDefinition/Observation-expected-measurements')).body;
    for (const by of [token, await facade.clinician(newPerson())]) {
      const answer = await ask(`${pressure}&${days1to4}`, by);
      expect(answer.status).toBe(200);
      expect(undefinedParts(definition, answer.body)).toEqual([]);
    }
  });

  test.each([
    ['code=0-0', 400, 'code-unknown'],
    ['start=2026-06-05&end=2026-06-04', 400, 'parameter-invalid'],
    ['start=2025-06-04&end=2026-06-05', 400, 'parameter-invalid'],
    [`${pressure}&patient=other`, 403, 'other-patient'],
  ])('%s is refused', async (query, status, reason) => {
    expect(refusal(await ask(query))).toEqual([status, reason]);
  });

  test('another patient’s orders and measurements are in no answer', async () => {
    const by = await facade.clinician(newPerson(), { scopes });
    const answer = await ask(days1to4, by);
    expect(signs(answer)).toEqual([]);
  });

  test('a blocked clinician is told nothing, and it is in the log (T19)', async () => {
    const rights = createCitizenRights(facade.database.pool);
    const blocking = newPerson();
    const by = await facade.clinician(blocking, { scopes });
    await set(bloodPressureOrder(patientId(blocking)), by);
    await rights.blocks.make(blocking, {
      blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
      from: Date.now() - 60_000,
      madeBy: { relation: 'self', name: 'Ærlig Bjørk' },
    });
    const answer = await ask(pressure, by);
    expect(refusal(answer)).toEqual([403, 'access-blocked']);
    expect(answer.body.resourceType).toBe('OperationOutcome');
    const { entries } = await rights.accessLog.entries(blocking, { count: 1 });
    expect(entries).toMatchObject([{ action: 'statistics', refused: 'access-blocked' }]);
  });

  test('what was read is in the log, with code and days', async () => {
    const rights = createCitizenRights(facade.database.pool);
    await ask(`${pressure}&${days1to4}`);
    const { entries } = await rights.accessLog.entries(person, { count: 1 });
    expect(entries).toMatchObject([
      {
        action: 'statistics',
        disclosed: {
          codes: expect.arrayContaining([`${loinc}|85354-9`]) as string[],
          from: Date.parse('2026-06-01T00:00:00+02:00'),
          to: Date.parse('2026-06-05T00:00:00+02:00'),
        },
      },
    ]);
  });
});

test('$trend says of which vital signs an order tells how often, in the period that was asked for', async () => {
  const scheduled = async (question: string, by = token) => {
    const { body } = await facade.ask(`/Observation/$trend?${question}`, { token: by });
    const definition = (await facade.ask('/OperationDefinition/Observation-trend')).body;
    expect(undefinedParts(definition, body)).toEqual([]);
    return named((body as fhir4.Parameters).parameter, 'series').map(({ part }) => value(part, 'scheduled'));
  };
  const pressureAndPulse = `code=${loinc}|85354-9&code=${loinc}|8867-4`;
  expect(await scheduled(`${pressureAndPulse}&start=2026-06-01`)).toEqual([true, true, undefined]);
  expect(await scheduled(`${pressureAndPulse}&end=2025-12-31`)).toEqual([undefined, undefined, undefined]);
  const stranger = await facade.clinician(newPerson(), { scopes });
  expect(await scheduled(`${pressureAndPulse}&start=2026-06-01`, stranger)).not.toContain(true);
});
