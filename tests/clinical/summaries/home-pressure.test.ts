import { describe, expect, test } from 'vitest';
import { osloDay } from '../../../server/clinical/oslo-clock.ts';
import { homePressureProtocols } from '../../../server/clinical/summaries/home-pressure-protocols.ts';
import { homePressure, type PressureReading } from '../../../server/clinical/summaries/home-pressure.ts';
import { at, pressure } from './readings.ts';

const protocolOf = (id: string) => {
  const found = homePressureProtocols.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};
const weekly = protocolOf('seven-days');
const lastDay = osloDay(at('2026-06-07T12:00:00Z'));
const times = ['07:00', '07:02', '20:00', '20:02'];

/** 1 to 7 June 2026, four readings a day. */
const fullWeek = Array.from({ length: 7 }, (_, day) =>
  times.map((time) => pressure(`2026-06-0${day + 1}T${time}:00+02:00`, 130 + day, 80 + day)),
).flat();

const week = (readings: PressureReading[]) => homePressure(readings, lastDay, weekly);
const reasons = (readings: PressureReading[]) =>
  week(readings).excluded.map(({ reference, reason, part }) => [reference, reason, part]);

describe('seven days, two and two (J Clin Hypertens 2018;20:1116, table 3)', () => {
  test('the first day is left out, and 24 readings are left', () => {
    const found = week(fullWeek);
    expect(found.mean).toEqual({ count: 24, systolic: 133.5, diastolic: 83.5 });
    expect(found.used).toEqual(fullWeek.slice(4).map(({ reference }) => reference));
    expect(found.excluded.map(({ reason }) => reason)).toEqual(Array(4).fill('discarded-day'));
    expect(found).toMatchObject({
      firstDay: '2026-06-01',
      lastDay: '2026-06-07',
      discardedDays: ['2026-06-01'],
      days: 7,
      lacking: [],
    });
  });

  test('mornings and evenings by themselves', () => {
    const found = week(
      fullWeek.map((each) =>
        each.reference.includes('T20')
          ? {
              ...each,
              values: {
                systolic: { value: 120, improbable: false },
                diastolic: { value: 70, improbable: false },
              },
            }
          : each,
      ),
    );
    expect(found.morning).toEqual({ count: 12, systolic: 133.5, diastolic: 83.5 });
    expect(found.evening).toEqual({ count: 12, systolic: 120, diastolic: 70 });
  });

  test.each([
    [12, []],
    [11, [{ need: 'readings', least: 12, found: 11 }]],
  ])('%i left after the first day (T8)', (left, lacking) => {
    const found = week(fullWeek.slice(0, 4 + left));
    expect([found.mean?.count, found.lacking]).toEqual([left, lacking]);
  });

  test('twelve readings on two days and a discarded one are too few days', () => {
    const more = ['06:00', '06:02', '06:04', '21:00', '21:02', '21:04'];
    const readings = [2, 3].flatMap((day) =>
      more.map((time) => pressure(`2026-06-0${day}T${time}:00+02:00`, 120, 75)),
    );
    expect(week([...fullWeek.slice(0, 4), ...readings]).lacking).toEqual([
      { need: 'days', least: 4, found: 3 },
    ]);
  });

  test('the day that is left out ends at midnight in Oslo (T8)', () => {
    const late = pressure('2026-06-01T23:59:59+02:00', 140, 90);
    const early = pressure('2026-06-02T04:00:00+02:00', 141, 91);
    expect(week([late, early])).toMatchObject({
      used: [early.reference],
      discardedDays: ['2026-06-01'],
    });
    const summer = pressure('2026-06-01T22:30:00Z', 150, 90);
    expect(reasons([late, summer])).toEqual([
      [late.reference, 'discarded-day', undefined],
      [summer.reference, 'outside-hours', undefined],
    ]);
  });

  test('the first day measured on is left out, also when it is not the first of the window', () => {
    expect(week(fullWeek.slice(8)).discardedDays).toEqual(['2026-06-03']);
  });

  test('readings before and after the window are not looked at', () => {
    const found = week([
      pressure('2026-05-31T23:59:59+02:00', 200, 100),
      ...fullWeek,
      pressure('2026-06-08T00:00:00+02:00', 200, 100),
    ]);
    expect([found.mean?.count, found.excluded.length]).toEqual([24, 4]);
  });

  test.each([
    ['03:59:59', undefined],
    ['04:00:00', 'morning'],
    ['11:59:59', 'morning'],
    ['12:00:00', undefined],
    ['15:59:59', undefined],
    ['16:00:00', 'evening'],
    ['23:59:59', 'evening'],
  ] as const)('%s is %s', (time, session) => {
    const found = week([...fullWeek.slice(0, 4), pressure(`2026-06-04T${time}+02:00`, 120, 80)]);
    expect([found.morning?.count, found.evening?.count]).toEqual([
      session === 'morning' ? 1 : undefined,
      session === 'evening' ? 1 : undefined,
    ]);
    expect(found.excluded.some(({ reason }) => reason === 'outside-hours')).toBe(session === undefined);
  });

  test('hours are on the clock, also on the day it changes', () => {
    const clocks = homePressure(
      [
        pressure('2026-10-24T08:00:00+02:00', 1, 1),
        pressure('2026-10-25T03:59:00+01:00', 120, 80),
        pressure('2026-10-25T04:00:00+01:00', 122, 82),
      ],
      osloDay(at('2026-10-25T12:00:00Z')),
      weekly,
    );
    expect(clocks.used).toEqual(['2026-10-25T04:00:00+01:00']);
  });

  test('what cannot be used is out as a whole, each with its reason', () => {
    const time = (hour: string) => `2026-06-03T${hour}:00+02:00`;
    const bad = [
      pressure(time('07:00'), 120, 80, { fault: 'withdrawn' }),
      pressure(time('07:01'), { fault: 'missing-value' }, 80),
      pressure(time('07:02'), 120, { fault: 'missing-value' }),
      pressure(time('07:03'), { fault: 'impossible' }, { fault: 'impossible' }),
      pressure(time('07:04'), { value: 265, improbable: true }, 100),
      pressure(time('07:05'), 120, { value: 40, improbable: false, comparator: '<' }),
      pressure(time('07:06'), 120, 80, { fault: 'cancelled' }),
      pressure('2026-06-03', 120, 80, { dateOnly: true, effective: at('2026-06-03T08:00:00+02:00') }),
    ];
    expect(reasons([...fullWeek.slice(0, 4), ...bad]).slice(4)).toEqual([
      [time('07:00'), 'withdrawn', undefined],
      [time('07:01'), 'missing-value', 'systolic'],
      [time('07:02'), 'missing-value', 'diastolic'],
      [time('07:03'), 'impossible', 'systolic'],
      [time('07:04'), 'improbable', 'systolic'],
      [time('07:05'), 'beyond-device-range', 'diastolic'],
      [time('07:06'), 'cancelled', undefined],
      ['2026-06-03', 'time-of-day-unknown', undefined],
    ]);
  });

  test('without readings there is no mean, and it says what is lacking', () => {
    expect(week([])).toMatchObject({
      used: [],
      days: 0,
      lacking: [
        { need: 'readings', least: 12, found: 0 },
        { need: 'days', least: 4, found: 0 },
      ],
    });
    expect(week([])).not.toHaveProperty('mean');
  });
});

describe('other protocols are configuration', () => {
  const triplets = (days: number) =>
    Array.from({ length: days }, (_, day) =>
      ['07:00', '07:02', '07:04', '20:00', '20:02', '20:04'].map((time, index) =>
        pressure(`2026-06-0${day + 1}T${time}:00+02:00`, index % 3 === 0 ? 200 : 120, 80),
      ),
    ).flat();

  test('five days, three and three: two days and the first of each three are out', () => {
    const found = homePressure(triplets(5), osloDay(at('2026-06-05T12:00:00Z')), protocolOf('us-five-days'));
    expect(found.mean).toEqual({ count: 12, systolic: 120, diastolic: 80 });
    expect(found.excluded.map(({ reason }) => reason)).toEqual([
      ...Array(12).fill('discarded-day'),
      ...Array(6).fill('first-of-session'),
    ]);
    expect(found.lacking).toEqual([]);
  });

  test('the first that counts of a morning is the first in its hours: what was measured before them is outside', () => {
    const early = pressure('2026-06-03T03:59:00+02:00', 200, 80);
    const found = homePressure(
      [...triplets(5), early].sort((a, b) => a.effective - b.effective),
      osloDay(at('2026-06-05T12:00:00Z')),
      protocolOf('us-five-days'),
    );
    expect(found.excluded.find(({ reference }) => reference === early.reference)?.reason).toBe(
      'outside-hours',
    );
    expect(found.mean).toEqual({ count: 12, systolic: 120, diastolic: 80 });
  });

  test.each([
    ['france-three-days', 3, 18],
    ['denmark-five-days', 5, 30],
  ])('%s: %i days, all readings', (id, days, count) => {
    const found = homePressure(triplets(days), osloDay(at(`2026-06-0${days}T12:00:00Z`)), protocolOf(id));
    expect([found.mean?.count, found.lacking]).toEqual([count, []]);
  });

  test('the numbers, written once more', () => {
    expect(
      homePressureProtocols.map((each) => [
        each.id,
        each.days,
        each.perSession,
        each.discardDays,
        each.leastReadings,
        each.leastDays,
        each.discardFirst,
        each.source,
      ]),
    ).toEqual([
      [
        'seven-days',
        7,
        2,
        1,
        12,
        4,
        false,
        'J Clin Hypertens 2018;20:1116 (PMC8030885); CHEP; BMC Med 2010;8:55',
      ],
      ['us-five-days', 5, 3, 2, 12, 4, true, 'J Clin Hypertens 2018;20:1116 (PMC8030885)'],
      ['france-three-days', 3, 3, 0, 12, 3, false, 'J Clin Hypertens 2018;20:1116 (PMC8030885)'],
      ['denmark-five-days', 5, 3, 0, 12, 4, false, 'BMC Med 2010;8:55'],
    ]);
  });
});
