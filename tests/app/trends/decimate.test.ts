import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BREAK, decimate } from '../../../app/trends/decimate.ts';
import { series, type Value } from './columns.ts';

const MINUTE = 60_000;
const FIVE = 5 * MINUTE;
const GAP = 20 * MINUTE;

/** Glucose every five minutes, wandering between 5 and 9, all well. */
function sensor(count: number): Value[] {
  return Array.from({ length: count }, (_, index) => ({
    time: index * FIVE,
    value: 7 + 2 * Math.sin(index / 17),
    flag: 'N' as const,
  }));
}

describe('thinning for the screen', () => {
  test('few values are all kept', () => {
    const columns = series(sensor(20));
    expect(decimate(columns, { from: 0, to: 20 * FIVE, pixels: 800 }, GAP)).toEqual([...Array(20).keys()]);
  });

  test('a month of a sensor becomes at most four values a pixel', () => {
    const count = 8640;
    const kept = decimate(series(sensor(count)), { from: 0, to: count * FIVE, pixels: 400 }, GAP);
    expect(kept.length).toBeLessThanOrEqual(4 * 401);
    expect(kept.length).toBeGreaterThan(400);
  });

  test('indexes ascend and none comes twice', () => {
    const kept = decimate(series(sensor(5000)), { from: 0, to: 5000 * FIVE, pixels: 100 }, GAP);
    const indexes = kept.filter((index) => index !== BREAK);
    expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b));
  });

  test('the window keeps one value beyond each edge', () => {
    const kept = decimate(series(sensor(100)), { from: 10 * FIVE, to: 20 * FIVE - 1, pixels: 800 }, GAP);
    expect(kept[0]).toBe(9);
    expect(kept[kept.length - 1]).toBe(20);
  });
});

describe('a low value beside a gap survives with its own time (T11)', () => {
  test.each([...Array(92).keys()])('gap before value %i of a pixel, the low three later', (position) => {
    const values = sensor(2000).map((value, index) => ({
      ...value,
      time: value.time + (index >= 900 + position ? 60 * MINUTE : 0),
    }));
    const low = 903 + position;
    values[low] = { time: values[low]?.time ?? 0, value: 2.1, flag: 'LL' };
    const columns = series(values);
    const to = columns.times[columns.count - 1] ?? 0;
    const kept = decimate(columns, { from: 0, to, pixels: 20 }, GAP);
    expect(kept).toContain(low);
    expect(columns.times[low]).toBe(low * FIVE + 60 * MINUTE);
    expect(kept.filter((index) => index === BREAK)).toHaveLength(1);
    const broken = kept.indexOf(BREAK);
    expect(kept[broken - 1]).toBe(899 + position);
    expect(kept[broken + 1]).toBe(900 + position);
  });
});

test('isolated lows without a flag survive too: the lowest of a pixel is kept', () => {
  const values = sensor(4000);
  const lows = [700, 1500, 2300, 3100];
  for (const low of lows) values[low] = { time: low * FIVE, value: 2.9, flag: 'N' };
  const kept = decimate(series(values), { from: 0, to: 4000 * FIVE, pixels: 100 }, GAP);
  expect(kept).toEqual(expect.arrayContaining(lows));
});

test('every flagged, improbable and comparator value is kept, whatever the width', () => {
  const value = fc.record({
    value: fc.integer({ min: 1, max: 30 }),
    flag: fc.constantFrom('N', 'L', 'H', 'LL', 'HH', undefined) as fc.Arbitrary<Value['flag']>,
    improbable: fc.boolean(),
    comparator: fc.constantFrom(undefined, '<', '>') as fc.Arbitrary<Value['comparator']>,
    step: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), fc.integer({ min: 1, max: 300 }), (drawn, pixels) => {
      let time = 0;
      const values = drawn.map(({ step, ...rest }) => ({ ...rest, time: (time += step * MINUTE) }) as Value);
      const kept = new Set(decimate(series(values), { from: 0, to: time + 1, pixels }, GAP));
      values.forEach(({ flag, improbable, comparator }, index) => {
        if ((flag && flag !== 'N') || improbable || comparator) expect(kept.has(index)).toBe(true);
      });
    }),
  );
});

test('no line is drawn across a gap, every gap breaks it', () => {
  const steps = [5, 5, 90, 5, 21, 20, 19, 5];
  let time = 0;
  const values = [0, ...steps].map((step) => ({
    time: (time += step * MINUTE),
    value: 6,
    flag: 'N' as const,
  }));
  const kept = decimate(series(values), { from: 0, to: time, pixels: 1000 }, GAP);
  expect(kept.join(' ')).toBe('0 1 2 -1 3 4 -1 5 6 7 8');
});
