import { describe, expect, test } from 'vitest';
import {
  comparePressure,
  defaultPressureTarget,
  homePressureVerdict,
  orderedPressureTarget,
  withinTarget,
  type PressureTarget,
} from '../../../server/clinical/summaries/home-pressure-target.ts';
import { exactReadings } from '../../../server/clinical/summaries/reading.ts';
import { weeklyPressure } from '../../../server/clinical/summaries/weekly-pressure.ts';
import type { PartRule } from '../../../server/clinical/orders/order.ts';
import { order } from '../orders/orders.ts';
import { at, pressure } from './readings.ts';

/** ESC 2024: treated systolic target 120–129, diastolic 70–79. */
const own: PressureTarget = {
  systolic: { low: 120, high: 129 },
  diastolic: { low: 70, high: 79 },
  origin: 'given',
  source: 'test',
};

describe('whose target', () => {
  const general = 'Generell grense: hjemmeblodtrykk ≥135/85 (J Clin Hypertens 2018;20:1116)';
  const individual = 'Individuelt mål satt av Åse Fjellsjø, Bjørkelia legesenter, gjelder fra 1. januar 2026';
  const now = at('2026-06-01T00:00:00Z');
  const ordered = (...rules: PartRule[]) => orderedPressureTarget([order({ rules })], now);
  const systolic: PartRule = { part: 'systolic', limits: {}, target: { low: 120, high: 129 } };
  const diastolic: PartRule = { part: 'diastolic', limits: {}, target: { low: 70, high: 79 } };
  const alarm: PartRule = { part: 'systolic', limits: { yellowHigh: 150 } };

  test('nobody’s: below 135/85, without a lower end', () => {
    expect(defaultPressureTarget).toEqual({
      systolic: { high: 134 },
      diastolic: { high: 84 },
      origin: 'default',
      source: general,
    });
  });

  test('of the order that holds, both pressures', () => {
    expect(ordered(systolic, diastolic)).toEqual({
      systolic: { low: 120, high: 129 },
      diastolic: { low: 70, high: 79 },
      origin: 'order',
      source: individual,
      order: order({ rules: [systolic, diastolic] }),
    });
  });

  test('of one pressure: the other keeps the general one, and the source says which', () => {
    expect(ordered(systolic)).toEqual({
      systolic: { low: 120, high: 129 },
      diastolic: { high: 84 },
      origin: 'order',
      source: `${individual}; diastolisk: ${general}`,
      order: order({ rules: [systolic] }),
      byDefault: 'diastolic',
    });
    expect(ordered(alarm, diastolic)).toEqual({
      systolic: { high: 134 },
      diastolic: { low: 70, high: 79 },
      origin: 'order',
      source: `${individual}; systolisk: ${general}`,
      order: order({ rules: [alarm, diastolic] }),
      byDefault: 'systolic',
    });
  });

  test('none: limits alone, no order, one of another vital sign, and one that does not hold yet', () => {
    const weight = order({
      code: '29463-7',
      rules: [{ part: 'body-weight', limits: {}, target: { high: 80 } }],
    });
    const later = order({ rules: [systolic], from: now + 1 });
    for (const versions of [[order({ rules: [alarm] })], [], [weight], [later]]) {
      expect(orderedPressureTarget(versions, now)).toBeUndefined();
    }
  });
});

describe('a mean against a target', () => {
  test.each([
    [134, 84, 'within', 'within', 'within'],
    [134.4, 84.4, 'within', 'within', 'within'],
    [134.5, 84, 'above', 'within', 'above'],
    [135, 84, 'above', 'within', 'above'],
    [134, 84.5, 'within', 'above', 'above'],
    [80, 40, 'within', 'within', 'within'],
  ])('default, home hypertension is 135 or 85: %f/%f', (systolic, diastolic, sys, dia, worst) => {
    expect(comparePressure({ systolic, diastolic }, defaultPressureTarget)).toEqual({
      systolic: sys,
      diastolic: dia,
      worst,
    });
  });

  test.each([
    [119.4, 75, 'below', 'within', 'below'],
    [119.5, 75, 'within', 'within', 'within'],
    [129.4, 79.4, 'within', 'within', 'within'],
    [129.5, 75, 'above', 'within', 'above'],
    [119, 80, 'below', 'above', 'above'],
    [125, 69, 'within', 'below', 'below'],
  ])("the patient's own: %f/%f", (systolic, diastolic, sys, dia, worst) => {
    expect(comparePressure({ systolic, diastolic }, own)).toEqual({ systolic: sys, diastolic: dia, worst });
  });

  test('without enough there is no verdict', () => {
    const lacking = [{ need: 'readings' as const, least: 12, found: 11 }];
    const mean = { count: 11, systolic: 150, diastolic: 95 };
    expect(homePressureVerdict({ mean, lacking }, own)).toEqual({ kind: 'insufficient', lacking });
    expect(homePressureVerdict({ mean, lacking: [] }, own)).toMatchObject({
      kind: 'compared',
      worst: 'above',
    });
    expect(homePressureVerdict({ lacking: [] }, own).kind).toBe('insufficient');
  });
});

const { exact } = exactReadings([
  pressure('2026-06-07T23:59:59+02:00', 120, 70),
  pressure('2026-06-08T00:00:00+02:00', 129, 79),
  pressure('2026-06-14T20:00:00+02:00', 140, 75),
  pressure('2026-06-28T20:00:00+02:00', 119, 75),
]);

test('the share within the target: both pressures', () => {
  expect(withinTarget(exact, own)).toEqual({ within: 2, count: 4 });
  expect(withinTarget(exact.slice(0, 3), own)).toEqual({ within: 2, count: 3 });
  expect(withinTarget([], own)).toEqual({ within: 0, count: 0 });
});

test('weeks begin on Monday in Oslo; a week without readings has no mean', () => {
  expect(weeklyPressure(exact)).toEqual([
    {
      monday: '2026-06-01',
      mean: { count: 1, systolic: 120, diastolic: 70 },
      used: ['2026-06-07T23:59:59+02:00'],
    },
    {
      monday: '2026-06-08',
      mean: { count: 2, systolic: 134.5, diastolic: 77 },
      used: ['2026-06-08T00:00:00+02:00', '2026-06-14T20:00:00+02:00'],
    },
    { monday: '2026-06-15', used: [] },
    {
      monday: '2026-06-22',
      mean: { count: 1, systolic: 119, diastolic: 75 },
      used: ['2026-06-28T20:00:00+02:00'],
    },
  ]);
  expect(weeklyPressure([])).toEqual([]);
  const apart = exactReadings([
    pressure('2026-06-01T08:00:00+02:00', 120, 70),
    pressure('2026-07-20T08:00:00+02:00', 120, 70),
  ]);
  expect(weeklyPressure(apart.exact).map(({ monday, mean }) => `${monday} ${mean?.count ?? 0}`)).toEqual([
    '2026-06-01 1',
    '2026-06-08 0',
    '2026-06-15 0',
    '2026-06-22 0',
    '2026-06-29 0',
    '2026-07-06 0',
    '2026-07-13 0',
    '2026-07-20 1',
  ]);
});
