import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
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

let facade: RunningFacade;
let token: string;
const person = newPerson();
const other = newPerson();

const codes = {
  rate: '1104301000000104',
  scale1: '1104311000000102',
  scale2: '1104321000000108',
  oxygen: '1104331000000105',
  systolic: '1104341000000101',
  pulse: '1104351000000103',
  consciousness: '1104361000000100',
  temperature: '1104371000000107',
};
type Scores = Partial<Record<keyof typeof codes, number>>;
const none: Scores = { rate: 0, oxygen: 0, systolic: 0, pulse: 0, consciousness: 0, temperature: 0 };

const total = (whose: typeof person, time: string, value: fhir4.Quantity, scores: Scores) =>
  observation(whose, {
    code: coding(snomed, '1104051000000101'),
    effectiveDateTime: time,
    valueQuantity: value,
    ...(Object.keys(scores).length > 0 && {
      component: Object.entries(scores).map(([name, points]) => ({
        code: coding(snomed, codes[name as keyof Scores]),
        valueQuantity: { value: points },
      })),
    }),
  });
const single = (code: string, time: string, value: fhir4.Quantity, more: object = {}) =>
  observation(person, {
    code: coding(loinc, code),
    effectiveDateTime: time,
    valueQuantity: value,
    ...more,
  });
const level = (time: string, code: string, system = snomed) =>
  observation(person, {
    code: coding(snomed, '1104441000000107'),
    effectiveDateTime: time,
    valueCodeableConcept: coding(system, code),
  });
const flow = (value: number, unit = 'L/min') => ({
  component: [{ code: coding(loinc, '3151-8'), valueQuantity: quantity(value, unit) }],
});
/** All seven but consciousness, within five minutes of eight o'clock. */
const measured = (day: string, breathed: object) => [
  single('9279-1', `${day}T08:00:00+02:00`, quantity(22, '/min')),
  single('2708-6', `${day}T08:01:00+02:00`, quantity(90, '%'), breathed),
  bloodPressure(person, `${day}T08:02:00+02:00`, 120, 80),
  heartRate(person, `${day}T08:03:00+02:00`, 95),
  single('8310-5', `${day}T08:04:00+02:00`, quantity(38.4, 'Cel')),
];

beforeAll(async () => {
  facade = await startFacade();
  token = await facade.clinician(person, { scopes: ['patient/Observation.rs'] });
  const withdrawn = total(person, '2026-06-09T08:00:00+02:00', { value: 9 }, {});
  await facade.deliver(
    total(person, '2026-06-01T08:00:00+02:00', { value: 2 }, { ...none, scale2: 2 }),
    total(person, '2026-06-02', { value: 7 }, { ...none, scale1: 3 }),
    total(person, '2026-06-03T08:00:00+02:00', { value: 4 }, { pulse: 1, consciousness: 2 }),
    total(person, '2026-06-04T08:00:00+02:00', { value: 4, unit: 'mmHg', code: 'mm[Hg]' }, none),
    total(person, '2026-06-05T08:00:00+02:00', { value: 21 }, none),
    withdrawn,
    total(other, '2026-06-01T08:00:00+02:00', { value: 20 }, {}),
    ...measured('2026-06-11', flow(2)),
    level('2026-06-11T08:05:00+02:00', '248234008'),
    ...measured('2026-06-12', {}),
    level('2026-06-12T08:05:00+02:00', '248234008'),
    ...measured('2026-06-13', flow(2000, 'mL/min')),
    level('2026-06-13T08:16:00+02:00', '130987000'),
    ...measured('2026-06-14', flow(0)),
    level('2026-06-14T08:05:00+02:00', '1', 'urn:oid:1.2.3'),
  );
  await facade.deliver({ ...withdrawn, status: 'entered-in-error' });
});
afterAll(() => facade.stop());

type Parts = fhir4.ParametersParameter[];
const ask = (query: string, reader = token) => facade.ask(`/Observation/$news2${query}`, { token: reader });
const partsOf = ({ body }: Answer): Parts => (body as fhir4.Parameters).parameter ?? [];
const all = (parts: Parts, name: string) => parts.filter((each) => each.name === name);
/** What a parameter holds: its value, a list when it is repeated, an object when it has parts. */
function told(parts: Parts): Record<string, unknown> {
  const names = [...new Set(parts.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const values = all(parts, name).map(({ part, ...each }) =>
        part ? told(part) : Object.entries(each).find(([key]) => key !== 'name')?.[1],
      );
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
const steps = (answer: Answer) => all(partsOf(answer), 'step').map(({ part = [] }) => told(part));
const reasonsOf = (answer: Answer) =>
  all(partsOf(answer), 'excluded').map(({ part = [] }) => told(part)['reason']);
const refusal = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];

test('received totals in order of time, as received, with sub-scores, scale and whether they agree', async () => {
  const answer = await ask('?start=2026-06-01&end=2026-06-10');
  expect(answer.status).toBe(200);
  const found = steps(answer);
  expect(found).toMatchObject([
    { origin: 'received', total: 2, scale: 2, agreement: 'agrees', sum: 2 },
    { origin: 'received', time: '2026-06-02', total: 7, scale: 1, agreement: 'disagrees', sum: 3 },
    {
      total: 4,
      agreement: 'not-checked',
      subScore: [
        { part: 'heart-rate', points: 1 },
        { part: 'consciousness', unread: 'impossible' },
      ],
    },
  ]);
  expect(found[2]).not.toHaveProperty('scale');
  for (const { used } of found)
    expect(used).toMatchObject({ reference: expect.stringMatching(/^Observation\//) as string });
  expect(reasonsOf(answer)).toEqual(['unknown-unit', 'impossible', 'withdrawn']);
});

test('nothing is computed unless a clinician has decided the scale', async () => {
  const answer = await ask('?start=2026-06-10&end=2026-06-15');
  expect(steps(answer)).toEqual([]);
  expect(all(partsOf(answer), 'notComputed')).toEqual([]);
});

test('computed by the scale asked for where all seven lie together, and else what is missing', async () => {
  const answer = await ask('?start=2026-06-10&end=2026-06-15&scale=2');
  const [computed, ...others] = steps(answer);
  expect(others).toEqual([]);
  expect(computed).toMatchObject({ origin: 'computed', total: 6, scale: 2, band: 'medium' });
  expect(computed?.['used']).toHaveLength(6);
  expect(computed?.['subScore']).toHaveLength(7);
  expect(computed).not.toHaveProperty('agreement');
  const lacking = all(partsOf(answer), 'notComputed').map(({ part = [] }) => told(part));
  expect(lacking).toMatchObject([
    { missing: 'breathing', apart: false },
    { missing: ['respiratory-rate', 'breathing'], apart: false },
  ]);
  expect(reasonsOf(answer)).toEqual(['unknown-code']);
  expect(steps(await ask('?start=2026-06-10&scale=1'))).toMatchObject([{ total: 9, band: 'high' }]);
});

test('another patient than the token’s is refused, and another’s totals are in no answer', async () => {
  expect(refusal(await ask('?patient=someone-else'))).toEqual([403, 'other-patient']);
  const reader = await facade.clinician(other, { scopes: ['patient/Observation.rs'] });
  expect(steps(await ask('', reader))).toMatchObject([{ total: 20, agreement: 'not-checked' }]);
});

test('a scale that there is not, is refused', async () => {
  expect((await ask('?scale=3')).status).toBe(400);
});

describe('as the other summaries', () => {
  test('answers what its definition says, also of a person without measurements', async () => {
    const definition = (await facade.ask('/OperationDefinition/Observation-news2')).body;
    for (const reader of [token, await facade.clinician(newPerson())]) {
      const answer = await ask('?scale=1', reader);
      expect(answer.status).toBe(200);
      expect(undefinedParts(definition, answer.body)).toEqual([]);
    }
  });

  test('a scope for vital signs alone gives no score', async () => {
    const reader = await facade.clinician(person, {
      scopes: [
        'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs',
      ],
    });
    expect(steps(await ask('', reader))).toEqual([]);
  });

  test('is refused to a blocked clinician, with no number, and the refusal is in the log', async () => {
    const rights = createCitizenRights(facade.database.pool);
    const blocking = newPerson();
    const reader = await facade.clinician(blocking);
    await rights.blocks.make(blocking, {
      blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
      from: Date.now() - 60_000,
      madeBy: { relation: 'self', name: 'Ærlig Bjørk' },
    });
    expect(refusal(await ask('', reader))).toEqual([403, 'access-blocked']);
    const { entries } = await rights.accessLog.entries(blocking, { count: 5 });
    expect(entries).toMatchObject([{ action: 'statistics', refused: 'access-blocked' }]);
  });
});
