import { describe, expect, test } from 'vitest';
import { toMoments } from '../../../app/trends/moments.ts';
import { momentNear, sharedMoments } from '../../../app/trends/multiples/shared-moments.ts';
import { series, type Value } from './columns.ts';

const hour = 3_600_000;
const momentsOf = (...values: Value[]) => toMoments([series(values)]);

describe('the times of several signs', () => {
  test('each once, ascending, with the worst flag of what was measured then', () => {
    const shared = sharedMoments([
      momentsOf({ time: 3, value: 1, flag: 'N' }, { time: 20, value: 1, flag: 'H' }),
      momentsOf({ time: 3, value: 1, flag: 'LL' }, { time: 100, value: 1 }),
    ]);
    expect([...shared.times]).toEqual([3, 20, 100]);
    expect([...shared.ranks]).toEqual([3, 2, 1]);
    expect(shared.count).toBe(3);
  });

  test('none of none', () => {
    expect(sharedMoments([momentsOf()]).count).toBe(0);
  });
});

describe('what is told of a sign at the time line', () => {
  const moments = momentsOf({ time: 0, value: 1 }, { time: 40 * hour, value: 2 });

  test.each([
    ['measured then', 0, 0],
    ['nearest, before', 11 * hour, 0],
    ['12 hours after is near', 12 * hour, 0],
    ['beyond 12 hours on both sides: nothing', 12 * hour + 1, -1],
    ['12 hours before is near', 28 * hour, 1],
    ['12 hours and a moment before is not', 28 * hour - 1, -1],
  ])('%s', (_, instant, moment) => {
    expect(momentNear(moments, instant)).toBe(moment);
  });

  test('nothing was measured', () => {
    expect(momentNear(momentsOf(), 5)).toBe(-1);
  });
});
