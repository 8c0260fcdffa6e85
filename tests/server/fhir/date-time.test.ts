import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDateTime } from '../../../server/fhir/date-time.ts';
import { osloDate, osloMidnight } from '../../../server/fhir/oslo-day.ts';

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

describe('parseDateTime', () => {
  test.each([
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:01.000Z', 'instant'],
    ['2026-03-01T08:00:00+01:00', '2026-03-01T07:00:00.000Z', '2026-03-01T07:00:01.000Z', 'instant'],
    ['2026-03-01T08:00:00.5-03:30', '2026-03-01T11:30:00.500Z', '2026-03-01T11:30:00.501Z', 'instant'],
    ['2026-03-01T08:00:00.123456789Z', '2026-03-01T08:00:00.123Z', '2026-03-01T08:00:00.124Z', 'instant'],
    ['2026-03-01T08:00:00+14:00', '2026-02-28T18:00:00.000Z', '2026-02-28T18:00:01.000Z', 'instant'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', '2017-01-01T00:00:01.000Z', 'instant'],
    ['2026-01-15', '2026-01-14T23:00:00.000Z', '2026-01-15T23:00:00.000Z', 'day'],
    ['2026-07-15', '2026-07-14T22:00:00.000Z', '2026-07-15T22:00:00.000Z', 'day'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 'day'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', 'day'],
    ['2028-02-29', '2028-02-28T23:00:00.000Z', '2028-02-29T23:00:00.000Z', 'day'],
    ['2026-12-31', '2026-12-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z', 'day'],
    ['2026-03', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', 'month'],
    ['2026-12', '2026-11-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z', 'month'],
    ['2026', '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z', 'year'],
    ['0026-03-01', '0026-02-28T23:06:32.000Z', '0026-03-01T23:06:32.000Z', 'day'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', '0001-01-01T00:00:01.000Z', 'instant'],
  ])('%s', (text, from, to, precision) => {
    const span = parseDateTime(text);
    expect(span && { from: iso(span.from), to: iso(span.to), precision: span.precision }).toEqual({
      from,
      to,
      precision,
    });
  });

  test.each([
    '',
    ' ',
    'today',
    '20260301',
    '26-03-01',
    '2026-3-1',
    '2026-13',
    '2026-00',
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-01-00',
    '2026-01-32',
    '2026-03-01T08:00:00', // no zone
    '2026-03-01T08:00Z', // no seconds
    '2026-03-01T08Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T08:60:00Z',
    '2026-03-01T08:00:61Z',
    '2026-03-01T08:00:00.Z',
    '2026-03-01T08:00:00+1:00',
    '2026-03-01T08:00:00+14:30',
    '2026-03-01T08:00:00+15:00',
    '2026-03-01T08:00:00 01:00',
    '2026-03-01 08:00:00Z',
    '2026-03-01T08:00:00z',
    '2026-03-01\n',
    '0000-01-01',
    '0000',
    '10000-01-01',
    '-2026-01-01',
    '２０２６-01-01',
    '2026-03-01T08:00:00Z2026-03-01T08:00:00Z',
  ])('%j is no FHIR dateTime', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  test('minutes are a minute, where they are allowed', () => {
    const span = parseDateTime('2026-03-01T08:00Z', true);
    expect(span).toEqual({
      from: Date.UTC(2026, 2, 1, 8),
      to: Date.UTC(2026, 2, 1, 8, 1),
      precision: 'instant',
    });
  });
});

describe('Oslo days', () => {
  test('days lie side by side: none overlaps the next, none leaves a gap, and each has 23, 24 or 25 hours', () => {
    for (let day = 1; day <= 3 * 366; day++) {
      const hours = (osloMidnight(2026, 1, day + 1) - osloMidnight(2026, 1, day)) / 3_600_000;
      expect([23, 24, 25]).toContain(hours);
    }
    expect(osloMidnight(2026, 3, 30) - osloMidnight(2026, 3, 29)).toBe(23 * 3_600_000);
    expect(osloMidnight(2026, 10, 26) - osloMidnight(2026, 10, 25)).toBe(25 * 3_600_000);
  });

  test('an instant belongs to the day it is read as', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const instant = date.getTime();
          const span = parseDateTime(osloDate(instant));
          expect(span?.precision).toBe('day');
          expect(span && span.from <= instant && instant < span.to).toBe(true);
        },
      ),
    );
  });
});
