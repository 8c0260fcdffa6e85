import { describe, expect, test } from 'vitest';
import {
  daysToRead,
  expectedMeasurements,
  type ReceivedMeasurement,
} from '#clinical/expected/expected-measurements.ts';
import { scheduleStretches } from '#clinical/expected/schedule-stretches.ts';
import type { OrderVersion, Schedule } from '#clinical/orders/order.ts';
import { dayText, osloDay } from '#clinical/oslo-clock.ts';
import { at, order } from '../orders/orders.ts';

/** Edges of how a schedule is counted: the project's own rules, see server/clinical/README.md. 1 June 2026 is a Monday. */
const code = '85354-9';
const dayOf = (date: string) => osloDay(at(`${date}T12:00:00Z`));
const midnight = (date: string) => at(`${date}T00:00:00+02:00`);
const short = (day: number) => dayText(day).slice(5);

function judge(
  versions: readonly OrderVersion[],
  [first, last]: readonly [string, string],
  received: readonly ReceivedMeasurement[] = [],
  now = midnight('2026-08-01'),
) {
  const range = { first: dayOf(first), last: dayOf(last) };
  return expectedMeasurements(scheduleStretches(versions, code), received, range, now);
}
const statesOf = (...all: Parameters<typeof judge>) =>
  judge(...all).days.map(({ day, state, expected }) => `${short(day)} ${state} ${expected ?? '–'}`);
const spansOf = (...all: Parameters<typeof judge>) =>
  judge(...all).spans.map((span) => `${short(span.first)}–${short(span.last)} of ${span.expected}`);
const from = (date: string, schedule: Schedule, changes: Partial<OrderVersion> = {}) => [
  order({ schedule, from: midnight(date), ...changes }),
];

describe('every so many days, on named weekdays', () => {
  const thirdDay: Schedule = { frequency: 2, period: 3, unit: 'd', weekdays: ['mon'] };

  test('those days together that have one of them, whichever it is', () => {
    const versions = from('2026-06-01', thirdDay);
    expect(spansOf(versions, ['2026-06-01', '2026-06-09'])).toEqual(['06-01–06-03 of 2', '06-07–06-09 of 2']);
    expect(statesOf(versions, ['2026-06-04', '2026-06-06'])).toEqual([
      '06-04 not-expected –',
      '06-05 not-expected –',
      '06-06 not-expected –',
    ]);
  });
});

describe('weekdays of a week', () => {
  test('one day named has all of them', () => {
    const versions = from('2026-06-01', { frequency: 2, period: 1, unit: 'wk', weekdays: ['mon'] });
    expect(statesOf(versions, ['2026-06-01', '2026-06-02'])).toEqual([
      '06-01 missing 2',
      '06-02 not-expected –',
    ]);
  });

  test('of two weeks: the two weeks together', () => {
    const schedule: Schedule = { frequency: 2, period: 2, unit: 'wk', weekdays: ['mon', 'thu'] };
    expect(spansOf(from('2026-06-01', schedule), ['2026-06-01', '2026-06-01'])).toEqual(['06-01–06-14 of 2']);
  });
});

test.each([
  [24, []],
  [25, ['06-01–06-02 of 1', '06-03–06-04 of 1']],
  [49, ['06-01–06-03 of 1', '06-04–06-06 of 1']],
])('once in %i hours: on each day, or within the days that it begins', (period, spans) => {
  const versions = from('2026-06-01', { frequency: 1, period, unit: 'h' });
  expect(spansOf(versions, ['2026-06-01', '2026-06-04'])).toEqual(spans);
});

describe('weeks together begin with the first whole one', () => {
  test.each([
    ['2026-05-31', '06-01–06-14'],
    ['2026-06-01', '06-01–06-14'],
    ['2026-06-02', '06-08–06-21'],
    ['2026-06-07', '06-08–06-21'],
  ])('two weeks from %s: %s', (begins, span) => {
    const versions = from(begins, { frequency: 1, period: 2, unit: 'wk' });
    expect(spansOf(versions, ['2026-05-31', '2026-06-14'])[0]).toBe(`${span} of 1`);
  });

  test.each([
    ['2026-06-15', 'in-span'],
    ['2026-06-14', 'cut-short'],
  ])('a week that the order ends in demands nothing: until midnight of %s', (to, state) => {
    const weekly = { frequency: 1, period: 1, unit: 'wk' } as const;
    const versions = from('2026-06-01', weekly, { to: midnight(to), status: 'completed' });
    expect(statesOf(versions, ['2026-06-08', '2026-06-13'])).toEqual(
      ['08', '09', '10', '11', '12', '13'].map((day) => `06-${day} ${state} –`),
    );
  });
});

describe('schedules over time', () => {
  const daily = (frequency: number, period = 1, unit: Schedule['unit'] = 'd'): Schedule => ({
    frequency,
    period,
    unit,
  });
  const stretches = (...schedules: Schedule[]) =>
    scheduleStretches(
      schedules.map((schedule, index) =>
        order({ version: index + 1, schedule, from: midnight(`2026-06-0${index + 1}`) }),
      ),
      code,
    ).map(({ periods }) => periods.map(({ order: { version } }) => version));

  test('the same again goes on with the latest alone', () => {
    expect(stretches(daily(1), daily(2), daily(2), daily(1))).toEqual([[1], [2, 3], [4]]);
  });

  test('1 in 12 hours and 11 in 2 are not the same', () => {
    expect(stretches(daily(1, 12, 'h'), daily(11, 2, 'h'))).toEqual([[1], [2]]);
  });

  test('an order that ends in mid-day cuts that day short, also when another follows later', () => {
    const versions = [
      order({ schedule: daily(2), to: at('2026-06-02T12:00:00+02:00'), status: 'completed' }),
      order({ id: 'order-2', schedule: daily(2), from: midnight('2026-06-04') }),
    ];
    expect(statesOf(versions, ['2026-06-01', '2026-06-04'])).toEqual([
      '06-01 missing 2',
      '06-02 cut-short –',
      '06-03 no-schedule –',
      '06-04 missing 2',
    ]);
  });
});

describe('counts', () => {
  const weekly = from('2026-06-01', { frequency: 3, period: 1, unit: 'wk' });
  const on = (date: string, usable = true) => ({ effective: at(`${date}T07:00:00+02:00`), usable });

  test('days of their own need no other days read', () => {
    const range = { first: dayOf('2026-06-03'), last: dayOf('2026-06-05') };
    const daily = from('2026-06-01', { frequency: 1, period: 1, unit: 'd' });
    expect(daysToRead(scheduleStretches(daily, code), range)).toEqual(range);
  });

  test('what cannot be used is told of the day, of the days together, and of no other day', () => {
    const { days, spans } = judge(
      weekly,
      ['2026-06-01', '2026-06-03'],
      [on('2026-06-01', false), on('2026-06-03'), on('2026-06-03', false)],
    );
    expect(days.map(({ received, unusable }) => [received, unusable])).toEqual([
      [1, 1],
      [0, 0],
      [2, 1],
    ]);
    expect(spans).toMatchObject([{ received: 3, unusable: 2, state: 'complete' }]);
  });

  test('days together that are complete before they are over are in no total', () => {
    const received = ['2026-06-01', '2026-06-02', '2026-06-03'].map((date) => on(date));
    const totals = (now: number) => judge(weekly, ['2026-06-01', '2026-06-03'], received, now).totals;
    expect(totals(midnight('2026-06-08') - 1)).toMatchObject({ complete: 0, expected: 0, received: 0 });
    expect(totals(midnight('2026-06-08'))).toMatchObject({ complete: 1, expected: 3, received: 3 });
  });
});
