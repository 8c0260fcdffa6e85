import { describe, expect, test } from 'vitest';
import {
  dayText,
  mondayOf,
  osloDay,
  osloMinute,
  osloOffset,
  utcDay,
} from '../../../server/clinical/oslo-clock.ts';
import { at } from './readings.ts';

describe('Oslo by the calendar and the clock (T7)', () => {
  test.each([
    ['2026-03-28T22:59:59Z', '2026-03-28', 23 * 60 + 59],
    ['2026-03-28T23:00:00Z', '2026-03-29', 0],
    ['2026-03-29T00:59:59Z', '2026-03-29', 119],
    ['2026-03-29T01:00:00Z', '2026-03-29', 180],
    ['2026-10-25T00:30:00Z', '2026-10-25', 150],
    ['2026-10-25T01:30:00Z', '2026-10-25', 150],
    ['2026-10-25T22:59:59Z', '2026-10-25', 23 * 60 + 59],
    ['2026-10-25T23:00:00Z', '2026-10-26', 0],
    ['1969-12-31T22:59:59Z', '1969-12-31', 23 * 60 + 59],
  ])('%s is %s, minute %i', (time, day, minute) => {
    expect([dayText(osloDay(at(time))), osloMinute(at(time))]).toEqual([day, minute]);
  });

  test.each([
    ['2026-03-29T00:59:59.999Z', 3_600_000],
    ['2026-03-29T01:00:01Z', 7_200_000],
    ['2026-10-25T00:59:59.999Z', 7_200_000],
    ['2026-10-25T01:00:01Z', 3_600_000],
  ])('at %s the clock is %i ms ahead', (time, offset) => {
    expect(osloOffset(at(time))).toBe(offset);
  });

  test('a day begins at its midnight, also in the years 1 to 99', () => {
    expect([utcDay(1970, 1, 1), utcDay(2026, 3, 29), utcDay(26, 3, 29)]).toEqual([
      0,
      Date.parse('2026-03-29T00:00:00Z'),
      Date.parse('0026-03-29T00:00:00Z'),
    ]);
  });

  test('every hour of two years has the offset that Intl gives it', () => {
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Oslo',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    for (let hour = at('2025-12-31T00:00Z'); hour < at('2027-01-02T00:00Z'); hour += 3_600_000) {
      const shown = new Date(hour + osloOffset(hour)).getUTCHours();
      if (shown !== Number(clock.format(hour))) expect.fail(new Date(hour).toISOString());
    }
  });

  test.each([
    ['2026-11-23', '2026-11-23'],
    ['2026-11-29', '2026-11-23'],
    ['2026-11-30', '2026-11-30'],
    ['1969-12-28', '1969-12-22'],
  ])('the week of %s begins on Monday %s', (day, monday) => {
    expect(dayText(mondayOf(Date.parse(day) / 86_400_000))).toBe(monday);
  });
});
