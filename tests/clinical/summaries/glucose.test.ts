import { describe, expect, test } from 'vitest';
import { dayProfile } from '../../../server/clinical/summaries/day-profile.ts';
import { glucoseSummary, type SensorGlucose } from '../../../server/clinical/summaries/glucose.ts';
import type { Reading } from '../../../server/clinical/summaries/reading.ts';
import { minutesOf, sensorInterval } from '../../../server/clinical/summaries/sensor-time.ts';
import { at, reading } from './readings.ts';

const minute = 60_000;
const start = at('2026-06-01T00:00:00+02:00');
const days = (count: number) => count * 24 * 60 * minute;

/** Values every so many minutes from the start. */
const every = (minutes: number, count: number, valueOf: (index: number) => number, from = start): Reading[] =>
  Array.from({ length: count }, (_, index) =>
    reading(new Date(from + index * minutes * minute).toISOString(), valueOf(index)),
  );
const twoWeeks = { from: start, to: start + days(14) };
const summary = (readings: Reading[], period = twoWeeks) =>
  glucoseSummary(readings, { period, group: 'type-1-or-2', binMinutes: 60 });
const sensor = (readings: Reading[], period = twoWeeks) => summary(readings, period) as SensorGlucose;
const percents = ({ shares }: ReturnType<typeof summary>) => shares.map(({ percent }) => percent);

describe('a target of the patient’s own', () => {
  const target = { low: 4, high: 9 };
  const question = { period: twoWeeks, group: 'type-1-or-2', binMinutes: 60, target } as const;

  test('spot values: a share of the readings, beside the ranges', () => {
    const found = glucoseSummary(
      every(360, 8, (index) => [3.94, 3.95, 9.04, 9.05][index % 4] ?? 7),
      question,
    );
    expect(found.targetShare).toEqual({ below: 2, within: 4, above: 2, uncertain: 0, percent: 50 });
    expect(found.shares).toHaveLength(5);
  });

  test('sensor: a share of the time', () => {
    const found = glucoseSummary(
      [...every(5, 20, () => 6), ...every(15, 20, () => 12, start + days(1))],
      question,
    );
    expect(found.kind).toBe('sensor');
    expect(found.targetShare).toMatchObject({ within: 20, above: 20 });
    expect(found.targetShare?.percent).toBe(
      found.shares.find(({ range }) => range.band === 'in-range')?.percent,
    );
  });

  test('LO that may be on either side of an end is uncertain, and not within', () => {
    const low = reading('2026-06-02T08:00:00Z', { value: 2.9, improbable: false, comparator: '<' });
    const found = (from: number) => glucoseSummary([low], { ...question, target: { low: from, high: 9 } });
    expect(found(2).targetShare).toEqual({ below: 0, within: 0, above: 0, uncertain: 1, percent: 0 });
    expect(found(4).targetShare).toEqual({ below: 1, within: 0, above: 0, uncertain: 0, percent: 0 });
  });

  test('one value is a share, none is none', () => {
    expect(
      glucoseSummary(
        every(5, 1, () => 6),
        question,
      ),
    ).toMatchObject({
      targetShare: { within: 1, percent: 100 },
      shares: [{}, {}, { count: 1, percent: 100 }, {}, {}],
    });
    expect(glucoseSummary([], question).targetShare).toEqual({ below: 0, within: 0, above: 0, uncertain: 0 });
  });

  test('nothing without a target', () => {
    expect(summary(every(360, 8, () => 7))).not.toHaveProperty('targetShare');
  });
});

describe('spot values', () => {
  const spots = every(360, 40, (index) => [2.9, 3.8, 7, 10.1, 14][index % 5] ?? 7);

  test('have a share of readings, and never time in range, indicator or profile', () => {
    const found = summary(spots);
    expect(found).toMatchObject({ kind: 'spot', count: 40, mean: expect.closeTo(7.56, 9) });
    expect(percents(found)).toEqual([20, 20, 20, 20, 20]);
    for (const name of ['indicator', 'goals', 'profile', 'activePercent']) {
      expect(found).not.toHaveProperty(name);
    }
  });

  test.each([
    [29, false],
    [30, true],
  ])('%i values: spread %s', (count, given) => {
    const found = summary(spots.slice(0, count));
    expect(['standardDeviation' in found, 'variation' in found]).toEqual([given, given]);
    expect(found.used).toEqual(spots.slice(0, count).map(({ reference }) => reference));
  });

  test('the period holds its start and not its end', () => {
    const edge = (from: number, to: number) => summary(spots.slice(0, 1), { from, to }).count;
    expect([edge(start, start + 1), edge(start - 1, start), edge(start + 1, start + 2)]).toEqual([1, 0, 0]);
  });

  test('none are no shares and no mean', () => {
    const found = summary([]);
    expect(found).toMatchObject({ kind: 'spot', count: 0 });
    expect(found).not.toHaveProperty('mean');
    expect(percents(found)).toEqual(Array(5).fill(undefined));
  });
});

describe('a sensor', () => {
  const full = every(5, 14 * 288, (index) => [5, 5, 5, 11][index % 4] ?? 5);

  test('fourteen full days: time in range, goals, indicator, variation', () => {
    const found = sensor(full);
    expect(found).toMatchObject({
      kind: 'sensor',
      interval: 5,
      days: 14,
      activePercent: 100,
      lacking: [],
      mean: 6.5,
      indicator: { percent: expect.closeTo(3.31 + 0.02392 * 18.016 * 6.5, 9) },
      variation: expect.closeTo((100 * Math.sqrt((27 * 4032) / 4 / 4031)) / 6.5, 6),
    });
    expect(percents(found)).toEqual([0, 0, 75, 25, 0]);
    expect(found.goals?.map(({ goal, met }) => [goal.name, met])).toEqual([
      ['TIR', true],
      ['TBR', true],
      ['TBR2', true],
      ['TAR', false],
      ['TAR2', true],
    ]);
  });

  test.each([
    [14 * 288 * 0.7, []],
    [14 * 288 * 0.7 - 1, ['active-share']],
  ])('%f values in fourteen days', (count, needs) => {
    const found = sensor(full.slice(0, Math.ceil(count)));
    expect(found.lacking.map(({ need }) => need)).toEqual(needs);
    expect(found.indicator === undefined).toBe(needs.length > 0);
    expect(found.goals === undefined).toBe(needs.length > 0);
    expect(percents(found)[2]).toBeCloseTo(75, 0);
  });

  test.each([
    [days(14), 14, []],
    [days(14) - 1, 13, ['days']],
  ])('a period of %i ms', (length, whole, needs) => {
    const found = sensor(full, { from: start, to: start + length });
    expect([found.days, found.lacking.map(({ need }) => need)]).toEqual([whole, needs]);
  });

  test.each(['2026-03-20T00:00:00+01:00', '2026-10-15T00:00:00+02:00'])(
    'fourteen days from %s are fourteen, though the clock changes',
    (from) => {
      const first = at(from);
      const length = days(14) + (from.startsWith('2026-03') ? -1 : 1) * 60 * minute;
      const found = sensor(
        every(5, length / (5 * minute), () => 6, first),
        { from: first, to: first + length },
      );
      expect([found.days, found.activePercent]).toEqual([14, 100]);
    },
  );

  test('LO and HI count in the shares and in no mean; where they could be anywhere, nowhere', () => {
    const found = sensor([
      ...full.slice(0, 100),
      reading('2026-06-01T06:20:00Z', { value: 2.2, improbable: false, comparator: '<' }),
      reading('2026-06-01T06:25:00Z', { value: 22.2, improbable: false, comparator: '>' }),
      reading('2026-06-01T06:30:00Z', { value: 5, improbable: false, comparator: '<' }),
      reading('2026-06-01T06:35:00Z', { value: 34, improbable: true }),
      reading('2026-06-01T06:40:00Z', 6, { fault: 'withdrawn' }),
    ]);
    expect(found.shares.map(({ count }) => count)).toEqual([1, 0, 75, 25, 1]);
    expect(found).toMatchObject({ count: 100, beyondDevice: 2, mean: 6.5 });
    expect(found.excluded.map(({ reason }) => reason)).toEqual([
      'comparator-uncertain',
      'improbable',
      'withdrawn',
    ]);
  });

  test('of five and fifteen minutes: shares are of time, not of values', () => {
    const mixed = [...every(5, 288, () => 5), ...every(15, 96, () => 11, start + days(1))];
    expect(percents(sensor(mixed)).map((percent) => Math.round(percent ?? 0))).toEqual([0, 0, 50, 50, 0]);
  });

  test('goals are compared as printed: 70.0 % is not above 70', () => {
    const ofThousand = (inRange: number) => every(5, 4000, (index) => (index % 1000 < inRange ? 6 : 11));
    const met = (inRange: number) => sensor(ofThousand(inRange)).goals?.[0]?.met;
    expect([met(700), met(701)]).toEqual([false, true]);
  });

  test.each([
    ['a day and a night are not enough', every(5, 288, () => 6), false],
    ['five full days of seven', every(5, 5 * 288, () => 6), true],
    ['less than 70 % of seven days', every(5, Math.floor(4.9 * 288) - 1, () => 6), false],
  ])('profile: %s', (_, readings, shown) => {
    expect(sensor(readings).profile !== undefined).toBe(shown);
  });

  test('a day alone says nothing of time', () => {
    const dated = reading('2026-06-05', 6, { dateOnly: true });
    expect(sensor([...full, dated]).excluded).toMatchObject([{ reason: 'time-of-day-unknown' }]);
    expect(summary([dated])).toMatchObject({ kind: 'spot', count: 1 });
    const days = ['2026-06-02', '2026-06-03'].map((day) => ({
      ...dated,
      effective: at(`${day}T00:00:00+02:00`),
    }));
    expect(summary([...every(5, 2, () => 6), ...days])).toMatchObject({ kind: 'sensor', interval: 5 });
  });
});

describe('the interval of a sensor', () => {
  const times = (...minutes: number[]) => minutes.map((each) => each * minute);
  test.each([
    [times(0, 1, 2, 3), 1],
    [times(0, 5, 10, 25, 30), 5],
    [times(0, 15, 30, 300, 315), 15],
    [times(0, 3 + 1 / minute), 5],
    [times(0, 1, 6), 1],
    [times(0, 1, 6.02), 5],
    [times(0, 22.5), 15],
    [times(0, 22.5 + 1 / minute), undefined],
    [times(0, 22.6), undefined],
    [times(0, 360, 720), undefined],
    [times(0), undefined],
    [[], undefined],
  ])('%j: %s', (given, interval) => {
    expect(sensorInterval(given)).toBe(interval);
  });

  test('each value stands for its own device; alone, for what is expected', () => {
    expect(minutesOf(times(0, 5, 15, 30, 45, 300), 15)).toEqual([5, 5, 5, 15, 15, 15]);
    expect(minutesOf(times(0, 100, 105), 15)).toEqual([15, 5, 5]);
    expect(minutesOf(times(0), 5)).toEqual([5]);
  });
});

describe('the day profile', () => {
  const value = (time: string, number: number) => ({ effective: at(time), value: number });

  test('5, 25, 50, 75 and 95 per cent, linear between ranks', () => {
    const values = Array.from({ length: 21 }, (_, index) => ({
      effective: start + index * minute,
      value: index,
    }));
    expect(dayProfile(values, 60)[0]).toEqual({
      from: 0,
      to: 60,
      count: 21,
      days: 1,
      percentiles: [1, 5, 10, 15, 19],
    });
    expect(dayProfile(values.slice(0, 2), 60)[0]?.percentiles).toEqual([0.05, 0.25, 0.5, 0.75, 0.95]);
  });

  test('by the clock on the wall: the hour that comes twice is one, the hour that is not there is empty (T7)', () => {
    const bins = dayProfile(
      [
        value('2026-10-25T02:30:00+02:00', 5),
        value('2026-10-25T02:30:00+01:00', 7),
        value('2026-10-26T02:30:00+01:00', 9),
        value('2026-03-29T03:00:00+02:00', 4),
      ],
      60,
    );
    expect(bins).toHaveLength(24);
    expect(bins[2]).toMatchObject({ count: 3, days: 2 });
    expect(bins[2]?.percentiles?.[2]).toBe(7);
    expect(bins[3]).toMatchObject({ count: 1 });
    expect(bins[4]).toEqual({ from: 240, to: 300, count: 0, days: 0 });
    expect(dayProfile([], 1)).toHaveLength(1440);
  });
});
