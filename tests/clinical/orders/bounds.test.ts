import { describe, expect, test } from 'vitest';
import { orderFault } from '#clinical/orders/check-order.ts';
import { partFault } from '#clinical/orders/check-rule.ts';
import type { ChangeLimit, OrderContent, PartRule, Schedule } from '#clinical/orders/order.ts';
import { partOf } from '../parts.ts';
import { at, order } from './orders.ts';

/**
 * The bounds are the project's own (server/clinical/orders): what a typing error gives is refused, what a treating team may want is
 * not. Limits must be probable values: the bounds of plausibility.test.ts.
 */
const faultOf = (changes: Partial<OrderContent>) => {
  const found = orderFault(order(changes));
  return found && [found.member, found.text];
};
const ofRule = (code: string, rule: Partial<PartRule> & Pick<PartRule, 'part'>): Partial<OrderContent> => ({
  code,
  rules: [{ limits: {}, ...rule }],
});
const systolic = (rule: Partial<PartRule>) => ofRule('85354-9', { part: 'systolic', ...rule });
const weight = (rule: Partial<PartRule>) => ofRule('29463-7', { part: 'body-weight', ...rule });
const change = (changes: Partial<ChangeLimit>): ChangeLimit => ({
  level: 'red',
  direction: 'rise',
  by: 2,
  days: 3,
  ...changes,
});

const reasonFault = ['reason', 'must say why, in 1 to 500 characters'];
const endFault = ['to', 'must be after its start'];
const start = at('2026-01-01T00:00:00+01:00');

describe('reason and period', () => {
  test.each<[string, Partial<OrderContent>, string[] | undefined]>([
    ['one character', { reason: 'a' }, undefined],
    ['no character', { reason: '' }, reasonFault],
    ['500 characters', { reason: 'a'.repeat(500) }, undefined],
    ['500 and the space around them', { reason: ` ${'a'.repeat(500)} ` }, undefined],
    ['501 characters', { reason: 'a'.repeat(501) }, reasonFault],
    ['two lines', { reason: 'a\nb' }, undefined],
    ['a character that is not printed', { reason: 'a\u0007b' }, reasonFault],
    ['a millisecond', { to: start + 1 }, undefined],
    ['no time', { to: start }, endFault],
    ['an end before the start', { to: start - 1 }, endFault],
    ['until further notice', {}, undefined],
  ])('%s', (_, changes, expected) => {
    expect(faultOf(changes)).toEqual(expected);
  });

  test('what is empty, and what is ordered', () => {
    expect(faultOf({ rules: [] })).toEqual(['rules', 'must set limits, or the order say how often']);
    expect(faultOf({ code: 'x' })).toEqual([
      'code',
      'must be the code of a vital sign with values in the catalogue (ObservationDefinition)',
    ]);
    expect(faultOf(systolic({}))).toEqual(['limits', 'must set a limit, a target or a change']);
    expect(faultOf(systolic({ part: 'glucose', limits: { redHigh: 9 } }))).toEqual([
      'part',
      'must be a part of the vital sign that is ordered',
    ]);
    const rule: PartRule = { part: 'systolic', limits: { redHigh: 170 } };
    expect(faultOf({ rules: [rule, rule] })).toEqual(['part', 'must be named once']);
  });
});

describe('schedule', () => {
  const frequency = ['schedule.frequency', 'must be a whole number from 1 to 288'];
  const period = ['schedule.period', 'must be a whole number from 1 to 90'];
  const days = ['schedule.weekdays', 'must name each day once, and not with hours'];
  const times = ['schedule.timesOfDay', 'must be one for each measurement of a day'];

  test.each<[Partial<Schedule>, string[] | undefined]>([
    [{ frequency: 1 }, undefined],
    [{ frequency: 288 }, undefined],
    [{ frequency: 289 }, frequency],
    [{ frequency: 0 }, frequency],
    [{ period: 90 }, undefined],
    [{ period: 91 }, period],
    [{ period: 0 }, period],
    [{ period: 1.5 }, period],
    [{ unit: 'h' }, undefined],
    [{ unit: 'd', weekdays: ['mon'] }, undefined],
    [{ unit: 'wk', weekdays: ['mon', 'tue'] }, undefined],
    [{ unit: 'wk', weekdays: ['mon', 'mon'] }, days],
    [{ unit: 'h', weekdays: ['mon'] }, days],
    [{ timesOfDay: ['08:00:00', '20:00:00'] }, undefined],
    [{ timesOfDay: ['08:00:00'] }, times],
    [{ unit: 'wk', timesOfDay: ['08:00:00', '20:00:00'] }, times],
    [{ timesOfDay: ['08:00:00', '08:00:00'] }, ['schedule.timesOfDay', 'must name each time once']],
  ])('%j', (changes, expected) => {
    expect(faultOf({ schedule: { frequency: 2, period: 1, unit: 'd', ...changes } })).toEqual(expected);
  });
});

/** By code and part: the lowest and highest limit, one step beyond each, and how the bounds are told. */
const limitBounds: [string, PartRule['part'], number[], number[], string][] = [
  ['85354-9', 'systolic', [60, 260], [59, 261], 'from 60 to 260 mmHg'],
  ['85354-9', 'diastolic', [30, 160], [29, 161], 'from 30 to 160 mmHg'],
  ['8867-4', 'heart-rate', [30, 220], [29, 221], 'from 30 to 220 /min'],
  ['2708-6', 'oxygen-saturation', [70, 100], [69, 101], 'from 70 to 100 %'],
  ['8310-5', 'body-temperature', [34, 42], [33.9, 42.1], 'from 34 to 42 °C'],
  ['29463-7', 'body-weight', [25, 300], [24.9, 300.1], 'from 25 to 300 kg'],
  ['8302-2', 'body-height', [10, 272], [9, 273], 'from 10 to 272 cm'],
  ['39156-5', 'bmi', [0.1, 500], [0, -0.1], 'from 0 kg/m²'],
  ['1104051000000101', 'news2', [0, 20], [-1, 21], 'from 0 to 20'],
];

describe('limits', () => {
  test.each(limitBounds)('%s %s: %j, not %j', (code, part, kept, refused, range) => {
    for (const redHigh of kept) expect(faultOf(ofRule(code, { part, limits: { redHigh } }))).toBeUndefined();
    for (const redHigh of refused) {
      expect(faultOf(ofRule(code, { part, limits: { redHigh } }))).toEqual([
        'limits.redHigh',
        `must be a probable value, ${range}`,
      ]);
    }
  });

  test('of a part that has no lowest value, the highest alone is told; a change may be half of what lies from 0 to it', () => {
    const part = { ...partOf('body-weight'), absolute: { high: 100 }, improbable: {} };
    const ofLimit = (redHigh: number) => partFault(part, { part: 'body-weight', limits: { redHigh } })?.text;
    expect([ofLimit(-5), ofLimit(100)]).toEqual([undefined, undefined]);
    expect(ofLimit(100.1)).toBe('must be a probable value, to 100 kg');
    const ofChange = (by: number) =>
      partFault(part, { part: 'body-weight', limits: {}, changes: [change({ by })] })?.text;
    expect(ofChange(50)).toBeUndefined();
    expect(ofChange(50.1)).toBe('must be more than 0 and at most 50 kg, with at most 1 decimals');
  });

  test('each must be above the one below, whichever are set', () => {
    const names = ['redLow', 'yellowLow', 'yellowHigh', 'redHigh'] as const;
    for (const [index, low] of names.entries()) {
      for (const high of names.slice(index + 1)) {
        const both = (difference: number) =>
          faultOf(systolic({ limits: { [low]: 120, [high]: 120 + difference } }));
        expect([both(1), both(0), both(-1)]).toEqual([
          undefined,
          [`limits.${high}`, `must be above ${low}`],
          [`limits.${high}`, `must be above ${low}`],
        ]);
      }
    }
  });

  test('decimals are told', () => {
    const precision = (decimals: number) =>
      `must have at most ${decimals} decimals, as the values it is compared with`;
    expect(faultOf(systolic({ limits: { redHigh: 150.5 } }))).toEqual(['limits.redHigh', precision(0)]);
    expect(faultOf(weight({ limits: { redHigh: 80.55 } }))).toEqual(['limits.redHigh', precision(1)]);
    expect(faultOf(weight({ limits: { redHigh: 80.5 } }))).toBeUndefined();
    expect(faultOf(weight({ limits: { redHigh: Infinity } }))).toEqual(['limits.redHigh', precision(1)]);
  });
});

describe('target', () => {
  const beyond = 'must lie between the limits';
  test.each<[NonNullable<PartRule['target']>, PartRule['limits'], string[] | undefined]>([
    [{ low: 120 }, {}, undefined],
    [{ high: 129 }, {}, undefined],
    [{ low: 125, high: 125 }, {}, undefined],
    [{ low: 126, high: 125 }, {}, ['target.high', 'must not be below target.low']],
    [{}, {}, ['target', 'must have an end']],
    [{ low: 59 }, {}, ['target.low', 'must be a probable value, from 60 to 260 mmHg']],
    [{ high: 261 }, {}, ['target.high', 'must be a probable value, from 60 to 260 mmHg']],
    [{ high: 129.5 }, {}, ['target.high', 'must have at most 0 decimals, as the values it is compared with']],
    [{ high: 134 }, { yellowHigh: 135, redHigh: 160 }, undefined],
    [{ high: 135 }, { yellowHigh: 135, redHigh: 160 }, ['target.high', beyond]],
    [{ high: 159 }, { redHigh: 160 }, undefined],
    [{ high: 160 }, { redHigh: 160 }, ['target.high', beyond]],
    [{ low: 111 }, { redLow: 90, yellowLow: 110 }, undefined],
    [{ low: 110 }, { redLow: 90, yellowLow: 110 }, ['target.low', beyond]],
    [{ low: 91 }, { redLow: 90 }, undefined],
    [{ low: 90 }, { redLow: 90 }, ['target.low', beyond]],
    [{ low: 140 }, { yellowHigh: 135 }, ['target.low', beyond]],
    [{ high: 100 }, { yellowLow: 110 }, ['target.high', beyond]],
  ])('%j within %j', (target, limits, expected) => {
    expect(faultOf(systolic({ target, limits }))).toEqual(expected);
  });
});

/** Half of what lies between the lowest and the highest probable value. */
const largestChanges: [string, PartRule['part'], number, number, string][] = [
  ['85354-9', 'systolic', 100, 101, 'mmHg'],
  ['29463-7', 'body-weight', 137.5, 137.6, 'kg'],
  ['2708-6', 'oxygen-saturation', 15, 16, '%'],
  ['8302-2', 'body-height', 131, 132, 'cm'],
  ['763264000', 'cfs', 4, 5, ''],
];

describe('changes', () => {
  test.each(largestChanges)('%s %s by %d, not %d', (code, part, largest, more, unit) => {
    const by = (value: number) => faultOf(ofRule(code, { part, changes: [change({ by: value })] }));
    expect(by(largest)).toBeUndefined();
    expect(by(more)?.[0]).toBe('changes[0].by');
    expect(by(more)?.[1]).toContain(`must be more than 0 and at most ${largest} ${unit}`);
  });

  test.each<[Partial<ChangeLimit>, string[] | undefined]>([
    [{ by: 0.1 }, undefined],
    [{ days: 1 }, undefined],
    [{ days: 30 }, undefined],
    [{ days: 0 }, ['changes[0].days', 'must be whole days from 1 to 30']],
    [{ days: 31 }, ['changes[0].days', 'must be whole days from 1 to 30']],
    ...[0, -1, 2.05, NaN].map((by): [Partial<ChangeLimit>, string[]] => [
      { by },
      ['changes[0].by', 'must be more than 0 and at most 137.5 kg, with at most 1 decimals'],
    ]),
  ])('%j', (changes, expected) => {
    expect(faultOf(weight({ changes: [change(changes)] }))).toEqual(expected);
  });

  test('eight, not nine; each once for as many days', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => change({ days: index + 1 }));
    expect(faultOf(weight({ changes: many(8) }))).toBeUndefined();
    expect(faultOf(weight({ changes: many(9) }))).toEqual(['changes', 'are more than 8']);
    const pair = (other: Partial<ChangeLimit>) =>
      faultOf(weight({ changes: [change({}), change({ by: 3, ...other })] }));
    expect(pair({})).toEqual(['changes[1]', 'is there already for as many days']);
    expect([pair({ level: 'yellow' }), pair({ direction: 'fall' }), pair({ days: 4 })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('persistence', () => {
  const invalid = ['persistence', 'must be 2 or more of at most 10 readings'];
  test.each<[number, number, string[] | undefined]>([
    [2, 2, undefined],
    [2, 3, undefined],
    [10, 10, undefined],
    [2, 11, invalid],
    [3, 2, invalid],
    [1, 3, invalid],
    [2.5, 3, invalid],
    [2, 2.5, invalid],
  ])('%d of %d', (needed, of, expected) => {
    for (const limits of [{ yellowHigh: 150 }, { yellowLow: 100 }]) {
      expect(faultOf(systolic({ limits, persistence: { needed, of } }))).toEqual(expected);
    }
  });

  test('red is never held back', () => {
    expect(faultOf(systolic({ limits: { redLow: 90 }, persistence: { needed: 2, of: 3 } }))).toEqual([
      'persistence',
      'needs a yellow limit: red is never held back',
    ]);
  });
});
