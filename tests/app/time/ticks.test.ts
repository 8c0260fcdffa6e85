import { describe, expect, test } from 'vitest';
import { dateOf, startOfDate, wallTime } from '../../../app/time/oslo.ts';
import { ticksBetween } from '../../../app/time/ticks.ts';

const between = (from: string, to: string, atMost: number) =>
  ticksBetween(startOfDate(from), startOfDate(to), atMost);

test('thirty days: Mondays at midnight, also across the change of clocks', () => {
  const ticks = between('2026-10-05', '2026-11-04', 7);
  expect(ticks.map(({ instant }) => dateOf(instant))).toEqual([
    '2026-10-05',
    '2026-10-12',
    '2026-10-19',
    '2026-10-26',
    '2026-11-02',
  ]);
  for (const { instant } of ticks) expect(instant).toBe(startOfDate(dateOf(instant)));
});

test('a year: firsts of months', () => {
  const ticks = between('2025-11-23', '2026-11-23', 12);
  expect(ticks).toHaveLength(12);
  expect(ticks.every(({ instant, unit }) => unit === 'month' && wallTime(instant).day === 1)).toBe(true);
});

test('a day: round hours, and midnight is told as a day', () => {
  const ticks = between('2026-11-21', '2026-11-22', 8);
  expect(ticks.map(({ instant }) => wallTime(instant).hour)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 0]);
  expect(ticks[0]?.unit).toBe('day');
  expect(ticks[1]?.unit).toBe('minute');
});

test('the spring night has no tick twice', () => {
  const instants = between('2026-03-29', '2026-03-30', 24).map(({ instant }) => instant);
  expect(new Set(instants).size).toBe(instants.length);
});

test.each([
  ['a week with room for two', '2026-11-22', '2026-11-29', 2],
  ['thirty days with room for one', '2026-10-30', '2026-11-29', 1],
  ['across the change of clocks', '2026-10-20', '2026-10-27', 2],
])('one tick alone tells no span: %s has its first and last midnight', (_what, from, to, room) => {
  const ticks = between(from, to, room);
  expect(ticks.map(({ instant }) => dateOf(instant))).toEqual([from, to]);
  expect(ticks.every(({ instant, unit }) => unit === 'day' && wallTime(instant).hour === 0)).toBe(true);
});

test('a long period keeps its one round tick, which tells the year', () => {
  expect(between('2025-05-01', '2031-05-01', 1)).toMatchObject([{ unit: 'year' }]);
});

describe('never more than about what there is room for', () => {
  test.each([1, 3, 10, 40, 200, 2000, 9000])('%i days', (days) => {
    const start = startOfDate('2001-01-01');
    const ticks = ticksBetween(start, start + days * 86_400_000, 8);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(10);
  });
});

test('nothing to tick', () => {
  expect(ticksBetween(5, 5, 8)).toEqual([]);
  expect(ticksBetween(NaN, 5, 8)).toEqual([]);
});
