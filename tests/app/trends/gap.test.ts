import { describe, expect, test } from 'vitest';
import { countGaps, gapLimit } from '../../../app/trends/gap.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function spaced(...steps: number[]): Float64Array {
  let time = 0;
  return Float64Array.from([0, ...steps], (step) => (time += step));
}

const repeated = (count: number, ...steps: number[]) => Array.from({ length: count }, () => steps).flat();

describe('how far apart two values may be and still be joined', () => {
  test('a five-minute sensor: twenty minutes', () => {
    expect(gapLimit('glucose', spaced(...repeated(300, 5 * MINUTE)))).toBe(20 * MINUTE);
  });

  test('readings in pairs twice a day are not a sensor', () => {
    const times = spaced(...repeated(60, 2 * MINUTE, 10 * HOUR, 2 * MINUTE, 14 * HOUR));
    expect(gapLimit('blood-pressure', times)).toBe(2 * DAY);
  });

  test('daily: the sign’s own limit', () => {
    expect(gapLimit('heart-rate', spaced(...repeated(20, 16 * HOUR)))).toBe(2 * DAY);
    expect(gapLimit('body-weight', spaced(...repeated(20, DAY)))).toBe(3 * DAY);
  });

  test('weekly: three of the usual intervals', () => {
    expect(gapLimit('body-weight', spaced(...repeated(10, 7 * DAY)))).toBe(21 * DAY);
  });

  test('too few to know: the sign’s own limit', () => {
    expect(gapLimit('heart-rate', spaced())).toBe(2 * DAY);
    expect(gapLimit('heart-rate', spaced(30 * DAY))).toBe(2 * DAY);
  });
});

test('gaps are counted where the limit is passed, not where it is met', () => {
  expect(countGaps(spaced(HOUR, 2 * HOUR, HOUR, 3 * HOUR), 2 * HOUR)).toBe(1);
  expect(countGaps(spaced(), HOUR)).toBe(0);
});
