import { describe, expect, test } from 'vitest';
import {
  addDays,
  dateOf,
  daysBetween,
  instantOf,
  isCalendarDate,
  repeatedHour,
  startOfDate,
} from '../../../app/time/oslo.ts';

const at = (text: string) => Date.parse(text);

describe('the Oslo day of an instant', () => {
  test.each([
    ['2026-03-15T22:59:59Z', '2026-03-15'],
    ['2026-03-15T23:00:00Z', '2026-03-16'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
    ['2026-12-31T23:00:00Z', '2027-01-01'],
  ])('%s is %s', (instant, date) => {
    expect(dateOf(at(instant))).toBe(date);
  });
});

describe('days across the clock changes', () => {
  test.each([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-10-24', 24],
    ['2026-10-25', 25],
  ])('%s has %i hours', (date, hours) => {
    expect((startOfDate(addDays(date, 1)) - startOfDate(date)) / 3_600_000).toBe(hours);
  });

  test('days are counted by the calendar', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
  });
});

describe('02:30 in autumn comes twice', () => {
  test.each([
    ['2026-10-24T23:59:00Z', undefined],
    ['2026-10-25T00:00:00Z', 'summer'],
    ['2026-10-25T00:30:00Z', 'summer'],
    ['2026-10-25T01:30:00Z', 'winter'],
    ['2026-10-25T01:59:59Z', 'winter'],
    ['2026-10-25T02:00:00Z', undefined],
    ['2026-03-29T01:30:00Z', undefined],
  ])('%s: %s', (instant, which) => {
    expect(repeatedHour(at(instant))).toBe(which);
  });

  test('the wall time alone means the first of the two', () => {
    expect(instantOf(2026, 10, 25, 2, 30)).toBe(at('2026-10-25T00:30:00Z'));
  });

  test('02:30 that never came in spring is read in winter time', () => {
    expect(instantOf(2026, 3, 29, 2, 30)).toBe(at('2026-03-29T01:30:00Z'));
  });
});

test.each([
  ['2026-02-28', true],
  ['2026-02-30', false],
  ['2026-2-3', false],
  ['', false],
])('%s is a calendar date: %s', (text, is) => {
  expect(isCalendarDate(text)).toBe(is);
});
