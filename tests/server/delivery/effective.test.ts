import { describe, expect, test } from 'vitest';
import { parseEffective } from '../../../server/delivery/effective.ts';
import { unknownTime } from '../../../server/store/deliverable.ts';

const now = Date.parse('2026-03-29T12:00:00Z');
const at = Date.parse;

describe('when a measurement was made', () => {
  test.each([
    [
      'dateTime',
      { effectiveDateTime: '2026-03-01T08:00:00+01:00' },
      '2026-03-01T07:00:00Z',
      '2026-03-01T07:00:01Z',
      'instant',
    ],
    [
      'instant',
      { effectiveInstant: '2026-03-01T08:00:00.250Z' },
      '2026-03-01T08:00:00.250Z',
      '2026-03-01T08:00:00.251Z',
      'instant',
    ],
    ['a day', { effectiveDateTime: '2026-03-01' }, '2026-02-28T23:00:00Z', '2026-03-01T23:00:00Z', 'day'],
    [
      'today, which is not over',
      { effectiveDateTime: '2026-03-29' },
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
      'day',
    ],
    ['a month', { effectiveDateTime: '2026-02' }, '2026-01-31T23:00:00Z', '2026-02-28T23:00:00Z', 'month'],
    ['a year', { effectiveDateTime: '2025' }, '2024-12-31T23:00:00Z', '2025-12-31T23:00:00Z', 'year'],
    [
      'a period',
      { effectivePeriod: { start: '2026-03-01T08:00:00Z', end: '2026-03-01T09:00:00Z' } },
      '2026-03-01T08:00:00Z',
      '2026-03-01T09:00:01Z',
      'period',
    ],
    [
      'an open period',
      { effectivePeriod: { start: '2026-03-01T08:00:00Z' } },
      '2026-03-01T08:00:00Z',
      '2026-03-01T08:00:01Z',
      'period',
    ],
    [
      'a period of days',
      { effectivePeriod: { start: '2026-03-01', end: '2026-03-02' } },
      '2026-02-28T23:00:00Z',
      '2026-03-02T23:00:00Z',
      'period',
    ],
    [
      '4 minutes ahead of us',
      { effectiveDateTime: '2026-03-29T12:04:00Z' },
      '2026-03-29T12:04:00Z',
      '2026-03-29T12:04:01Z',
      'instant',
    ],
  ])('%s', (_, elements, from, to, precision) => {
    expect(parseEffective(elements, now)).toEqual({ from: at(from), to: at(to), precision });
  });

  test('an empty dateTime, as in published examples, says that the time is not known', () => {
    expect(unknownTime).toBe(new Date('0001-01-01T00:00:00Z').getTime());
    expect(parseEffective({ effectiveDateTime: '' }, now)).toEqual({
      from: unknownTime,
      to: unknownTime,
      precision: 'unknown',
    });
  });

  test.each([
    ['nothing', {}, 'effective-missing', 'Observation.effective'],
    ['blank', { effectiveDateTime: ' ' }, 'effective-invalid', 'Observation.effectiveDateTime'],
    ['an empty instant', { effectiveInstant: '' }, 'effective-invalid', 'Observation.effectiveInstant'],
    [
      'empty beside another',
      { effectiveDateTime: '', effectiveInstant: '2026-03-01T08:00:00Z' },
      'effective-ambiguous',
      'Observation.effective',
    ],
    ['null', { effectiveDateTime: null }, 'effective-invalid', 'Observation.effectiveDateTime'],
    ['a number', { effectiveDateTime: 20260301 }, 'effective-invalid', 'Observation.effectiveDateTime'],
    [
      'no zone',
      { effectiveDateTime: '2026-03-01T08:00:00' },
      'effective-invalid',
      'Observation.effectiveDateTime',
    ],
    [
      'a day that is none',
      { effectiveDateTime: '2026-02-30' },
      'effective-invalid',
      'Observation.effectiveDateTime',
    ],
    [
      'two',
      { effectiveDateTime: '2026-03-01', effectiveInstant: '2026-03-01T08:00:00Z' },
      'effective-ambiguous',
      'Observation.effective',
    ],
    ['a timing', { effectiveTiming: {} }, 'effective-timing', 'Observation.effectiveTiming'],
    [
      '6 minutes ahead of us',
      { effectiveDateTime: '2026-03-29T12:06:00Z' },
      'effective-in-future',
      'Observation.effectiveDateTime',
    ],
    ['tomorrow', { effectiveDateTime: '2026-03-30' }, 'effective-in-future', 'Observation.effectiveDateTime'],
    [
      'the year 2062',
      { effectiveDateTime: '2062-03-01' },
      'effective-in-future',
      'Observation.effectiveDateTime',
    ],
    [
      'the year 26',
      { effectiveDateTime: '0026-03-01T08:00:00Z' },
      'effective-too-early',
      'Observation.effectiveDateTime',
    ],
    [
      '1899',
      { effectiveDateTime: '1899-12-31T22:00:00Z' },
      'effective-too-early',
      'Observation.effectiveDateTime',
    ],
    ['an empty period', { effectivePeriod: {} }, 'effective-invalid', 'Observation.effectivePeriod.start'],
    [
      'a period that is text',
      { effectivePeriod: '2026' },
      'effective-invalid',
      'Observation.effectivePeriod.start',
    ],
    [
      'a period without start',
      { effectivePeriod: { end: '2026-03-01' } },
      'effective-invalid',
      'Observation.effectivePeriod.start',
    ],
    [
      'a reversed period',
      { effectivePeriod: { start: '2026-03-02', end: '2026-03-01' } },
      'effective-invalid',
      'Observation.effectivePeriod',
    ],
    [
      'a period that is not over',
      { effectivePeriod: { start: '2026-03-01', end: '9999-12-31' } },
      'effective-in-future',
      'Observation.effectivePeriod.end',
    ],
  ])('%s is refused, naming the element', (_, elements, reason, expression) => {
    expect(() => parseEffective(elements, now)).toThrow(
      expect.objectContaining({ status: 422, reason, expression: [expression] }),
    );
  });
});
