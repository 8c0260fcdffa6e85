import { describe, expect, test } from 'vitest';
import { daysToRead, expectedMeasurements } from '#clinical/expected/expected-measurements.ts';
import { scheduleStretches } from '#clinical/expected/schedule-stretches.ts';
import type { Schedule } from '#clinical/orders/order.ts';
import { dayText, osloDay, startOfDay } from '#clinical/oslo-clock.ts';
import { roundTo } from '#clinical/rounding.ts';
import { at, order } from '../orders/orders.ts';

const code = '15074-8';
const minute = 60_000;
const cgm: Schedule = { frequency: 288, period: 1, unit: 'd' };
const dayOf = (date: string) => osloDay(at(`${date}T12:00:00Z`));

/** Values every so many minutes from midnight, so many of them. */
const values = (date: string, count: number, interval = 5) =>
  Array.from({ length: count }, (_, index) => startOfDay(dayOf(date)) + index * interval * minute);

function judge(
  times: readonly number[],
  { first = '2026-06-14', last = '2026-06-14', now = '2026-07-01T00:00:00+02:00' } = {},
  schedule: Schedule = cgm,
  changes: Parameters<typeof order>[0] = {},
) {
  const stretches = scheduleStretches([order({ code, schedule, ...changes })], code);
  const answer = expectedMeasurements(
    stretches,
    times.map((effective) => ({ effective, usable: true })),
    { first: dayOf(first), last: dayOf(last) },
    at(now),
  );
  const days = answer.days.map(({ day, state, activePercent }) => [
    dayText(day).slice(5),
    state,
    activePercent === undefined ? undefined : roundTo(activePercent, 1),
  ]);
  return { ...answer, days };
}

// What lies at most 22.5 minutes apart is a sensor's, as in the summary of glucose (every minute, five, quarter of an hour).
test.each<[Schedule, string]>([
  [{ frequency: 1440, period: 1, unit: 'd' }, 'sensor'],
  [cgm, 'sensor'],
  [{ frequency: 12, period: 1, unit: 'h' }, 'sensor'],
  [{ frequency: 96, period: 1, unit: 'd' }, 'sensor'],
  [{ frequency: 64, period: 1, unit: 'd' }, 'sensor'],
  [{ frequency: 63, period: 1, unit: 'd' }, 'partial'],
  [{ frequency: 1, period: 1, unit: 'h' }, 'partial'],
  [{ frequency: 4, period: 1, unit: 'd' }, 'partial'],
])('%o: %s', (schedule, state) => {
  expect(judge(values('2026-06-14', 1), {}, schedule).days[0]?.[1]).toBe(state);
});

describe('the share of a day', () => {
  test.each([
    ['all', values('2026-06-14', 288), 'sensor', 100],
    ['more than the day has', values('2026-06-14', 1440, 1), 'sensor', 100],
    ['half', values('2026-06-14', 144), 'sensor', 50],
    ['of a slower sensor than was asked for', values('2026-06-14', 96, 15), 'sensor', 100],
    ['one value', values('2026-06-14', 1), 'sensor', 0.3],
    ['none', [], 'missing', 0],
  ])('%s', (_, times, state, percent) => {
    expect(judge(times).days).toEqual([['06-14', state, percent]]);
  });

  test.each([
    ['2026-03-29', 276],
    ['2026-10-25', 300],
  ])('a day of 23 or 25 hours is whole: %s', (date, count) => {
    const now = '2026-12-01T00:00:00+01:00';
    expect(judge(values(date, count), { first: date, last: date, now }).days[0]?.[2]).toBe(100);
  });

  test('before the day is over it has none, and nothing is missing', () => {
    const now = '2026-06-14T23:59:59+02:00';
    expect(judge(values('2026-06-14', 10), { now }).days).toEqual([['06-14', 'not-yet', undefined]]);
    expect(judge([], { now }).days).toEqual([['06-14', 'not-yet', undefined]]);
  });

  test('what cannot be used, or has no time of day, is no activity of the sensor', () => {
    const stretches = scheduleStretches([order({ code, schedule: cgm })], code);
    const [day] = expectedMeasurements(
      stretches,
      [
        { effective: startOfDay(dayOf('2026-06-14')), usable: true, dateOnly: true },
        { effective: at('2026-06-14T08:00:00+02:00'), usable: false },
      ],
      { first: dayOf('2026-06-14'), last: dayOf('2026-06-14') },
      at('2026-06-15T00:00:00+02:00'),
    ).days;
    expect(day).toMatchObject({ state: 'sensor', activePercent: 0, received: 2, unusable: 1 });
  });

  test('no number of measurements is lacking; a day without any is missing', () => {
    const { totals } = judge(values('2026-06-13', 100), { first: '2026-06-12' });
    expect(totals).toEqual({ complete: 0, partial: 0, missing: 2, expected: 0, received: 0, lacking: 0 });
  });
});

// Diabetes Care 2019;42:1593: 14 days of which the sensor was active 70 %.
describe('the last 14 days together', () => {
  const fortnight = (count: number) =>
    Array.from({ length: 14 }, (_, index) =>
      values(`2026-06-${String(index + 1).padStart(2, '0')}`, count),
    ).flat();

  test.each([
    [288, 100, []],
    [202, 70.1, []],
    [201, 69.8, ['active-share']],
    [0, 0, ['active-share']],
  ])('%i values a day: %f %%', (count, percent, lacking) => {
    const { sensor } = judge(fortnight(count));
    expect(sensor && [roundTo(sensor.activePercent, 1), sensor.days]).toEqual([percent, 14]);
    expect(sensor?.lacking.map(({ need }) => need)).toEqual(lacking);
    expect([dayText(sensor?.first ?? 0), dayText(sensor?.last ?? 0)]).toEqual(['2026-06-01', '2026-06-14']);
  });

  test('are read though the period is shorter', () => {
    const stretches = scheduleStretches([order({ code, schedule: cgm })], code);
    const day = dayOf('2026-06-14');
    expect(daysToRead(stretches, { first: day, last: day }).first).toBeLessThanOrEqual(day - 13);
    const seldom = scheduleStretches([order({ code, schedule: { ...cgm, frequency: 4 } })], code);
    expect(daysToRead(seldom, { first: day, last: day })).toEqual({ first: day, last: day });
  });

  test('end with the last day that is over', () => {
    const { sensor } = judge(fortnight(288), { last: '2026-06-20', now: '2026-06-14T12:00:00+02:00' });
    expect([dayText(sensor?.last ?? 0), sensor?.days, sensor?.activePercent]).toEqual([
      '2026-06-13',
      14,
      92.85714285714286,
    ]);
  });

  test('of which the order asked for a sensor on five: fourteen are lacking', () => {
    const { sensor } = judge(fortnight(288), {}, cgm, { from: at('2026-06-10T00:00:00+02:00') });
    expect(sensor).toMatchObject({ days: 5, activePercent: 100, lacking: [{ need: 'days', found: 5 }] });
  });

  test('an order of single values, and none, have no sensor', () => {
    expect(judge(fortnight(288), {}, { ...cgm, frequency: 4 }).sensor).toBeUndefined();
    expect(judge([], {}, cgm, { status: 'entered-in-error' }).sensor).toBeUndefined();
  });
});
