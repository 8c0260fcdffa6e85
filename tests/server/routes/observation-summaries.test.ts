import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import {
  bloodPressure,
  coding,
  loinc,
  newPerson,
  observation,
  pressureComponent,
  quantity,
  weight,
} from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';

type Parts = fhir4.ParametersParameter[];

let facade: RunningFacade;
let token: string;
let digests: string[];
const person = newPerson();

const glucose = (time: string, value: number, unit = 'mmol/L') =>
  observation(person, {
    code: coding(loinc, '15074-8'),
    category: undefined,
    effectiveDateTime: time,
    valueQuantity: quantity(value, unit),
  });
const saturation = (time: string, value: number) =>
  observation(person, {
    code: coding(loinc, '2708-6'),
    effectiveDateTime: time,
    valueQuantity: quantity(value, '%'),
  });
const withdrawn = bloodPressure(person, '2026-06-03T07:05:00+02:00', 300, 200);

/** 1 to 5 June: morning and evening in pairs; what cannot be used is on the third. */
const pressures = [1, 2, 3, 4, 5].flatMap((day) =>
  ['07:00', '07:02', '20:00', '20:02'].map((time) =>
    bloodPressure(person, `2026-06-0${day}T${time}:00+02:00`, day === 1 ? 190 : 134 + (day % 2), 80),
  ),
);

beforeAll(async () => {
  facade = await startFacade();
  token = await facade.clinician(person, { scopes: ['patient/Observation.rs'] });
  await facade.deliver(
    ...pressures,
    withdrawn,
    bloodPressure(person, '2026-06-03T13:00:00+02:00', 132, 82),
    bloodPressure(person, '2026-06-03', 131, 81),
    bloodPressure(person, '2026-06-03T07:10:00+02:00', 80, 120),
    bloodPressure(person, '2026-06-03T07:12:00+02:00', 265, 130),
    observation(person, {
      code: coding(loinc, '85354-9'),
      effectiveDateTime: '2026-06-03T07:14:00+02:00',
      component: [pressureComponent('8480-6', 133)],
    }),
    weight(person, '2026-06-01T07:00:00+02:00', 80.2),
    weight(person, '2026-06-04T07:00:00+02:00', 82_400, 'g'),
    weight(person, '2026-06-05T07:00:00+02:00', 900),
    glucose('2026-06-01T07:00:00+02:00', 3.85),
    glucose('2026-06-01T12:00:00+02:00', 180, 'mg/dL'),
    glucose('2026-06-01T18:00:00+02:00', 14.2),
    ...Array.from({ length: 14 }, (_, day) =>
      saturation(`2026-06-${String(day + 1).padStart(2, '0')}T09:00:00+02:00`, 91),
    ),
    saturation('2026-06-15T09:00:00+02:00', 88),
  );
  await facade.deliver({ ...withdrawn, status: 'entered-in-error' });
  digests = [];
});
afterAll(() => facade.stop());

const ask = (path: string) => facade.ask(`/Observation/${path}`, { token });
const partsOf = ({ body }: Answer): Parts => (body as fhir4.Parameters).parameter ?? [];
const all = (parts: Parts | undefined, name: string) => (parts ?? []).filter((each) => each.name === name);
const inside = (parts: Parts | undefined, name: string) => all(parts, name)[0]?.part;
const value = (parts: Parts | undefined, name: string): unknown => {
  const found = all(parts, name)[0];
  const [, held] = Object.entries(found ?? {}).find(([key]) => key.startsWith('value')) ?? [];
  return (held as fhir4.Quantity | undefined)?.value ?? held;
};
const refusal = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];

const june = 'start=2026-06-01&end=2026-06-30';
type Statistics = Record<string, [value: number | undefined, unit: string | undefined]>;

async function stats(query: string): Promise<Record<string, Statistics>> {
  const answer = await ask(`$stats?${query}`);
  expect(answer.status).toBe(200);
  const observations = all(partsOf(answer), 'statistics').map(
    ({ resource }) => resource as fhir4.Observation,
  );
  return Object.fromEntries(
    observations.map(({ code, component = [] }) => [
      code.coding?.[0]?.code ?? '',
      Object.fromEntries(
        component.map(({ code: statistic, valueQuantity }) => [
          statistic.coding?.[0]?.code ?? '',
          [valueQuantity?.value, valueQuantity?.code] as Statistics[string],
        ]),
      ),
    ]),
  );
}

describe('$stats', () => {
  test('a panel is answered component by component; received is more than counted (T15, T20)', async () => {
    const found = await stats(`code=${loinc}|85354-9&statistic=count,total-count,maximum,median&${june}`);
    expect(found).toEqual({
      '8480-6': {
        count: [23, '1'],
        'total-count': [25, '1'],
        maximum: [190, 'mm[Hg]'],
        median: [135, 'mm[Hg]'],
      },
      '8462-4': {
        count: [23, '1'],
        'total-count': [25, '1'],
        maximum: [130, 'mm[Hg]'],
        median: [80, 'mm[Hg]'],
      },
    });
  });

  test('grams and kilograms are one series, the impossible is received and not counted (T1)', async () => {
    const found = await stats(
      `code=29463-7&system=${loinc}&statistic=average&statistic=min&statistic=std-dev&statistic=20-percent&statistic=total-count`,
    );
    expect(found).toEqual({
      '29463-7': {
        average: [81.3, 'kg'],
        minimum: [80.2, 'kg'],
        'std-dev': [1.555634919, 'kg'],
        '20-percent': [80.64, 'kg'],
        'total-count': [3, '1'],
      },
    });
  });

  test('one component by its own code, and by a translation', async () => {
    const one = await stats(`code=8462-4&statistic=minimum&${june}`);
    expect(one).toEqual({ '8462-4': { minimum: [80, 'mm[Hg]'] } });
    expect(await stats(`code=http://snomed.info/sct|271650006&statistic=minimum&${june}`)).toEqual(one);
  });

  test('of nothing: a count of 0, and no number anywhere else', async () => {
    const answer = await ask(
      '$stats?code=29463-7&duration=1&statistic=average&statistic=count&statistic=sum',
    );
    const [{ component = [], effectivePeriod } = {}] = all(partsOf(answer), 'statistics').map(
      ({ resource }) => resource as fhir4.Observation,
    );
    expect(component.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([undefined, 0, undefined]);
    expect(component[0]?.dataAbsentReason?.coding?.[0]?.code).toBe('unknown');
    const length = Date.parse(effectivePeriod?.end ?? '') - Date.parse(effectivePeriod?.start ?? '');
    expect(length).toBe(3_600_000);
  });

  test('the answer is an Observation about the patient, by POST of Parameters with a Period as well', async () => {
    const posted = await facade.ask('/Observation/$stats', {
      method: 'POST',
      token,
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [
          { name: 'subject', valueUri: `Patient/pat-${person.value.slice(-5)}` },
          { name: 'coding', valueCoding: { system: loinc, code: '29463-7' } },
          { name: 'period', valuePeriod: { start: '2026-06-01', end: '2026-06-03' } },
          { name: 'statistic', valueCode: 'average' },
          { name: 'include', valueBoolean: true },
        ],
      }),
    });
    expect(posted.status).toBe(200);
    expect(all(partsOf(posted), 'statistics')[0]?.resource).toMatchObject({
      resourceType: 'Observation',
      status: 'final',
      subject: { reference: `Patient/pat-${person.value.slice(-5)}` },
      effectivePeriod: { start: '2026-06-01', end: '2026-06-03' },
      component: [{ valueQuantity: { value: 80.2, unit: 'kg', code: 'kg' } }],
    });
    expect(all(partsOf(posted), 'source').map(({ resource }) => resource)).toMatchObject([
      { effectiveDateTime: '2026-06-01T07:00:00+02:00', valueQuantity: { value: 80.2 } },
    ]);
  });

  test('with include: what was counted, newest first, and no more than the limit', async () => {
    const times = async (query: string) =>
      all(partsOf(await ask(`$stats?code=29463-7&statistic=average&include=true${query}`)), 'source').map(
        ({ resource }) => (resource as fhir4.Observation).effectiveDateTime?.slice(0, 10),
      );
    expect(await times('')).toEqual(['2026-06-04', '2026-06-01']);
    expect(await times('&limit=1')).toEqual(['2026-06-04']);
  });

  test.each([
    ['statistic=average', 400, 'parameter-missing'],
    ['code=29463-7', 400, 'parameter-missing'],
    ['code=29463-7&statistic=kurtosis', 400, 'statistic-unsupported'],
    ['code=29463-7&statistic=constructor', 400, 'statistic-unsupported'],
    ['code=1104441000000107&statistic=average', 400, 'code-unknown'],
    ['code=0-0&statistic=average', 400, 'code-unknown'],
    ['code=x|29463-7&statistic=average', 400, 'code-system-unknown'],
    ['code=29463-7&statistic=average&duration=-1', 400, 'parameter-invalid'],
    ['code=29463-7&statistic=average&duration=1&start=2026', 400, 'parameter-invalid'],
    ['code=29463-7&statistic=average&period=2026', 400, 'parameter-invalid'],
    ['code=29463-7&statistic=average&limit=0', 400, 'parameter-invalid'],
    ['code=29463-7&statistic=average&subject=Patient/other', 403, 'other-patient'],
  ])('%s is refused: %i %s', async (query, status, reason) => {
    const answer = await ask(`$stats?${query}`);
    expect(refusal(answer)).toEqual([status, reason]);
    if (reason === 'statistic-unsupported') expect(answer.text).toMatch(/kurtosis|constructor/);
  });
});

describe('$home-blood-pressure', () => {
  test('the window by its protocol: means, verdict, the readings used and each that is not, with its reason', async () => {
    const window = inside(partsOf(await ask('$home-blood-pressure?end=2026-06-07')), 'window');
    expect(value(window, 'firstDay')).toBe('2026-06-01');
    expect(value(window, 'countUsed')).toBe(16);
    expect(value(inside(window, 'mean'), 'systolic')).toBe(135);
    expect(value(inside(window, 'mean'), 'diastolic')).toBe(80);
    expect([value(window, 'verdict'), value(window, 'systolic'), value(window, 'diastolic')]).toEqual([
      'above',
      'above',
      'within',
    ]);
    expect(all(window, 'used')).toHaveLength(16);
    const reasons = all(window, 'excluded').map(({ part }) => value(part, 'reason'));
    expect(reasons.filter((reason) => reason === 'discarded-day')).toHaveLength(4);
    expect(reasons.filter((reason) => reason !== 'discarded-day').sort()).toEqual([
      'impossible',
      'improbable',
      'missing-value',
      'outside-hours',
      'time-of-day-unknown',
      'withdrawn',
    ]);
    const first = all(window, 'used')[0]?.valueReference?.reference;
    const read = await facade.ask(`/${first}`, { token });
    expect(read.body.effectiveDateTime).toBe('2026-06-02T07:00:00+02:00');
  });

  test('against the target given; without enough no verdict (T8)', async () => {
    const ends = 'systolicLow=120&systolicHigh=136&diastolicHigh=84';
    const verdict = async (query: string) => {
      const parts = partsOf(await ask(`$home-blood-pressure?${query}`));
      return [value(inside(parts, 'target'), 'origin'), value(inside(parts, 'window'), 'verdict')];
    };
    expect(await verdict(`end=2026-06-07&${ends}`)).toEqual(['given', 'within']);
    expect(await verdict(`end=2026-06-04&${ends}`)).toEqual(['given', 'within']);
    expect(await verdict(`end=2026-06-03&${ends}`)).toEqual(['given', 'insufficient']);
    expect(await verdict('end=2026-05-01')).toEqual(['default', 'insufficient']);
  });

  test('a week names the readings of its mean, and the weeks together those of the share', async () => {
    const parts = partsOf(await ask(`$home-blood-pressure?${june}`));
    const [week] = all(parts, 'week');
    const used = all(week?.part, 'used').map(({ valueReference }) => valueReference?.reference);
    expect(used).toHaveLength(22);
    expect(new Set(used).size).toBe(22);
    expect(value(inside(week?.part, 'mean'), 'count')).toBe(22);
    expect(value(inside(parts, 'withinTarget'), 'count')).toBe(22);
    const excluded = all(parts, 'excluded').map(({ part }) => all(part, 'reference')[0]?.valueReference);
    expect(excluded.filter((each) => used.includes(each?.reference))).toEqual([]);
  });

  test('a start narrows the weeks, and never the window', async () => {
    const parts = partsOf(await ask('$home-blood-pressure?start=2026-06-05&end=2026-06-07'));
    expect(value(inside(parts, 'window'), 'countUsed')).toBe(16);
    expect(value(inside(parts, 'withinTarget'), 'count')).toBe(4);
    expect(all(parts, 'week').map(({ part }) => value(part, 'monday'))).toEqual(['2026-06-01']);
  });

  test.each([
    ['protocol=x', 400, 'parameter-invalid'],
    ['systolicHigh=130', 400, 'parameter-invalid'],
    ['systolicHigh=130&diastolicHigh=80&systolicLow=131', 400, 'parameter-invalid'],
    ['systolicHigh=13a&diastolicHigh=80', 400, 'parameter-invalid'],
    ['patient=other', 403, 'other-patient'],
  ])('%s is refused', async (query, status, reason) => {
    expect(refusal(await ask(`$home-blood-pressure?${query}`))).toEqual([status, reason]);
  });
});

test('$glucose-summary: spot values have a share of readings, in paired units, and no time in range (T9)', async () => {
  const parts = partsOf(await ask(`$glucose-summary?group=type-1-or-2&${june}`));
  expect(value(parts, 'kind')).toBe('spot');
  expect(all(parts, 'share').map(({ part }) => [value(part, 'band'), value(part, 'percent')])).toEqual([
    ['very-low', 0],
    ['low', 0],
    ['in-range', 66.7],
    ['high', 0],
    ['very-high', 33.3],
  ]);
  expect(value(inside(inside(parts, 'share'), 'mgPerDecilitre'), 'high')).toBe(53);
  expect([value(parts, 'mean'), value(parts, 'meanMassConcentration')]).toEqual([9.3, 168]);
  expect(parts.map(({ name }) => name)).not.toContain('glucoseManagementIndicator');
  expect(parts.map(({ name }) => name)).not.toContain('goal');
  expect(value(inside(parts, 'used'), 'count')).toBe(3);
  digests.push(String(value(inside(parts, 'used'), 'digest')));
  expect(refusal(await ask('$glucose-summary'))).toEqual([400, 'parameter-missing']);
});

test('the digest of what was used is that of the access log, when all was used', async () => {
  const rights = createCitizenRights(facade.database.pool);
  const { entries } = await rights.accessLog.entries(person, { count: 200 });
  const logged = entries.find(({ disclosed }) => disclosed?.codes.includes(`${loinc}|15074-8`));
  expect(logged).toMatchObject({ action: 'statistics', disclosed: { count: 3, digest: digests[0] } });
});

test('$weight-summary: both readings are named, and the distance from dry weight', async () => {
  const parts = partsOf(await ask('$weight-summary?dryWeight=81.5'));
  const [three, seven] = all(parts, 'change').map(({ part }) => part);
  expect([value(three, 'gain'), value(three, 'exceeded')]).toEqual([2.2, true]);
  expect(value(inside(three, 'latest'), 'time')).toBe('2026-06-04T05:00:00.000Z');
  expect(value(inside(three, 'lightest'), 'value')).toBe(80.2);
  expect(value(seven, 'days')).toBe(7);
  expect(value(inside(parts, 'dryWeight'), 'above')).toBe(0.9);
  expect(all(parts, 'sevenDayMean').map(({ part }) => value(part, 'mean'))).toEqual([80.2, 81.3]);
  expect(all(parts, 'excluded').map(({ part }) => value(part, 'reason'))).toEqual(['impossible']);
});

test('$oxygen-saturation-summary: against the patient’s own, or what is given', async () => {
  const own = partsOf(await ask('$oxygen-saturation-summary'));
  expect([value(inside(own, 'baseline'), 'value'), value(own, 'difference')]).toEqual([91, -3]);
  const given = partsOf(await ask('$oxygen-saturation-summary?baseline=90'));
  expect([value(inside(given, 'baseline'), 'origin'), value(given, 'difference')]).toEqual(['given', -2]);
});

test('$oxygen-saturation-summary says what was breathed where measurements say so, and concludes nothing', async () => {
  const definition = (await facade.ask('/OperationDefinition/Observation-oxygen-saturation-summary')).body;
  const breathing = async (...said: ([number, string] | undefined)[]) => {
    const other = newPerson();
    await facade.deliver(
      ...said.map((flow, index) =>
        observation(other, {
          code: coding(loinc, '2708-6'),
          effectiveDateTime: `2026-06-1${index}T09:00:00+02:00`,
          valueQuantity: quantity(93, '%'),
          ...(flow && { component: [{ code: coding(loinc, '3151-8'), valueQuantity: quantity(...flow) }] }),
        }),
      ),
    );
    const by = await facade.clinician(other, { scopes: ['patient/Observation.rs'] });
    const answer = await facade.ask('/Observation/$oxygen-saturation-summary', { token: by });
    expect(undefinedParts(definition, answer.body)).toEqual([]);
    const parts = partsOf(answer);
    const found = inside(parts, 'breathing');
    return found && ['latest', 'air', 'oxygen'].map((name) => value(found, name));
  };
  expect(await breathing([0, 'L/min'], undefined, [2, 'L/min'])).toEqual(['oxygen', 1, 1]);
  expect(await breathing([2, 'L/min'], [0, 'L/min'])).toEqual(['air', 1, 1]);
  expect(await breathing([2, 'L/min'], undefined)).toEqual([undefined, 0, 1]);
  expect(await breathing(undefined)).toBeUndefined();
  expect(await breathing([2, 'l/time'])).toBeUndefined();
});

const questions = [
  'home-blood-pressure',
  'glucose-summary?group=type-1-or-2',
  'weight-summary?dryWeight=80',
  'oxygen-saturation-summary',
];

describe.each(questions)('$%s', (question) => {
  test('answers what its definition says, also of a person without measurements', async () => {
    const name = question.split('?')[0] ?? '';
    const definition = (await facade.ask(`/OperationDefinition/Observation-${name}`)).body;
    for (const reader of [token, await facade.clinician(newPerson())]) {
      const answer = await facade.ask(`/Observation/$${question}`, { token: reader });
      expect(answer.status).toBe(200);
      expect(undefinedParts(definition, answer.body)).toEqual([]);
    }
  });

  test('is refused to a blocked clinician, with no number, and the refusal is in the log (T19)', async () => {
    const rights = createCitizenRights(facade.database.pool);
    const other = newPerson();
    const reader = await facade.clinician(other);
    await rights.blocks.make(other, {
      blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
      from: Date.now() - 60_000,
      madeBy: { relation: 'self', name: 'Ærlig Bjørk' },
    });
    const answer = await facade.ask(`/Observation/$${question}`, { token: reader });
    expect(refusal(answer)).toEqual([403, 'access-blocked']);
    expect(answer.body.resourceType).toBe('OperationOutcome');
    const { entries } = await rights.accessLog.entries(other, { count: 5 });
    expect(entries).toMatchObject([{ action: 'statistics', refused: 'access-blocked' }]);
  });
});
