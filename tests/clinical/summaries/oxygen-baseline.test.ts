import { describe, expect, test } from 'vitest';
import { oxygenAgainstBaseline } from '../../../server/clinical/summaries/oxygen-baseline.ts';
import { weighing } from './readings.ts';

const on = (day: number, value: number) =>
  weighing(`2026-06-${String(day).padStart(2, '0')}T09:00:00+02:00`, value);
const latest = on(29, 88);
const steady = (days: number, first = 1) => Array.from({ length: days }, (_, index) => on(first + index, 91));

describe('saturation against the patient’s own', () => {
  test('a given baseline holds', () => {
    expect(oxygenAgainstBaseline([...steady(20), latest], 90)).toMatchObject({
      kind: 'compared',
      difference: -2,
      baseline: { value: 90, origin: 'given' },
    });
  });

  test.each([
    [14, 'compared'],
    [13, 'not-compared'],
  ])('%i days behind an own median: %s', (days, kind) => {
    const found = oxygenAgainstBaseline([...steady(days), latest]);
    expect(found.kind).toBe(kind);
    if (found.kind === 'compared') {
      expect(found).toMatchObject({ difference: -3, baseline: { value: 91, origin: 'own-median', days } });
    } else expect(found).toMatchObject({ reason: 'no-baseline', days: 13 });
  });

  test('the median of the readings, unrounded: 91.5 of 85 to 98', () => {
    const found = oxygenAgainstBaseline([
      ...Array.from({ length: 14 }, (_, index) => on(1 + index, 98 - index)),
      latest,
    ]);
    expect(found).toMatchObject({ difference: -4, baseline: { value: 91.5, count: 14 } });
  });

  test('28 days are looked at, and not the latest day itself', () => {
    const old = weighing('2026-05-31T09:00:00+02:00', 60);
    const found = oxygenAgainstBaseline([old, ...steady(14), on(29, 70), latest]);
    expect(found).toMatchObject({ baseline: { value: 91, count: 14 } });
  });

  test('whole points, as the oximeter shows them', () => {
    expect(oxygenAgainstBaseline([on(29, 88.5)], 91.4)).toMatchObject({ difference: -2 });
  });

  test('nothing measured', () => {
    expect(oxygenAgainstBaseline([], 92)).toEqual({ kind: 'not-compared', reason: 'no-reading' });
  });
});
