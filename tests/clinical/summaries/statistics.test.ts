import { describe, expect, test } from 'vitest';
import {
  ascending,
  mean,
  percentile,
  standardDeviation,
  sum,
} from '../../../server/clinical/summaries/statistics.ts';

/** Worked by hand. Percentiles: type 7 of Hyndman and Fan, 1996; the deviation is of a sample (n − 1). */
describe('statistics', () => {
  test('nothing is never zero', () => {
    expect([mean([]), percentile([], 50), standardDeviation([]), standardDeviation([5])]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(sum([])).toBe(0);
  });

  test('mean, sum and deviation', () => {
    expect([sum([1, 2, 6]), mean([1, 2, 6]), mean([0])]).toEqual([9, 3, 0]);
    expect(standardDeviation([4, 4])).toBe(0);
    expect(standardDeviation([2, 4])).toBeCloseTo(Math.SQRT2, 12);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  test.each([
    [0, 10],
    [25, 17.5],
    [50, 25],
    [90, 37],
    [100, 40],
  ])('%d per cent of 10, 20, 30, 40 is %d', (percent, value) => {
    expect(percentile([10, 20, 30, 40], percent)).toBeCloseTo(value, 12);
    expect(percentile([7], percent)).toBe(7);
  });

  test('by size, not by text, and the list given stays as it was', () => {
    const given = [10, 9, 100];
    expect(ascending(given)).toEqual([9, 10, 100]);
    expect(given).toEqual([10, 9, 100]);
  });
});
