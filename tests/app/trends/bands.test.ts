import { describe, expect, test } from 'vitest';
import type { Limits } from '#clinical/types.ts';
import { limitLines, limitPeriods, shadedStretch } from '../../../app/trends/bands.ts';
import { series } from './columns.ts';

const limits = (source: string): Limits => ({
  origin: 'order',
  source,
  zones: [{ interpretation: 'N', high: 135 }],
});
const dictionary = [limits('old'), limits('new')];
const edges = { start: 0, end: 100 };

function periodsOf(...used: (number | undefined)[]) {
  const values = used.map((each, index) => ({
    time: (index + 1) * 10,
    value: 1,
    ...(each !== undefined && { limits: each }),
  }));
  return limitPeriods(series(values), dictionary, edges).map(({ from, to, limits: { source } }) => [
    from,
    to,
    source,
  ]);
}

describe('limits as they held over time (T16)', () => {
  test('one limit spans the period', () => {
    expect(periodsOf(0, 0, 0)).toEqual([[0, 100, 'old']]);
  });

  test('a change steps at the first value judged by the new one', () => {
    expect(periodsOf(0, 0, 1, 1)).toEqual([
      [0, 30, 'old'],
      [30, 100, 'new'],
    ]);
  });

  test('values without a limit leave a hole', () => {
    expect(periodsOf(0, undefined, 1)).toEqual([
      [0, 20, 'old'],
      [30, 100, 'new'],
    ]);
    expect(periodsOf(undefined, 0)).toEqual([[20, 100, 'old']]);
  });

  test('no limits, no values', () => {
    expect(periodsOf(undefined)).toEqual([]);
    expect(periodsOf()).toEqual([]);
  });
});

describe('limits as the facade says they held', () => {
  const own: Limits = { ...limits('own'), origin: 'measurement' };
  const told = [
    { from: -Infinity, to: 25, limits: 0 },
    { from: 25, to: 60, limits: 1 },
    { from: 60, to: Infinity, limits: 0 },
  ];
  const periodsTold = (...used: (number | undefined)[]) => {
    const values = used.map((each, index) => ({
      time: (index + 1) * 10,
      value: 1,
      ...(each !== undefined && { limits: each }),
    }));
    return limitPeriods({ ...series(values), limitPeriods: told }, [...dictionary, own], edges).map(
      ({ from, to, limits: { source } }) => [from, to, source],
    );
  };

  test('steps stand when they came, whether something was measured or not', () => {
    const steps = [
      [0, 25, 'old'],
      [25, 60, 'new'],
      [60, 100, 'old'],
    ];
    expect(periodsTold()).toEqual(steps);
    expect(periodsTold(0, 0, 1)).toEqual(steps);
  });

  test('values with a range of their own, and those without any, stand out', () => {
    expect(periodsTold(0, 2, 1, undefined, 1)).toEqual([
      [0, 20, 'old'],
      [20, 30, 'own'],
      [30, 40, 'new'],
      [50, 60, 'new'],
      [60, 100, 'old'],
    ]);
    expect(periodsTold(0, 2, 2)).toEqual([
      [0, 20, 'old'],
      [20, 100, 'own'],
    ]);
  });
});

test('lines stand at the inner ends of what is not normal', () => {
  const zones: Limits['zones'] = [
    { interpretation: 'LL', high: 90 },
    { interpretation: 'L', low: 91, high: 100 },
    { interpretation: 'N', low: 101, high: 134 },
    { interpretation: 'H', low: 135, high: 179 },
    { interpretation: 'HH', low: 180 },
  ];
  expect(limitLines({ origin: 'default', source: '', zones })).toEqual([
    { value: 90, level: 'red-low' },
    { value: 100, level: 'yellow-low' },
    { value: 135, level: 'yellow-high' },
    { value: 180, level: 'red-high' },
  ]);
  expect(limitLines(limits(''))).toEqual([{ value: 135, level: 'yellow-high' }]);
  const within: Limits['zones'] = [{ interpretation: 'N', low: 60, high: 84 }];
  expect(limitLines({ origin: 'order', source: '', zones: within })).toEqual([
    { value: 60, level: 'yellow-low' },
    { value: 84, level: 'yellow-high' },
  ]);
});

test('shaded stretches meet their neighbours and reach the edges', () => {
  const zones: Limits['zones'] = [
    { interpretation: 'L', high: 59 },
    { interpretation: 'N', low: 60, high: 84 },
    { interpretation: 'H', low: 85 },
  ];
  expect(zones.map((zone) => shadedStretch(zone, zones))).toEqual([
    { low: -Infinity, high: 59.5 },
    { low: 59.5, high: 84.5 },
    { low: 84.5, high: Infinity },
  ]);
});
