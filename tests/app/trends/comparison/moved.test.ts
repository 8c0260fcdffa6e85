import { describe, expect, test } from 'vitest';
import { movedTrend } from '../../../../app/trends/comparison/moved.ts';
import { series } from '../columns.ts';
import { trendOf } from '../trend-of.ts';

const moved = (days: number, ...instants: string[]) => {
  const values = instants.map((instant, value) => ({ time: Date.parse(instant), value }));
  const { parts, moments } = movedTrend(trendOf('heart-rate', [series(values)]), days);
  expect(parts[0]?.series.times).toEqual(moments.times);
  return [...moments.times].map((time) => new Date(time).toISOString().slice(0, 16));
};

describe('moved by Oslo calendar days, the time of the day stays', () => {
  test.each<[string, number, string, string]>([
    ['in winter', 7, '2026-11-10T07:00:00Z', '2026-11-17T07:00'],
    ['from summer to winter time', 30, '2026-10-10T06:00:00Z', '2026-11-09T07:00'],
    ['from winter to summer time', 7, '2026-03-27T07:00:00Z', '2026-04-03T06:00'],
    ['midnight stays midnight', 7, '2026-10-19T22:00:00Z', '2026-10-26T23:00'],
    ['a year', 365, '2025-11-28T11:30:00Z', '2026-11-28T11:30'],
  ])('%s', (_, days, instant, later) => {
    expect(moved(days, instant)).toEqual([later]);
  });

  test('of a day of 25 hours what is after the change comes an hour later, at most at the end of its day', () => {
    expect(
      moved(
        7,
        '2026-10-24T22:30:00Z',
        '2026-10-25T21:30:00Z',
        '2026-10-25T22:45:00Z',
        '2026-10-25T23:05:00Z',
      ),
    ).toEqual(['2026-10-31T23:30', '2026-11-01T22:30', '2026-11-01T22:59', '2026-11-01T23:05']);
  });

  test('onto a day of 23 hours nothing passes into the next', () => {
    expect(moved(7, '2026-03-22T22:45:00Z', '2026-03-22T23:05:00Z')).toEqual([
      '2026-03-29T21:59',
      '2026-03-29T22:05',
    ]);
  });

  test('values and the original are left alone', () => {
    const own = trendOf('heart-rate', [series([{ time: 0, value: 70, flag: 'H' }])]);
    const { parts } = movedTrend(own, 7);
    expect([...(parts[0]?.series.values ?? [])]).toEqual([70]);
    expect(own.moments.times[0]).toBe(0);
  });
});
