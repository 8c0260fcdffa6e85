import { describe, expect, test } from 'vitest';
import { glucoseSummary, type SensorGlucose } from '../../../server/clinical/summaries/glucose.ts';
import { glucoseGoals } from '../../../server/clinical/summaries/glucose-ranges.ts';
import { placeGlucose } from '../../../server/clinical/summaries/placed-glucose.ts';
import type { Reading, ReadValue } from '../../../server/clinical/summaries/reading.ts';
import { minutesOf, sensorInterval } from '../../../server/clinical/summaries/sensor-time.ts';
import { at, reading } from './readings.ts';

const minute = 60_000;
const day = 1440 * minute;
const start = at('2026-06-01T00:00:00+02:00');
const twoWeeks = { from: start, to: start + 14 * day };
const every = (minutes: number, count: number, valueOf: (index: number) => number, from = start): Reading[] =>
  Array.from({ length: count }, (_, index) =>
    reading(new Date(from + index * minutes * minute).toISOString(), valueOf(index)),
  );
const sensor = (readings: Reading[], period = twoWeeks) =>
  glucoseSummary(readings, { period, group: 'type-1-or-2', binMinutes: 60 }) as SensorGlucose;

/** Diabetes Care 2019;42:1593: goals are "less than" and "more than", compared as they are printed, with one decimal. */
describe('a goal that is just met, and just not', () => {
  const metOf = (name: string, values: (index: number) => number) =>
    sensor(every(15, 1000, values)).goals?.find(({ goal }) => goal.name === name)?.met;
  test.each([
    ['TIR', 70, 6, 11, [false, true]],
    ['TBR', 4, 3.5, 6, [false, false]],
    ['TBR2', 1, 2.5, 6, [false, false]],
    ['TAR', 25, 11, 6, [false, false]],
    ['TAR2', 5, 15, 6, [false, false]],
  ])('%s %d %%', (name, percent, inside, outside, [at, beyond]) => {
    const share = (of: number) => metOf(name, (index) => (index < of ? inside : outside));
    expect([share(percent * 10), share(percent * 10 + 1)]).toEqual([at, beyond]);
    expect(share(percent * 10 - 1)).toBe(name !== 'TIR');
  });

  test('70.03 % is printed 70.0 and not above 70; 70.05 % is printed 70.1', () => {
    const met = (of: number) => sensor(every(5, 4000, (index) => (index < of ? 6 : 11))).goals?.[0]?.met;
    expect([met(2801), met(2802)]).toEqual([false, true]);
  });
});

describe('activity', () => {
  test('is never more than all of the time', () => {
    expect(
      sensor(
        every(5, 13, () => 6),
        { from: start, to: start + 61 * minute },
      ).activePercent,
    ).toBe(100);
    expect(
      sensor(
        every(5, 6, () => 6),
        { from: start, to: start + 60 * minute },
      ).activePercent,
    ).toBe(50);
  });

  test('the profile needs 70 % of seven days: 7056 minutes, of the best seven', () => {
    const shows = (count: number) => sensor(every(1, count, () => 6)).profile !== undefined;
    expect([shows(7055), shows(7056)]).toEqual([false, true]);
    const sparse = Array.from({ length: 14 }, (_, index) =>
      every(1, index % 2 === 0 ? 100 : 1009, () => 6, start + index * day),
    ).flat();
    expect(sensor(sparse).profile).toBeDefined();
    const less = Array.from({ length: 14 }, (_, index) =>
      every(1, index % 2 === 0 ? 100 : 1007, () => 6, start + index * day),
    ).flat();
    expect(sensor(less).profile).toBeUndefined();
  });

  test.each([
    [3, 1],
    [3.1, 5],
    [10, 5],
    [10.1, 15],
    [22.5, 15],
    [22.6, undefined],
  ])('%d minutes between values: a sensor of %s', (minutes, interval) => {
    const times = [0, minutes * minute, 2 * minutes * minute];
    expect(sensorInterval(times)).toBe(interval);
    expect(minutesOf(times, 2)).toEqual(Array(3).fill(interval ?? 2));
  });
});

describe('values beyond what the device measures', () => {
  const { ranges } = glucoseGoals['type-1-or-2'];
  const placeOf = (value: number, comparator?: ReadValue['comparator']) => {
    const read = { value, improbable: false, ...(comparator && { comparator }) };
    const { placed, excluded } = placeGlucose([reading('2026-06-01T08:00:00Z', read)], ranges, true);
    return placed[0] ? [placed[0].band, placed[0].exact] : excluded[0]?.reason;
  };
  test.each<[number, ReadValue['comparator'], unknown]>([
    [2.9, undefined, ['very-low', true]],
    [2.9, '<', ['very-low', false]],
    [2.9, '<=', ['very-low', false]],
    [3, '<', 'comparator-uncertain'],
    [2.9, '>', 'comparator-uncertain'],
    [14, '>', ['very-high', false]],
    [14, '>=', ['very-high', false]],
    [13.9, '>', 'comparator-uncertain'],
    [14, '<', 'comparator-uncertain'],
  ])('%d %s', (value, comparator, expected) => {
    expect(placeOf(value, comparator)).toEqual(expected);
  });

  const low: ReadValue = { value: 2.2, improbable: false, comparator: '<' };

  test('the side that they lie on goes along', () => {
    const time = '2026-06-01T08:00:00Z';
    const placed = (read: ReadValue | number) => placeGlucose([reading(time, read)], ranges, true).placed;
    expect(placed(low)).toMatchObject([{ value: 2.2, comparator: '<' }]);
    expect(placed(6)[0]).not.toHaveProperty('comparator');
  });

  test('a value that cannot be read says why; one that is withdrawn as well, that it is withdrawn', () => {
    const reasonOf = (...given: Parameters<typeof reading>) =>
      placeGlucose([reading(...given)], ranges, true).excluded.map(({ reason }) => reason);
    expect(reasonOf('2026-06-01T08:00:00Z', { fault: 'impossible' })).toEqual(['impossible']);
    expect(reasonOf('2026-06-01T08:00:00Z', { fault: 'impossible' }, { fault: 'withdrawn' })).toEqual([
      'withdrawn',
    ]);
    expect(reasonOf('2026-06-01T08:00:00Z', { value: 40, improbable: true })).toEqual(['improbable']);
  });

  test('two weeks of nothing but LO: shares and goals, and no mean, spread or indicator', () => {
    const found = sensor(every(5, 4000, () => 0).map((each) => ({ ...each, values: { value: low } })));
    expect(found).toMatchObject({ count: 0, beyondDevice: 4000, lacking: [] });
    expect(found.shares[0]).toMatchObject({ count: 4000, percent: 100 });
    expect(found.goals).toHaveLength(5);
    for (const name of ['mean', 'standardDeviation', 'variation', 'indicator'])
      expect(found).not.toHaveProperty(name);
  });
});
