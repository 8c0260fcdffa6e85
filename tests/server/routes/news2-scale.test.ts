import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { monitoringLimitsUrl, news2ScaleUrl } from '#clinical/canonical.ts';
import { decodeOrder } from '../../../app/orders/decode-order.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import {
  bloodPressure,
  coding,
  heartRate,
  loinc,
  newPerson,
  observation,
  quantity,
  snomed,
} from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { bloodPressureOrder, period } from '../orders/sent-orders.ts';

let facade: RunningFacade;
let person: PersonIdentifier;
let token: string;

/** All seven within five minutes: RCP's chart gives 2 + 3 + 2 by scale 1, 2 + 0 + 2 by scale 2. */
const visit = (whose: PersonIdentifier, day: string) => {
  const single = (code: string, value: fhir4.Quantity, more: object = {}) =>
    observation(whose, {
      code: coding(loinc, code),
      effectiveDateTime: `${day}T08:00:00Z`,
      valueQuantity: value,
      ...more,
    });
  return [
    single('9279-1', quantity(22, '/min')),
    single('2708-6', quantity(90, '%'), {
      component: [{ code: coding(loinc, '3151-8'), valueQuantity: quantity(2, 'L/min') }],
    }),
    single('8310-5', quantity(37, 'Cel')),
    bloodPressure(whose, `${day}T08:00:00Z`, 120, 80),
    heartRate(whose, `${day}T08:00:00Z`, 70),
    observation(whose, {
      code: coding(snomed, '1104441000000107'),
      effectiveDateTime: `${day}T08:05:00Z`,
      valueCodeableConcept: coding(snomed, '248234008'),
    }),
  ];
};

beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await clinicianOf(person);
  await facade.deliver(...visit(person, '2026-06-11'));
});

const clinicianOf = (whose: PersonIdentifier) =>
  facade.clinician(whose, { scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'] });
const scaleOf = (value: number): fhir4.Extension => ({ url: news2ScaleUrl, valuePositiveInt: value });
const saturation = coding(loinc, '2708-6');
const news2 = coding(snomed, '1104051000000101');

async function send(
  code: fhir4.CodeableConcept,
  extension: fhir4.Extension[],
  { timing = period('2026-01-01'), whose = person, by = token } = {},
) {
  const answer = await facade.ask('/ServiceRequest', {
    method: 'POST',
    token: by,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(bloodPressureOrder(patientId(whose), { code, extension, occurrenceTiming: timing })),
  });
  const [issue] = (answer.body as fhir4.OperationOutcome).issue ?? [];
  return {
    status: answer.status,
    resource: answer.body as fhir4.ServiceRequest,
    refusal: [issue?.details?.coding?.[0]?.code, issue?.expression?.[0]],
  };
}
async function set(...asked: Parameters<typeof send>): Promise<fhir4.ServiceRequest> {
  const { status, resource } = await send(...asked);
  if (status !== 201) throw new Error(JSON.stringify(resource));
  return resource;
}

type Parts = fhir4.ParametersParameter[];
const all = (parts: Parts | undefined, name: string) => (parts ?? []).filter((each) => each.name === name);
const value = (parts: Parts | undefined, name: string) => {
  const { name: _, part: __, ...found } = all(parts, name)[0] ?? { name };
  const [only] = Object.values(found) as unknown[];
  return (only as fhir4.Reference | undefined)?.reference ?? only;
};

/** Each total: its sum, scale and who decided; each that could not be computed: why, of the scale. */
async function ask(question = '') {
  const { status, text, body } = await facade.ask(`/Observation/$news2${question}`, { token });
  if (status !== 200) throw new Error(text);
  const { parameter } = body as fhir4.Parameters;
  const definition = (await facade.ask('/OperationDefinition/Observation-news2')).body;
  expect(undefinedParts(definition, body)).toEqual([]);
  return {
    totals: all(parameter, 'step').map(({ part }) => [
      value(part, 'total'),
      value(part, 'scale'),
      value(part, 'scaleOrigin'),
    ]),
    undecided: all(parameter, 'notComputed').map(({ part }) => value(part, 'scale')),
    orders: all(parameter, 'scaleOrder').map(({ part }) => [
      value(part, 'order'),
      value(part, 'scale'),
      value(part, 'name'),
      value(part, 'from'),
    ]),
  };
}

test('without an order and without a scale in the request nothing is computed', async () => {
  expect(await ask()).toEqual({ totals: [], undecided: [], orders: [] });
  expect((await ask('?scale=1')).totals).toEqual([[7, 1, 'given']]);
});

test.each([
  ['saturation', saturation],
  ['NEWS2', news2],
])('the scale of an order of %s is used by itself, with who decided it and from when', async (_, code) => {
  const order = await set(code, [scaleOf(2)]);
  expect(await ask()).toEqual({
    totals: [[4, 2, 'order']],
    undecided: [],
    orders: [[`ServiceRequest/${order.id ?? ''}/_history/1`, 2, 'Åse Fjellsjø', '2025-12-31T23:00:00.000Z']],
  });
});

test('a request that names another scale than the order: nothing is computed, and the order is named', async () => {
  await set(saturation, [scaleOf(2)]);
  const found = await ask('?scale=1');
  expect([found.totals, found.undecided]).toEqual([[], ['contradicted']]);
  expect(found.orders).toHaveLength(1);
  expect((await ask('?scale=2')).totals).toEqual([[4, 2, 'order']]);
});

test('two orders that differ: nothing is computed, whatever the request says', async () => {
  await set(saturation, [scaleOf(2)]);
  await set(news2, [scaleOf(1)]);
  for (const question of ['', '?scale=1', '?scale=2']) {
    const { totals, undecided } = await ask(question);
    expect([totals, undecided]).toEqual([[], ['contradicted']]);
  }
});

test('the scale is the one of the time: before the order holds none is decided, after it the new one', async () => {
  await facade.deliver(...visit(person, '2026-06-13'), ...visit(person, '2026-06-15'));
  await set(saturation, [scaleOf(2)], { timing: period('2026-06-13', '2026-06-14') });
  await set(saturation, [scaleOf(1)], { timing: period('2026-06-15') });
  const { totals, undecided, orders } = await ask();
  expect(totals).toEqual([
    [4, 2, 'order'],
    [7, 1, 'order'],
  ]);
  expect(undecided).toEqual(['unknown']);
  expect(orders).toHaveLength(2);
});

test('another patient’s order decides nothing', async () => {
  const other = newPerson();
  await set(saturation, [scaleOf(2)], { whose: other, by: await clinicianOf(other) });
  expect(await ask()).toEqual({ totals: [], undecided: [], orders: [] });
  expect((await send(saturation, [scaleOf(2)], { whose: other })).status).toBe(403);
});

describe('an order that says a scale', () => {
  test('comes back as it was sent, in every version, and the app reads it', async () => {
    const order = await set(saturation, [scaleOf(2)]);
    expect(order.extension?.[0]).toEqual(scaleOf(2));
    expect(decodeOrder(order).news2Scale).toBe(2);
    const { body } = await facade.ask(`/ServiceRequest/${order.id ?? ''}`, { token });
    expect((body as fhir4.ServiceRequest).extension).toEqual(order.extension);
  });

  test('is published', async () => {
    const { status, body } = await facade.ask('/StructureDefinition/news2-scale');
    expect([status, body.url]).toEqual([200, news2ScaleUrl]);
    expect((await facade.ask('/metadata')).text).toContain(news2ScaleUrl);
  });

  const percent = { value: 88, unit: '%', system: 'http://unitsofmeasure.org', code: '%' };
  const limits: fhir4.Extension = {
    url: monitoringLimitsUrl,
    extension: [
      { url: 'part', valueCoding: { system: loinc, code: '2708-6' } },
      { url: 'yellowLow', valueQuantity: percent },
    ],
  };
  const element = 'ServiceRequest.extension';
  test.each<[string, fhir4.CodeableConcept, fhir4.Extension[], unknown[]]>([
    ['3', saturation, [limits, scaleOf(3)], ['scale-invalid', `${element}[1].valuePositiveInt`]],
    ['two', saturation, [scaleOf(1), scaleOf(2)], ['repeated', `${element}[1]`]],
    ['the same twice', saturation, [scaleOf(1), scaleOf(1)], ['repeated', `${element}[1]`]],
    [
      'of heart rate',
      coding(loinc, '8867-4'),
      [scaleOf(2)],
      ['scale-not-applicable', `${element}[0].valuePositiveInt`],
    ],
  ])('%s is refused, and the element is named', async (_, code, extension, expected) => {
    const { status, refusal } = await send(code, extension);
    expect([status, refusal]).toEqual([422, expected]);
  });

  test.each([
    ['as a code', { url: news2ScaleUrl, valueCode: '2' }],
    ['as 0', scaleOf(0)],
    ['without a value', { url: news2ScaleUrl }],
  ])('%s is none in R4', async (_, extension) => {
    expect((await send(saturation, [extension])).status).toBeGreaterThanOrEqual(400);
  });
});
