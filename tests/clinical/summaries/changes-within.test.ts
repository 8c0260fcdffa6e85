import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { osloDay, osloWall } from '#clinical/oslo-clock.ts';
import {
  changesWithin,
  changeWithin,
  printedDifference,
  type ChangeRule,
  type SingleReading,
} from '#clinical/summaries/change-within.ts';
import { exceededChanges } from '#clinical/summaries/exceeded-changes.ts';
import { bloodPressure } from '#clinical/catalogue/blood-pressure.ts';
import { bodyWeight } from '#clinical/catalogue/body-measures.ts';
import type { OrderVersion } from '#clinical/orders/order.ts';
import { order } from '../orders/orders.ts';
import { at, weighing } from './readings.ts';

// ESC/HFA, heartfailurematters.org: more than 2 kg in 3 days.
const gain: ChangeRule = { direction: 'rise', by: 2, days: 3, origin: 'default', source: 'ESC/HFA' };

test('each reading is compared as if it were the latest, and those before the first asked about are looked back at', () => {
  const readings = [
    weighing('2026-06-07T07:00:00+02:00', 80),
    weighing('2026-06-08T07:00:00+02:00', 81),
    weighing('2026-06-10T07:00:00+02:00', 82.1),
    weighing('2026-06-10T07:00:01+02:00', 82.1),
  ];
  const found = changesWithin(readings, gain, 1);
  expect(found.map((each) => (each.kind === 'compared' ? each.change : each.reason))).toEqual([
    'no-earlier-reading',
    1,
    2.1,
    1.1,
  ]);
  expect(found).toEqual(readings.map((_, index) => changeWithin(readings.slice(0, index + 1), gain, 1)));
  expect(changesWithin(readings, gain, 1, 2)).toEqual(found.slice(2));
  expect(changesWithin([], gain, 1)).toEqual([]);
});

/** The rule as it is said, reading by reading. */
function asSaid(readings: readonly SingleReading[], rule: ChangeRule): [string | undefined, boolean] {
  const latest = readings.at(-1);
  const previous = readings.at(-2);
  if (!latest || !previous) return [undefined, false];
  const apart = (each: SingleReading) =>
    each.dateOnly || latest.dateOnly
      ? osloDay(latest.effective) - osloDay(each.effective)
      : (osloWall(latest.effective) - osloWall(each.effective)) / (24 * 3_600_000);
  if (apart(previous) > Math.max(7, rule.days)) return [undefined, false];
  let before: SingleReading | undefined;
  for (const each of readings.slice(0, -1)) {
    if (apart(each) > rule.days) continue;
    const sign = rule.direction === 'rise' ? 1 : -1;
    if (!before || sign * each.values.value < sign * before.values.value) before = each;
  }
  if (!before || (before.device && latest.device && before.device !== latest.device)) {
    return [undefined, false];
  }
  const change = printedDifference(latest.values.value, before.values.value, 1);
  return [before.reference, rule.direction === 'rise' ? change > rule.by : -change > rule.by];
}

function expectAsSaid(readings: readonly SingleReading[], rule: ChangeRule): void {
  const found = changesWithin(readings, rule, 1).map((each) =>
    each.kind === 'compared' ? [each.before.reference, each.exceeded] : [undefined, false],
  );
  expect(found).toEqual(readings.map((_, index) => asSaid(readings.slice(0, index + 1), rule)));
}

test('is the rule as it is said, of any series, also over the nights when clocks change', () => {
  const minute = 60_000;
  const step = fc.record({
    minutes: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 12 * 24 * 60 })),
    value: fc.integer({ min: 780, max: 830 }).map((value) => value / 10),
    dateOnly: fc.boolean(),
    device: fc.constantFrom(undefined, undefined, 'a', 'b'),
  });
  const starts = ['2026-03-27T22:00:00Z', '2026-10-24T22:00:00Z', '2026-06-01T00:00:00Z'];
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom('rise' as const, 'fall' as const),
      fc.integer({ min: 1, max: 30 }),
      (start, steps, direction, days) => {
        let time = at(start);
        const readings = steps.map(({ minutes, value, dateOnly, device }, index): SingleReading => {
          time += minutes * minute;
          const which = { reference: `${index}`, effective: time, dateOnly, values: { value } };
          return device === undefined ? which : { ...which, device };
        });
        expectAsSaid(readings, { ...gain, direction, days });
      },
    ),
    { numRuns: 500 },
  );
});

test('of several readings on the day that lies the rule’s days back, those count that are within them', () => {
  const step = fc.record({
    minutes: fc.integer({ min: 0, max: 240 }),
    value: fc.integer({ min: 700, max: 900 }).map((value) => value / 10),
  });
  fc.assert(
    fc.property(
      fc.constantFrom('2026-03-28T05:00:00Z', '2026-10-24T05:00:00Z', '2026-06-01T00:00:00Z'),
      fc.array(step, { minLength: 20, maxLength: 60 }),
      fc.constantFrom('rise' as const, 'fall' as const),
      fc.integer({ min: 1, max: 2 }),
      (start, steps, direction, days) => {
        let time = at(start);
        const readings = steps.map(({ minutes, value }, index): SingleReading => {
          time += minutes * 60_000;
          return { reference: `${index}`, effective: time, dateOnly: false, values: { value } };
        });
        expectAsSaid(readings, { ...gain, direction, days });
      },
    ),
    { numRuns: 300 },
  );
});

describe('what orders find exceeded', () => {
  const weightOrder = (changes: Partial<OrderVersion>) =>
    order({
      code: '29463-7',
      rules: [
        {
          part: 'body-weight',
          limits: {},
          changes: [{ level: 'yellow', direction: 'rise', by: 2, days: 3 }],
        },
      ],
      ...changes,
    });
  const readings = [
    weighing('2026-06-07T07:00:00+02:00', 80),
    weighing('2026-06-08T07:00:00+02:00', 82.1),
    weighing('2026-06-09T07:00:00+02:00', 82),
    weighing('2026-06-10T07:00:00+02:00', 82.1),
  ].map(({ values, ...each }) => ({
    ...each,
    values: { 'body-weight': values.value } as Record<'body-weight', number>,
  }));
  const exceeded = (orders: OrderVersion[], since = -Infinity) => [
    ...exceededChanges(orders, bodyWeight, readings as never, since).keys(),
  ];

  test('tells the limit, the reading before and the change of each', () => {
    const twice = weightOrder({
      rules: [
        {
          part: 'body-weight',
          limits: {},
          changes: [
            { level: 'yellow', direction: 'rise', by: 2, days: 3 },
            { level: 'red', direction: 'rise', by: 1.5, days: 7 },
          ],
        },
      ],
    });
    const found = exceededChanges([twice], bodyWeight, readings as never, -Infinity);
    const which = {
      part: 'body-weight',
      before: { reference: '2026-06-07T07:00:00+02:00', values: { value: 80 } },
    };
    const yellow = {
      level: 'yellow',
      by: 2,
      days: 3,
      origin: 'order',
      order: { id: twice.id, version: twice.version },
    };
    const red = { ...yellow, level: 'red', by: 1.5, days: 7 };
    expect([...found].sort(([a], [b]) => (a < b ? -1 : 1))).toMatchObject([
      [
        '2026-06-08T07:00:00+02:00',
        [
          { ...which, rule: yellow, change: 2.1 },
          { ...which, rule: red, change: 2.1 },
        ],
      ],
      ['2026-06-09T07:00:00+02:00', [{ ...which, rule: red, change: 2 }]],
      [
        '2026-06-10T07:00:00+02:00',
        [
          { ...which, rule: yellow, change: 2.1 },
          { ...which, rule: red, change: 2.1 },
        ],
      ],
    ]);
  });

  test('is more than the limit, and not just as much', () => {
    expect(exceeded([weightOrder({})])).toEqual(['2026-06-08T07:00:00+02:00', '2026-06-10T07:00:00+02:00']);
  });
  test.each([
    ['2026-06-08T07:00:00+02:00', '2026-06-10T07:00:00+02:00', ['2026-06-08T07:00:00+02:00']],
    ['2026-06-08T07:00:01+02:00', '2026-06-10T07:00:01+02:00', ['2026-06-10T07:00:00+02:00']],
  ])('by the order that held from %s to %s, from readings before it too', (from, to, found) => {
    expect(exceeded([weightOrder({ from: at(from), to: at(to) })])).toEqual(found);
  });
  test('since an instant, from readings before it too', () => {
    expect(exceeded([weightOrder({})], at('2026-06-10T07:00:00+02:00'))).toEqual([
      '2026-06-10T07:00:00+02:00',
    ]);
  });
  test('is of the part that the order sets the limit of, and of no other', () => {
    const pressures = ['2026-06-08T07:00:00+02:00', '2026-06-09T07:00:00+02:00'].map((time, index) => ({
      reference: time,
      effective: at(time),
      dateOnly: false,
      values: { systolic: 120 + 30 * index, diastolic: 70 + 30 * index } as Record<
        'systolic' | 'diastolic',
        number
      >,
    }));
    const bySystolic = order({
      code: '85354-9',
      rules: [
        { part: 'systolic', limits: {}, changes: [{ level: 'red', direction: 'rise', by: 20, days: 3 }] },
      ],
    });
    const found = exceededChanges([bySystolic], bloodPressure, pressures as never, -Infinity);
    expect([...found.values()].flat()).toMatchObject([{ part: 'systolic', change: 30 }]);
  });
  test('since an instant, from as long before it as the longest rule looks back (30 days)', () => {
    const monthly = weightOrder({
      rules: [
        {
          part: 'body-weight',
          limits: {},
          changes: [{ level: 'yellow', direction: 'rise', by: 2, days: 30 }],
        },
      ],
    });
    const weighed = [
      ['2026-05-11T07:00:00+02:00', 80],
      ['2026-06-10T07:00:00+02:00', 83],
    ] as const;
    const asked = weighed.map(([time, kg]) => ({
      reference: time,
      effective: at(time),
      dateOnly: false,
      values: { 'body-weight': kg } as Record<'body-weight', number>,
    }));
    const found = exceededChanges([monthly], bodyWeight, asked as never, at('2026-06-10T07:00:00+02:00'));
    expect([...found.keys()]).toEqual(['2026-06-10T07:00:00+02:00']);
  });
  test.each([
    ['no order', []],
    ['an order of another vital sign', [weightOrder({ code: '8867-4' })]],
    ['an order without change limits', [weightOrder({ rules: [{ part: 'body-weight', limits: {} }] })]],
    ['an order that was entered in error', [weightOrder({ status: 'entered-in-error' })]],
  ])('%s: nothing', (_, orders) => {
    expect(exceeded(orders)).toEqual([]);
  });
});
