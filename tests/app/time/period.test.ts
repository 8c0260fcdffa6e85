import { describe, expect, test } from 'vitest';
import {
  daysBefore,
  daysOf,
  formatPeriod,
  intervalOf,
  openingPeriod,
  parsePeriod,
  type Days,
  type Period,
} from '../../../app/time/period.ts';
import { addDays, daysBetween } from '../../../app/time/oslo.ts';

const now = Date.parse('2026-11-22T23:30:00Z');

describe('a preset is Oslo calendar days that end today', () => {
  test.each([
    ['7d', '2026-11-17'],
    ['30d', '2026-10-25'],
    ['90d', '2026-08-26'],
    ['1y', '2025-11-24'],
  ] as const)('%s begins %s', (kind, from) => {
    expect(daysOf({ kind }, now)).toEqual({ from, to: '2026-11-23' });
  });

  test('thirty days over the autumn change are an hour longer than 30 × 24', () => {
    const { start, end } = intervalOf(daysOf({ kind: '30d' }, now));
    expect((end - start) / 3_600_000).toBe(30 * 24 + 1);
  });

  test('everything is open at both ends', () => {
    expect(intervalOf(daysOf({ kind: 'all' }, now))).toEqual({ start: -Infinity, end: Infinity });
  });
});

describe('the days before are as many Oslo calendar days, and touch', () => {
  const hours = (days: Days) => (intervalOf(days).end - intervalOf(days).start) / 3_600_000;

  test.each<[string, Days, Days, number, number]>([
    ['a week', { from: '2026-11-17', to: '2026-11-23' }, { from: '2026-11-10', to: '2026-11-16' }, 168, 168],
    ['one day', { from: '2026-03-01', to: '2026-03-01' }, { from: '2026-02-28', to: '2026-02-28' }, 24, 24],
    [
      'into a leap day',
      { from: '2028-03-01', to: '2028-03-02' },
      { from: '2028-02-28', to: '2028-02-29' },
      48,
      48,
    ],
    [
      'autumn change in this',
      { from: '2026-10-25', to: '2026-10-31' },
      { from: '2026-10-18', to: '2026-10-24' },
      169,
      168,
    ],
    [
      'autumn change before',
      { from: '2026-10-26', to: '2026-11-01' },
      { from: '2026-10-19', to: '2026-10-25' },
      168,
      169,
    ],
    [
      'spring change in this',
      { from: '2026-03-29', to: '2026-04-04' },
      { from: '2026-03-22', to: '2026-03-28' },
      167,
      168,
    ],
    [
      'spring change before',
      { from: '2026-03-30', to: '2026-04-05' },
      { from: '2026-03-23', to: '2026-03-29' },
      168,
      167,
    ],
    [
      'a year over a leap day',
      { from: '2028-03-01', to: '2029-02-28' },
      { from: '2027-03-02', to: '2028-02-29' },
      8760,
      8760,
    ],
  ])('%s', (_, days, before, length, lengthBefore) => {
    const found = daysBefore(days);
    expect(found).toEqual(before);
    expect(intervalOf(before).end).toBe(intervalOf(days).start);
    expect([hours(days), hours(before)]).toEqual([length, lengthBefore]);
  });

  test.each(['7d', '30d', '90d', '1y'] as const)('%s seen on every day of a year', (kind) => {
    for (let day = 0; day < 366; day++) {
      const days = daysOf({ kind }, now + day * 86_400_000);
      const before = daysBefore(days);
      expect(before?.to).toBe(addDays(days.from ?? '', -1));
      expect(daysBetween(before?.from ?? '', before?.to ?? '')).toBe(
        daysBetween(days.from ?? '', days.to ?? ''),
      );
    }
  });

  test('nothing is before an open period', () => {
    for (const days of [{}, { from: '2026-01-01' }, { to: '2026-01-01' }]) {
      expect(daysBefore(days)).toBeUndefined();
    }
  });
});

describe('a trend opens where there is data', () => {
  const day = 86_400_000;
  test.each<[string, { first: number; last: number; count: number } | undefined, Period['kind']]>([
    ['nothing ever', undefined, '30d'],
    ['daily until today', { first: now - 300 * day, last: now, count: 300 }, '30d'],
    ['last 40 days ago', { first: now - 300 * day, last: now - 40 * day, count: 100 }, '90d'],
    ['last 5 months ago', { first: now - 300 * day, last: now - 150 * day, count: 100 }, '1y'],
    ['last two years ago', { first: now - 900 * day, last: now - 700 * day, count: 100 }, 'all'],
    ['a sensor until today', { first: now - 365 * day, last: now, count: 105_000 }, '7d'],
    ['a sensor until 10 days ago', { first: now - 365 * day, last: now - 10 * day, count: 105_000 }, '30d'],
  ])('%s', (_, available, kind) => {
    expect(openingPeriod(available, now).kind).toBe(kind);
  });
});

describe('a period in the address', () => {
  test.each<Period>([
    { kind: '7d' },
    { kind: '30d' },
    { kind: '90d' },
    { kind: '1y' },
    { kind: 'all' },
    { kind: 'custom', from: '2026-01-01', to: '2026-01-31' },
  ])('$kind comes back as it went', (period) => {
    expect(parsePeriod(formatPeriod(period))).toEqual(period);
  });

  test.each([null, '', '2d', '2026-01-31_2026-01-01', '2026-02-30_2026-03-01', '2026-01-01', '<script>'])(
    '%s is no period',
    (text) => {
      expect(parsePeriod(text)).toBeUndefined();
    },
  );
});
