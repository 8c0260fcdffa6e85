import { describe, expect, test } from 'vitest';
import { Facade } from '../../../app/fhir/facade.ts';
import { decodeGlucose } from '../../../app/summaries/glucose.ts';
import { decodeHomePressure } from '../../../app/summaries/home-pressure.ts';
import { loadSummary } from '../../../app/summaries/load-summary.ts';
import { decodeOxygen } from '../../../app/summaries/oxygen-saturation.ts';
import { decodeWeight } from '../../../app/summaries/weight.ts';
import { glucoseOperation } from '../../../server/summaries/glucose.ts';
import { homeBloodPressureSummary } from '../../../server/summaries/home-blood-pressure.ts';
import { oxygenSaturationSummary } from '../../../server/summaries/oxygen-saturation.ts';
import { weightSummary } from '../../../server/summaries/weight.ts';
import { order } from '../../clinical/orders/orders.ts';
import { answerOf, type Point } from './facade-answers.ts';

const partsOf = ({ parameter = [] }: fhir4.Parameters) => parameter;
const signal = () => new AbortController().signal;

/** 1 to 5 June in pairs, morning and evening; the first day is high and does not count. */
const week: Point[] = [1, 2, 3, 4, 5].flatMap((day) =>
  ['07:00', '07:02', '20:00', '20:02'].map((time) => ({
    time: `2026-06-0${day}T${time}:00+02:00`,
    values: [day === 1 ? 190 : time < '12' ? 134 : 136, 80],
  })),
);
const ofOneDay = week.slice(0, 4);
const target = { systolicLow: '120', systolicHigh: '129', diastolicHigh: '79' };

describe('home blood pressure', () => {
  test('a window with enough: means, verdict against the own target, what is left out and why', async () => {
    const odd: Point = { time: '2026-06-03T13:00:00+02:00', values: [132, 82] };
    const points = [...week.slice(0, 10), odd, ...week.slice(10)];
    const answer = await answerOf(homeBloodPressureSummary, { ...target, start: '2026-06-01' }, points, {
      withdrawn: ['2026-06-03T07:05:00+02:00'],
    });
    expect(decodeHomePressure(partsOf(answer))).toMatchObject({
      target: { origin: 'given', systolic: { low: 120, high: 129 }, diastolic: { high: 79 } },
      protocol: 'seven-days',
      firstDay: '2026-05-30',
      lastDay: '2026-06-05',
      discardedDays: ['2026-06-01'],
      days: 5,
      mean: { count: 16, systolic: 135, diastolic: 80 },
      morning: { count: 8, systolic: 134, diastolic: 80 },
      evening: { count: 8, systolic: 136, diastolic: 80 },
      verdict: { worst: 'above', systolic: 'above', diastolic: 'above' },
      lacking: [],
      weeks: [{ monday: '2026-06-01', mean: { count: 21 } }],
      withinTarget: { within: 0, count: 21 },
      excludedOfPeriod: [{ reference: 'Observation/k-w0', reason: 'withdrawn' }],
    });
    const { used, excluded } = decodeHomePressure(partsOf(answer));
    expect(used).toHaveLength(16);
    expect(excluded.map(({ reason }) => reason).sort()).toEqual([
      ...Array.from({ length: 4 }, () => 'discarded-day'),
      'outside-hours',
      'withdrawn',
    ]);
    const outside = excluded.find(({ reason }) => reason === 'outside-hours');
    expect(outside?.when).toEqual({ instant: Date.parse(odd.time), dateOnly: false });
  });

  test('too little: no verdict and no mean, and what is missing', async () => {
    const answer = decodeHomePressure(partsOf(await answerOf(homeBloodPressureSummary, {}, ofOneDay)));
    expect(answer).not.toHaveProperty('verdict');
    expect(answer).not.toHaveProperty('mean');
    expect(answer.target).toMatchObject({ origin: 'default', systolic: { high: 134 } });
    expect(answer.lacking).toEqual([
      { need: 'readings', least: 12, found: 0 },
      { need: 'days', least: 4, found: 1 },
    ]);
  });

  test.each([
    ['verdict', { name: 'verdict', valueCode: 'fine' }],
    ['mean', { name: 'mean', part: [{ name: 'count', valueInteger: 3 }] }],
  ])('an answer whose %s is not as agreed is shown in no part', async (name, wrong) => {
    const parts = partsOf(await answerOf(homeBloodPressureSummary, {}, week));
    const window = parts.find((part) => part.name === 'window');
    const broken = parts.map((part) =>
      part === window
        ? { ...part, part: [wrong, ...(part.part ?? []).filter((each) => each.name !== name)] }
        : part,
    );
    expect(() => decodeHomePressure(broken)).toThrow(new RegExp(name));
  });
});

describe('glucose', () => {
  const spots: Point[] = [3.5, 6, 8, 15].map((value, hour) => ({
    time: `2026-06-19T1${hour}:00:00+02:00`,
    values: [value],
  }));
  const sensor: Point[] = Array.from({ length: 15 * 96 }, (_, index) => ({
    time: new Date(Date.parse('2026-06-04T22:00:00Z') + index * 15 * 60_000).toISOString(),
    values: [6 + (index % 8)],
  }));
  const ask = async (points: Point[], more = {}) =>
    partsOf(await answerOf(glucoseOperation, { group: 'type-1-or-2', ...more }, points));

  test('spot values have shares of the readings, and nothing of a sensor', async () => {
    const answer = decodeGlucose(await ask(spots), 'type-1-or-2');
    expect(answer).not.toHaveProperty('sensor');
    expect(answer).not.toHaveProperty('variation');
    expect(answer.mean).toBe(8.1);
    expect(answer.shares.map(({ band, count, percent }) => [band, count, percent])).toEqual([
      ['very-low', 0, 0],
      ['low', 1, 25],
      ['in-range', 2, 50],
      ['high', 0, 0],
      ['very-high', 1, 25],
    ]);
    expect(answer.used).toMatchObject({ count: 4, digest: expect.stringMatching(/./) as string });
  });

  test('two weeks of a sensor have goals, an indicator and a day profile', async () => {
    const answer = decodeGlucose(await ask(sensor), 'type-1-or-2');
    // 336 hours of values in the 350 from midnight of 6 June to now.
    expect(answer.sensor).toMatchObject({ days: 14, activePercent: 96, lacking: [] });
    expect(answer.sensor?.goals.map(({ name, met }) => [name, met])).toEqual([
      ['TIR', false],
      ['TBR', true],
      ['TBR2', true],
      ['TAR', false],
      ['TAR2', true],
    ]);
    expect(answer.sensor?.indicator).toBeGreaterThan(7);
    expect(answer.sensor?.profile).toHaveLength(24);
    expect(answer.sensor?.profile[0]?.percentiles.every((value) => value !== undefined)).toBe(true);
  });

  test('too short a period has no goals and no indicator, and says why', async () => {
    const { sensor: part } = decodeGlucose(await ask(sensor, { start: '2026-06-17' }), 'type-1-or-2');
    expect(part?.goals).toEqual([]);
    expect(part).not.toHaveProperty('indicator');
    expect(part?.lacking.map(({ need }) => need)).toContain('days');
  });

  test('an answer for another group than was asked for is refused', async () => {
    const parts = await ask(spots);
    expect(() => decodeGlucose(parts, 'older-or-high-risk')).toThrow(/group/);
  });
});

describe('weight', () => {
  const weights: Point[] = [
    { time: '2026-06-01T07:00:00+02:00', values: [80.2] },
    { time: '2026-06-04T07:00:00+02:00', values: [82.4] },
  ];

  test('both readings of a quick gain, the line, the distance from a given dry weight', async () => {
    const answer = decodeWeight(partsOf(await answerOf(weightSummary, { dryWeight: '79.0' }, weights)));
    expect(answer.changes[0]).toMatchObject({
      direction: 'rise',
      days: 3,
      by: 2,
      origin: 'default',
      before: { value: 80.2, when: { instant: Date.parse('2026-06-01T07:00:00+02:00') } },
      latest: { value: 82.4, when: { instant: Date.parse('2026-06-04T07:00:00+02:00') } },
      result: { change: 2.2, exceeded: true },
    });
    expect(answer.sevenDayLine.at(-1)).toEqual({ day: '2026-06-04', mean: 81.3, count: 2 });
    expect(answer.dryWeight).toEqual({ given: 79, above: 3.4 });
  });

  test('one reading is compared with nothing, and no dry weight is invented', async () => {
    const answer = decodeWeight(partsOf(await answerOf(weightSummary, {}, weights.slice(0, 1))));
    expect(answer.changes.map(({ result }) => result)).toEqual([
      { notCompared: 'no-earlier-reading' },
      { notCompared: 'no-earlier-reading' },
    ]);
    expect(answer).not.toHaveProperty('dryWeight');
  });
});

describe('oxygen saturation', () => {
  const point: Point = { time: '2026-06-15T09:00:00+02:00', values: [88] };
  const daily: Point[] = Array.from({ length: 14 }, (_, day) => ({
    time: `2026-06-${String(day + 1).padStart(2, '0')}T09:00:00+02:00`,
    values: [91],
  }));
  const ask = async (points: Point[], question = {}) =>
    decodeOxygen(partsOf(await answerOf(oxygenSaturationSummary, question, points))).result;

  test('against a given value, the own median, or none', async () => {
    const given = await ask([point], { baseline: '92' });
    expect(given).toEqual({ baseline: { value: 92, origin: 'given' }, difference: -4 });
    const own = { value: 91, origin: 'own-median', count: 14, days: 14 };
    expect(await ask([...daily, point])).toEqual({ baseline: own, difference: -3 });
    expect(await ask([point])).toEqual({ notCompared: 'no-baseline' });
    expect(await ask([])).toEqual({ notCompared: 'no-reading' });
  });

  test('what was breathed, where measurements say so', () => {
    const rest = [{ name: 'notCompared', valueCode: 'no-baseline' }];
    const counts = [
      { name: 'air', valueInteger: 1 },
      { name: 'oxygen', valueInteger: 2 },
    ];
    const breathing = (...part: fhir4.ParametersParameter[]) =>
      decodeOxygen([{ name: 'breathing', part }, ...rest]).breathing;
    const latest = (valueCode: string) => ({ name: 'latest', valueCode });
    expect(breathing(latest('oxygen'), ...counts)).toEqual({ latest: 'oxygen', air: 1, oxygen: 2 });
    expect(breathing(...counts)).toEqual({ air: 1, oxygen: 2 });
    expect(decodeOxygen(rest)).not.toHaveProperty('breathing');
    expect(() => breathing(latest('water'), ...counts)).toThrow();
    expect(() => breathing(latest('air'))).toThrow();
  });
});

describe('the target of an order', () => {
  const target = (...parts: fhir4.ParametersParameter[]) => [
    { name: 'target', part: [{ name: 'source', valueString: 'Individuelt mål satt av Åse' }, ...parts] },
  ];
  const percent = (name: string, value: number, code = '%') => ({ name, valueQuantity: { value, code } });
  const rest = [{ name: 'notCompared', valueCode: 'no-reading' }];

  test('one end, where the latest lies, and who set it', () => {
    const parts = [...target(percent('low', 88), { name: 'place', valueCode: 'below' }), ...rest];
    expect(decodeOxygen(parts).target).toEqual({
      low: 88,
      place: 'below',
      source: 'Individuelt mål satt av Åse',
    });
    expect(decodeOxygen(rest)).not.toHaveProperty('target');
  });

  test.each([
    ['no end', target()],
    ['another unit', target(percent('low', 0.88, '1'))],
    ['an unknown place', target(percent('low', 88), { name: 'place', valueCode: 'near' })],
  ])('with %s is refused whole', (_name, parts) => {
    expect(() => decodeOxygen([...parts, ...rest])).toThrow();
  });

  test('glucose has its own share; one without counts is refused', async () => {
    const rules = [{ part: 'glucose' as const, limits: {}, target: { low: 4, high: 9 } }];
    const points = [3.9, 5, 9.1, 6].map((value, hour) => ({
      time: `2026-06-01T0${hour}:00:00Z`,
      values: [value],
    }));
    const asked = { group: 'type-1-or-2', start: '2026-06-01' };
    const orders = [order({ code: '15074-8', rules })];
    const { parameter = [] } = await answerOf(glucoseOperation, asked, points, { orders });
    expect(decodeGlucose(parameter, 'type-1-or-2').target).toMatchObject({
      ...{ low: 4, high: 9, below: 1, within: 2, above: 1, uncertain: 0, percent: 50 },
    });
    const without = parameter.map((each) =>
      each.name === 'target'
        ? { ...each, part: (each.part ?? []).filter(({ name }) => name !== 'within') }
        : each,
    );
    expect(() => decodeGlucose(without, 'type-1-or-2')).toThrow();
  });
});

describe('what is asked of the facade', () => {
  async function asked(sign: Parameters<typeof loadSummary>[1], choices = {}, custom = false) {
    const paths: string[] = [];
    const reads = {
      get: (path: string) => {
        paths.push(path);
        return Promise.reject(new Error('asked'));
      },
    };
    const period = custom
      ? ({ kind: 'custom', from: '2026-06-01', to: '2026-06-20' } as const)
      : ({ kind: '30d' } as const);
    const days = { from: '2026-06-01', to: '2026-06-20' };
    const said = {
      group: undefined,
      protocol: undefined,
      dryWeight: undefined,
      baseline: undefined,
      scale: undefined,
      ...choices,
    };
    await loadSummary(new Facade(reads, 'p1'), sign, { period, days }, said, signal()).catch(() => undefined);
    return paths;
  }
  const days = 'start=2026-06-01&end=2026-06-20';

  test('glucose of no group is not asked for', async () => {
    expect(await asked('glucose')).toEqual([]);
    expect(await asked('glucose', { group: 'pregnancy-type-1' })).toEqual([
      `Observation/$glucose-summary?${days}&group=pregnancy-type-1`,
    ]);
  });

  test('what was not said is not sent', async () => {
    expect(await asked('body-weight')).toEqual([`Observation/$weight-summary?${days}`]);
    expect(await asked('body-weight', { dryWeight: 79.5 })).toEqual([
      `Observation/$weight-summary?${days}&dryWeight=79.5`,
    ]);
    expect(await asked('oxygen-saturation', { baseline: 92 })).toEqual([
      `Observation/$oxygen-saturation-summary?${days}&baseline=92`,
    ]);
  });

  test('no NEWS2 is asked to be computed unless the clinician named the scale', async () => {
    expect(await asked('news2')).toEqual([`Observation/$news2?${days}`]);
    expect(await asked('news2', { scale: '2' })).toEqual([`Observation/$news2?${days}&scale=2`]);
  });

  test('the window ends with the latest reading, or on the day that was chosen', async () => {
    const operation = 'Observation/$home-blood-pressure';
    expect(await asked('blood-pressure')).toEqual([`${operation}?start=2026-06-01`]);
    expect(await asked('blood-pressure', {}, true)).toEqual([`${operation}?${days}`]);
    expect(await asked('blood-pressure', { protocol: 'us-five-days' }, true)).toEqual([
      `${operation}?${days}&protocol=us-five-days`,
    ]);
  });

  test('an answer about another patient is refused whole', async () => {
    const of = async (patient: string) => {
      const reads = { get: () => answerOf(homeBloodPressureSummary, {}, week, { patient }) };
      const period = { period: { kind: 'all' as const }, days: {} };
      const said = {
        group: undefined,
        protocol: undefined,
        dryWeight: undefined,
        baseline: undefined,
        scale: undefined,
      };
      return loadSummary(new Facade(reads, 'p1'), 'blood-pressure', period, said, signal());
    };
    await expect(of('p2')).rejects.toMatchObject({ reason: 'other-patient' });
    await expect(of('p1')).resolves.toMatchObject({ kind: 'blood-pressure' });
  });
});
