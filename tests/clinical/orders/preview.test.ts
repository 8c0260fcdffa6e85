import { describe, expect, test } from 'vitest';
import { bloodPressure } from '#clinical/catalogue/blood-pressure.ts';
import { interpret } from '#clinical/limits.ts';
import { previewOf, supposedLimits, type ReadingJudged } from '#clinical/orders/preview.ts';
import type { Interpretation } from '#clinical/types.ts';
import { at, order, setBy } from './orders.ts';

const [systolic] = bloodPressure.parts;
const from = at('2026-03-01T00:00:00+01:00');

type Flag = Interpretation | undefined;

/** Proposed and today of systolic, then of diastolic; null: no value. */
function reading(...flags: ([proposed: Flag, today: Flag] | null)[]): ReadingJudged {
  return {
    reference: 'Observation/x-1',
    effective: from,
    dateOnly: false,
    values: flags.map((flag) =>
      flag ? { value: 100, improbable: false, proposed: flag[0], today: flag[1] } : undefined,
    ),
  };
}

const toneOf = (...flags: Parameters<typeof reading>) => {
  const { proposed } = previewOf(['systolic', 'diastolic'], [reading(...flags)]);
  return Object.entries(proposed)
    .filter(([, count]) => count === 1)
    .map(([tone]) => tone);
};

describe('a measurement counts once, by its most serious part', () => {
  test.each<[Flag | null, Flag | null, string]>([
    ['HH', 'N', 'red'],
    ['LL', 'H', 'red'],
    ['N', 'LL', 'red'],
    ['H', 'N', 'yellow'],
    ['L', undefined, 'yellow'],
    ['N', 'N', 'normal'],
    ['N', undefined, 'notAssessed'],
    ['N', null, 'notAssessed'],
    [undefined, undefined, 'notAssessed'],
    [null, null, 'notAssessed'],
  ])('%s and %s: %s', (first, second, tone) => {
    const flag = (each: Flag | null): [Flag, Flag] | null => (each === null ? null : [each, 'N']);
    expect(toneOf(flag(first), flag(second))).toEqual([tone]);
  });
});

test('each part has its own counts, which sum up to all measurements, and what is flagged either way is listed', () => {
  const readings = [
    reading(['HH', 'H'], ['N', 'N']),
    reading(['N', 'H'], ['N', 'N']),
    reading(['N', 'N'], ['L', 'N']),
    reading(['N', 'N'], ['N', 'N']),
    reading(null, ['N', undefined]),
  ];
  const preview = previewOf(['systolic', 'diastolic'], readings);
  expect(preview.count).toBe(5);
  expect(preview.proposed).toEqual({ red: 1, yellow: 1, normal: 2, notAssessed: 1 });
  expect(preview.today).toEqual({ red: 0, yellow: 2, normal: 2, notAssessed: 1 });
  expect(preview.parts).toEqual([
    {
      part: 'systolic',
      proposed: { LL: 0, L: 0, N: 3, H: 0, HH: 1, 'not-assessed': 1 },
      today: { LL: 0, L: 0, N: 2, H: 2, HH: 0, 'not-assessed': 1 },
    },
    {
      part: 'diastolic',
      proposed: { LL: 0, L: 1, N: 4, H: 0, HH: 0, 'not-assessed': 0 },
      today: { LL: 0, L: 0, N: 4, H: 0, HH: 0, 'not-assessed': 1 },
    },
  ]);
  expect(preview.flagged).toEqual(readings.slice(0, 3));
});

test('of nobody’s measurements nothing is said', () => {
  const nothing = { red: 0, yellow: 0, normal: 0, notAssessed: 0 };
  expect(previewOf(['systolic'], [])).toMatchObject({ count: 0, proposed: nothing, flagged: [] });
});

describe('the limits that are supposed', () => {
  test.each([
    ['that begins after the period', { from: at('2026-06-01') }],
    ['that ends before it', { from: at('2020-01-01'), to: at('2020-02-01') }],
  ])('hold all the time, also of an order %s', (_, changes) => {
    const periods = supposedLimits(order(changes), setBy, from).get('85354-9');
    expect(periods).toMatchObject([{ from, to: Infinity }]);
    expect(periods?.[0]?.limits[0]?.order).toEqual({ id: 'proposed', version: 1 });
  });

  test('judge as any order: from 150 yellow, from 170 red, and the low side by the general default (NEWS2: 100 and 90)', () => {
    const limits = supposedLimits(order(), setBy, from).get('85354-9')?.[0]?.limits[0];
    if (!systolic || !limits) throw new Error('No limits');
    const judged = [90, 91, 100, 101, 149, 150, 169, 170].map((value) =>
      interpret(systolic, value, undefined, limits),
    );
    expect(judged).toEqual(['LL', 'L', 'L', 'N', 'N', 'H', 'H', 'HH']);
  });

  test('an order that sets none leaves the general default to judge', () => {
    expect(supposedLimits(order({ rules: [] }), setBy, from).size).toBe(0);
  });
});
