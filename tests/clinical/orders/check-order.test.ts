import { describe, expect, test } from 'vitest';
import { orderFault } from '#clinical/orders/check-order.ts';
import type { OrderContent, PartRule, Schedule } from '#clinical/orders/order.ts';
import { at, order } from './orders.ts';

function faultOf(changes: Partial<OrderContent>) {
  const found = orderFault(order(changes));
  return found && [found.rule, found.member, found.reason];
}

const rules = (...each: PartRule[]) => ({ rules: each });
const systolic = (rule: Partial<PartRule>) => rules({ part: 'systolic', limits: {}, ...rule });
const glucose = (limits: PartRule['limits']) => ({
  code: '15074-8',
  ...rules({ part: 'glucose', limits }),
});

describe('an order that can be obeyed', () => {
  test.each<[string, Partial<OrderContent>]>([
    ['limits of both parts', {}],
    ['all four limits', systolic({ limits: { redLow: 90, yellowLow: 100, yellowHigh: 150, redHigh: 170 } })],
    ['limits at the ends of what is probable', systolic({ limits: { redLow: 60, redHigh: 260 } })],
    ['a target of 120–129', systolic({ limits: { yellowHigh: 135 }, target: { low: 120, high: 129 } })],
    [
      'yellow that needs two of three',
      systolic({ limits: { yellowHigh: 150 }, persistence: { needed: 2, of: 3 } }),
    ],
    [
      '+2 kg in 3 days (heartfailurematters.org)',
      {
        code: '29463-7',
        ...rules({
          part: 'body-weight',
          limits: {},
          changes: [{ level: 'yellow', direction: 'rise', by: 2, days: 3 }],
        }),
      },
    ],
    ['how often, and no limits', { rules: [], schedule: { frequency: 2, period: 1, unit: 'd' } }],
    [
      'a score, which has no unit',
      { code: '1104051000000101', ...rules({ part: 'news2', limits: { yellowHigh: 5, redHigh: 7 } }) },
    ],
  ])('%s', (_, changes) => {
    expect(orderFault(order(changes))).toBeUndefined();
  });
});

describe('one that cannot is refused by the element and the rule', () => {
  test.each<[string, Partial<OrderContent>, (string | number | undefined)[]]>([
    ['an unknown code', { code: '99999-9' }, [undefined, 'code', 'code-unknown']],
    ['a translation instead of the code', { code: '75367002' }, [undefined, 'code', 'code-unknown']],
    ['a vital sign without values', { code: '1104441000000107' }, [undefined, 'code', 'code-unknown']],
    ['an end at its start', { to: at('2026-01-01T00:00:00+01:00') }, [undefined, 'to', 'period-invalid']],
    ['no reason', { reason: ' ' }, [undefined, 'reason', 'reason-invalid']],
    ['a long reason', { reason: 'a'.repeat(501) }, [undefined, 'reason', 'reason-invalid']],
    ['nothing asked for', { rules: [] }, [undefined, 'rules', 'order-empty']],
    ['a rule that says nothing', systolic({}), [0, 'limits', 'rule-empty']],
    [
      'a part of another vital sign',
      rules({ part: 'glucose', limits: { redHigh: 20 } }),
      [0, 'part', 'part-unknown'],
    ],
    [
      'a part twice',
      rules({ part: 'systolic', limits: { redHigh: 170 } }, { part: 'systolic', limits: { redHigh: 180 } }),
      [1, 'part', 'part-repeated'],
    ],
    [
      'yellow above red',
      systolic({ limits: { yellowHigh: 170, redHigh: 150 } }),
      [0, 'limits.redHigh', 'limits-order'],
    ],
    [
      'yellow at red',
      systolic({ limits: { yellowHigh: 150, redHigh: 150 } }),
      [0, 'limits.redHigh', 'limits-order'],
    ],
    [
      'low above high',
      systolic({ limits: { yellowLow: 160, yellowHigh: 150 } }),
      [0, 'limits.yellowHigh', 'limits-order'],
    ],
    [
      'red low above yellow low',
      systolic({ limits: { redLow: 101, yellowLow: 100 } }),
      [0, 'limits.yellowLow', 'limits-order'],
    ],
    [
      'a misplaced digit',
      systolic({ limits: { yellowHigh: 1350 } }),
      [0, 'limits.yellowHigh', 'limit-implausible'],
    ],
    ['mg/dL for mmol/L', glucose({ yellowLow: 70 }), [0, 'limits.yellowLow', 'limit-implausible']],
    ['just beyond the probable', glucose({ redHigh: 33.4 }), [0, 'limits.redHigh', 'limit-implausible']],
    [
      'more decimals than are compared',
      glucose({ yellowLow: 3.95 }),
      [0, 'limits.yellowLow', 'limit-precision'],
    ],
    ['no number', glucose({ yellowLow: NaN }), [0, 'limits.yellowLow', 'limit-precision']],
    ['a target without ends', systolic({ target: {} }), [0, 'target', 'target-empty']],
    [
      'a target reversed',
      systolic({ target: { low: 129, high: 120 } }),
      [0, 'target.high', 'target-reversed'],
    ],
    [
      'a target that is flagged',
      systolic({ limits: { yellowHigh: 135 }, target: { high: 135 } }),
      [0, 'target.high', 'target-beyond-limits'],
    ],
    [
      'a target below the low limit',
      systolic({ limits: { redLow: 110 }, target: { low: 110 } }),
      [0, 'target.low', 'target-beyond-limits'],
    ],
    [
      'persistence of one',
      systolic({ limits: { yellowHigh: 150 }, persistence: { needed: 1, of: 3 } }),
      [0, 'persistence', 'persistence-invalid'],
    ],
    [
      'persistence of four of three',
      systolic({ limits: { yellowHigh: 150 }, persistence: { needed: 4, of: 3 } }),
      [0, 'persistence', 'persistence-invalid'],
    ],
    [
      'persistence of red',
      systolic({ limits: { redHigh: 170 }, persistence: { needed: 2, of: 3 } }),
      [0, 'persistence', 'persistence-without-yellow'],
    ],
    [
      'a change of nothing',
      systolic({ changes: [{ level: 'red', direction: 'rise', by: 0, days: 3 }] }),
      [0, 'changes[0].by', 'change-invalid'],
    ],
    [
      'a change in grams',
      {
        code: '29463-7',
        ...rules({
          part: 'body-weight',
          limits: {},
          changes: [{ level: 'red', direction: 'rise', by: 2000, days: 3 }],
        }),
      },
      [0, 'changes[0].by', 'change-invalid'],
    ],
    [
      'half a day',
      systolic({ changes: [{ level: 'red', direction: 'fall', by: 10, days: 0.5 }] }),
      [0, 'changes[0].days', 'change-invalid'],
    ],
    [
      'nine changes',
      systolic({
        changes: Array.from({ length: 9 }, (_, days) => ({
          level: 'red',
          direction: 'rise',
          by: 10,
          days: days + 1,
        })),
      }),
      [0, 'changes', 'too-many'],
    ],
    [
      'two answers for one change',
      systolic({ changes: [10, 20].map((by) => ({ level: 'red', direction: 'fall', by, days: 3 })) }),
      [0, 'changes[1]', 'change-repeated'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(faultOf(changes)).toEqual(expected);
  });

  test.each<[string, Partial<Schedule>, string]>([
    ['never', { frequency: 0 }, 'schedule.frequency'],
    ['half a time', { frequency: 1.5 }, 'schedule.frequency'],
    ['every 91 days', { period: 91 }, 'schedule.period'],
    ['Monday twice', { unit: 'wk', weekdays: ['mon', 'mon'] }, 'schedule.weekdays'],
    ['weekdays of hours', { unit: 'h', weekdays: ['mon'] }, 'schedule.weekdays'],
    ['one time for two measurements', { timesOfDay: ['08:00:00'] }, 'schedule.timesOfDay'],
    ['the same time twice', { timesOfDay: ['08:00:00', '08:00:00'] }, 'schedule.timesOfDay'],
    ['times of a week', { unit: 'wk', timesOfDay: ['08:00:00', '20:00:00'] }, 'schedule.timesOfDay'],
  ])('a schedule of %s', (_, changes, member) => {
    expect(faultOf({ schedule: { frequency: 2, period: 1, unit: 'd', ...changes } })).toEqual([
      undefined,
      member,
      'schedule-invalid',
    ]);
  });

  test('the sentence names what would be right, and no value of the order', () => {
    expect(orderFault(order(glucose({ yellowLow: 70 })))?.text).toBe(
      'must be a probable value, from 1.1 to 33.3 mmol/L',
    );
  });
});
