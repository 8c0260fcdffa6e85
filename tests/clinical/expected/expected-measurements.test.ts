import { describe, expect, test } from 'vitest';
import { daysToRead, expectedMeasurements } from '#clinical/expected/expected-measurements.ts';
import { scheduleStretches } from '#clinical/expected/schedule-stretches.ts';
import type { OrderVersion, Schedule } from '#clinical/orders/order.ts';
import { dayText, osloDay } from '#clinical/oslo-clock.ts';
import { at, order } from '../orders/orders.ts';

const code = '85354-9';
const dayOf = (date: string) => osloDay(at(`${date}T12:00:00Z`));
const twiceDaily: Schedule = { frequency: 2, period: 1, unit: 'd' };
const late = '2027-01-01T00:00:00+01:00';

/** The days and spans of a period, short: `06-01 complete 2/2`, `06-01–06-07 partial 1/3`. */
function judge(
  versions: readonly OrderVersion[],
  times: readonly string[],
  [first, last]: readonly [string, string],
  now = late,
) {
  const answer = expectedMeasurements(
    scheduleStretches(versions, code),
    times.map((time) => ({ effective: at(time), usable: true })),
    { first: dayOf(first), last: dayOf(last) },
    at(now),
  );
  const short = (day: number) => dayText(day).slice(5);
  return {
    totals: answer.totals,
    days: answer.days.map(
      ({ day, state, received, expected }) => `${short(day)} ${state} ${received}/${expected ?? '–'}`,
    ),
    spans: answer.spans.map(
      ({ first, last, state, received, expected }) =>
        `${short(first)}–${short(last)} ${state} ${received}/${expected}`,
    ),
  };
}
const days = (...all: Parameters<typeof judge>) => judge(...all).days;
const with_ = (schedule: Schedule, changes: Partial<OrderVersion> = {}) => [order({ schedule, ...changes })];

describe('a number a day', () => {
  const week = ['2026-06-01', '2026-06-04'] as const;
  const times = [
    '2026-06-01T07:00:00+02:00',
    '2026-06-01T20:00:00+02:00',
    '2026-06-02T07:00:00+02:00',
    '2026-06-04T07:00:00+02:00',
    '2026-06-04T07:10:00+02:00',
    '2026-06-04T20:00:00+02:00',
  ];

  test('complete, partial, missing; more than asked for is complete and makes up for nothing', () => {
    const { days, totals, spans } = judge(with_(twiceDaily), times, week);
    expect(days).toEqual([
      '06-01 complete 2/2',
      '06-02 partial 1/2',
      '06-03 missing 0/2',
      '06-04 complete 3/2',
    ]);
    expect(totals).toEqual({ complete: 2, partial: 1, missing: 1, expected: 8, received: 5, lacking: 3 });
    expect(spans).toEqual([]);
  });

  test.each([
    ['2026-06-03T23:59:59.999+02:00', '06-03 not-yet 0/2', 6],
    ['2026-06-04T00:00:00+02:00', '06-03 missing 0/2', 6],
  ])('until the last midnight nothing is missing: %s', (now, third) => {
    const answer = judge(with_(twiceDaily), times.slice(0, 3), week, now);
    expect(answer.days[2]).toBe(third);
    expect(answer.days[3]).toBe('06-04 not-yet 0/2');
    expect(answer.totals.missing).toBe(third.includes('missing') ? 1 : 0);
  });

  test('what has already come today is complete before the day is over, and in no total', () => {
    const answer = judge(with_(twiceDaily), times.slice(0, 2), ['2026-06-01', '2026-06-01'], times[1]);
    expect(answer.days).toEqual(['06-01 complete 2/2']);
    expect(answer.totals).toMatchObject({ complete: 0, expected: 0 });
  });

  test('midnight is Oslo’s', () => {
    const around = ['2026-06-01T21:59:59Z', '2026-06-01T22:00:00Z'];
    expect(days(with_(twiceDaily), around, ['2026-06-01', '2026-06-02'])).toEqual([
      '06-01 partial 1/2',
      '06-02 partial 1/2',
    ]);
  });

  test('times of day say how many, not when', () => {
    const schedule: Schedule = { ...twiceDaily, timesOfDay: ['08:00:00', '20:00:00'] };
    const midday = ['2026-06-01T12:00:00+02:00', '2026-06-01T12:05:00+02:00'];
    expect(days(with_(schedule), midday, ['2026-06-01', '2026-06-01'])).toEqual(['06-01 complete 2/2']);
  });

  test('a value that cannot be used was received, and is told', () => {
    const { days: found } = expectedMeasurements(
      scheduleStretches(with_(twiceDaily), code),
      [true, false].map((usable) => ({ effective: at('2026-06-01T07:00:00+02:00'), usable })),
      { first: dayOf('2026-06-01'), last: dayOf('2026-06-01') },
      at(late),
    );
    expect(found).toMatchObject([{ received: 2, unusable: 1, state: 'complete' }]);
  });
});

describe('nights when the clocks change', () => {
  test.each([
    // 23 hours: from 28 March 23:00Z to 29 March 22:00Z
    [
      '2026-03-29',
      '2026-03-28T22:59:59Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T21:59:59Z',
      '2026-03-29T22:00:00Z',
    ],
    // 25 hours: from 24 October 22:00Z to 25 October 23:00Z
    [
      '2026-10-25',
      '2026-10-24T21:59:59Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T22:59:59Z',
      '2026-10-25T23:00:00Z',
    ],
  ])('%s ends at its own midnights', (day, before, first, last, after) => {
    const found = days(with_(twiceDaily), [before, first, last, after], [day, day]);
    expect(found).toEqual([`${day.slice(5)} complete 2/2`]);
    const beforeMidnight = new Date(at(after) - 1).toISOString();
    expect(days(with_(twiceDaily), [], [day, day], beforeMidnight)[0]).toContain('not-yet');
    expect(days(with_(twiceDaily), [], [day, day], after)[0]).toContain('missing');
  });

  test.each([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ])('each hour, %s: %i', (day, expected) => {
    const hourly: Schedule = { frequency: 1, period: 1, unit: 'h' };
    expect(days(with_(hourly), [], [day, day])).toEqual([`${day.slice(5)} missing 0/${expected}`]);
  });

  test.each([
    [{ frequency: 2, period: 1 }, 46],
    [{ frequency: 1, period: 8 }, 2],
    [{ frequency: 1, period: 24 }, 1],
  ] as const)('%o on the day of 23 hours', (often, expected) => {
    const found = days(with_({ ...often, unit: 'h' }), [], ['2026-03-29', '2026-03-29']);
    expect(found).toEqual([`03-29 missing 0/${expected}`]);
  });
});

describe('named weekdays', () => {
  // 1 June 2026 is a Monday.
  const period = ['2026-06-01', '2026-06-07'] as const;
  const monday = ['2026-06-01T07:00:00+02:00'];

  test.each([
    ['so many on each named day', { frequency: 1, period: 1, unit: 'd' }, 1],
    ['of a week, the same on each', { frequency: 2, period: 1, unit: 'wk' }, 1],
    ['of a week, twice on each', { frequency: 4, period: 1, unit: 'wk' }, 2],
  ] as const)('%s', (_, often, each) => {
    const found = days(with_({ ...often, weekdays: ['mon', 'thu'] }), monday, period);
    expect(found).toEqual([
      `06-01 ${each === 1 ? 'complete' : 'partial'} 1/${each}`,
      '06-02 not-expected 0/–',
      '06-03 not-expected 0/–',
      `06-04 missing 0/${each}`,
      '06-05 not-expected 0/–',
      '06-06 not-expected 0/–',
      '06-07 not-expected 0/–',
    ]);
  });

  test('fewer than the named days: any of them, so the week counts', () => {
    const schedule: Schedule = { frequency: 1, period: 1, unit: 'wk', weekdays: ['mon', 'wed', 'fri'] };
    expect(judge(with_(schedule), monday, period).spans).toEqual(['06-01–06-07 complete 1/1']);
  });
});

describe('a number within some days', () => {
  const threeAWeek: Schedule = { frequency: 3, period: 1, unit: 'wk' };
  const times = ['2026-06-02T07:00:00+02:00', '2026-06-07T23:59:59+02:00', '2026-06-08T00:00:00+02:00'];

  test('belongs to the week, Monday to Sunday', () => {
    const { days, spans, totals } = judge(with_(threeAWeek), times, ['2026-06-01', '2026-06-14']);
    expect(spans).toEqual(['06-01–06-07 partial 2/3', '06-08–06-14 partial 1/3']);
    expect(new Set(days.map((day) => day.split(' ')[1]))).toEqual(new Set(['in-span']));
    expect(days[1]).toBe('06-02 in-span 1/–');
    expect(totals).toEqual({ complete: 0, partial: 2, missing: 0, expected: 6, received: 3, lacking: 3 });
  });

  test.each([
    ['2026-06-07T23:59:59.999+02:00', 'not-yet'],
    ['2026-06-08T00:00:00+02:00', 'missing'],
  ])('is missing when the week is over: %s', (now, state) => {
    const { spans } = judge(with_(threeAWeek), [], ['2026-06-01', '2026-06-07'], now);
    expect(spans).toEqual([`06-01–06-07 ${state} 0/3`]);
  });

  test('a period that begins in the week judges the whole of it, and asks for its days', () => {
    const range = { first: dayOf('2026-06-04'), last: dayOf('2026-06-09') };
    const read = daysToRead(scheduleStretches(with_(threeAWeek), code), range);
    expect([dayText(read.first), dayText(read.last)]).toEqual(['2026-06-01', '2026-06-14']);
    expect(judge(with_(threeAWeek), times, ['2026-06-04', '2026-06-04']).spans).toEqual([
      '06-01–06-07 partial 2/3',
    ]);
  });

  test.each([
    [{ frequency: 1, period: 3, unit: 'd' }, ['06-03–06-05', '06-06–06-08']],
    [{ frequency: 1, period: 48, unit: 'h' }, ['06-03–06-04', '06-05–06-06', '06-07–06-08']],
    [{ frequency: 1, period: 36, unit: 'h' }, ['06-03–06-04', '06-05–06-06', '06-07–06-08']],
  ] as const)('%o: counted from the first whole day', (schedule, expected) => {
    const from = at('2026-06-02T10:00:00+02:00');
    const { spans, days } = judge(with_(schedule, { from }), [], ['2026-06-01', '2026-06-08']);
    expect(spans.map((span) => span.split(' ')[0])).toEqual(expected);
    expect(days.slice(0, 2)).toEqual(['06-01 before-order 0/–', '06-02 cut-short 0/–']);
  });

  test('two weeks together begin with the first whole week', () => {
    const from = at('2026-06-03T00:00:00+02:00');
    const { spans, days } = judge(
      with_({ frequency: 1, period: 2, unit: 'wk' }, { from }),
      [],
      ['2026-06-02', '2026-06-22'],
    );
    expect(spans).toEqual(['06-08–06-21 missing 0/1', '06-22–07-05 missing 0/1']);
    expect(days.slice(0, 2)).toEqual(['06-02 before-order 0/–', '06-03 cut-short 0/–']);
  });
});

describe('orders over time', () => {
  const measured = ['2026-06-02T20:00:00+02:00'];

  test.each<[string, Partial<OrderVersion>, string[]]>([
    [
      'begins in mid-day: that day demands nothing, what came is counted',
      { from: at('2026-06-02T12:00:00+02:00') },
      ['06-01 before-order 0/–', '06-02 cut-short 1/–', '06-03 missing 0/2', '06-04 missing 0/2'],
    ],
    [
      'begins at midnight',
      { from: at('2026-06-02T00:00:00+02:00') },
      ['06-01 before-order 0/–', '06-02 partial 1/2', '06-03 missing 0/2', '06-04 missing 0/2'],
    ],
    [
      'ends in mid-day',
      { to: at('2026-06-03T09:00:00+02:00'), status: 'completed' },
      ['06-01 missing 0/2', '06-02 partial 1/2', '06-03 cut-short 0/–', '06-04 after-order 0/–'],
    ],
    [
      'ends at midnight: the day before is whole',
      { to: at('2026-06-03T00:00:00+02:00'), status: 'revoked' },
      ['06-01 missing 0/2', '06-02 partial 1/2', '06-03 after-order 0/–', '06-04 after-order 0/–'],
    ],
    [
      'never should have been',
      { status: 'entered-in-error' },
      ['06-01 no-schedule 0/–', '06-02 no-schedule 1/–', '06-03 no-schedule 0/–', '06-04 no-schedule 0/–'],
    ],
    [
      'is of another vital sign',
      { code: '29463-7' },
      ['06-01 no-schedule 0/–', '06-02 no-schedule 1/–', '06-03 no-schedule 0/–', '06-04 no-schedule 0/–'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(days(with_(twiceDaily, changes), measured, ['2026-06-01', '2026-06-04'])).toEqual(expected);
  });

  test('limits without a schedule, and no order at all, expect nothing at any time', () => {
    for (const versions of [[order()], []]) {
      const answer = judge(versions, measured, ['2026-06-02', '2026-06-03']);
      expect(answer.days).toEqual(['06-02 no-schedule 1/–', '06-03 no-schedule 0/–']);
      expect(answer.totals).toMatchObject({ missing: 0, expected: 0 });
    }
  });

  const changed = (from: string, schedule: Schedule) => [
    order({ schedule: twiceDaily }),
    order({ version: 2, schedule, from: at(from), lastUpdated: at('2026-06-03T10:00:00Z') }),
  ];

  test('a schedule changed at midnight: the days before by the old one', () => {
    const versions = changed('2026-06-03T00:00:00+02:00', { ...twiceDaily, frequency: 1 });
    expect(days(versions, measured, ['2026-06-02', '2026-06-03'])).toEqual([
      '06-02 partial 1/2',
      '06-03 missing 0/1',
    ]);
  });

  test('a schedule changed in mid-day: that day demands nothing', () => {
    const versions = changed('2026-06-03T12:00:00+02:00', { ...twiceDaily, frequency: 1 });
    expect(days(versions, measured, ['2026-06-02', '2026-06-04'])).toEqual([
      '06-02 partial 1/2',
      '06-03 cut-short 0/–',
      '06-04 missing 0/1',
    ]);
  });

  test('limits changed in mid-day leave the schedule as it was', () => {
    const versions = changed('2026-06-03T12:00:00+02:00', twiceDaily);
    expect(days(versions, measured, ['2026-06-03', '2026-06-03'])).toEqual(['06-03 missing 0/2']);
    const [stretch, ...more] = scheduleStretches(versions, code);
    expect(more).toEqual([]);
    expect(stretch?.periods.map(({ order }) => order.version)).toEqual([1, 2]);
  });

  test('from daily to weekly in mid-week: the days are judged, the part of a week is not', () => {
    const versions = changed('2026-06-03T00:00:00+02:00', { frequency: 1, period: 1, unit: 'wk' });
    const answer = judge(versions, measured, ['2026-06-02', '2026-06-08']);
    expect(answer.days[0]).toBe('06-02 partial 1/2');
    expect(answer.days.slice(1, 6).every((day) => day.includes('cut-short'))).toBe(true);
    expect(answer.spans).toEqual(['06-08–06-14 missing 0/1']);
  });

  test('between two orders nothing is expected', () => {
    const versions = [
      order({ schedule: twiceDaily, to: at('2026-06-02T00:00:00+02:00'), status: 'completed' }),
      order({ id: 'order-2', schedule: twiceDaily, from: at('2026-06-03T00:00:00+02:00') }),
    ];
    expect(days(versions, [], ['2026-06-01', '2026-06-03'])).toEqual([
      '06-01 missing 0/2',
      '06-02 no-schedule 0/–',
      '06-03 missing 0/2',
    ]);
  });

  test('a version that begins earlier corrects the past', () => {
    const versions = changed('2026-01-01T00:00:00+01:00', { ...twiceDaily, frequency: 1 });
    expect(days(versions, measured, ['2026-06-02', '2026-06-02'])).toEqual(['06-02 complete 1/1']);
  });
});
