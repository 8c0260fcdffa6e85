import { describe, expect, test } from 'vitest';
import { judge } from '#clinical/assess.ts';
import { interpret } from '#clinical/limits.ts';
import { individualLimits, limitsAt } from '#clinical/orders/limits-at.ts';
import { limitsOfRule } from '#clinical/orders/limits-of-rule.ts';
import type { LimitName, PartRule } from '#clinical/orders/order.ts';
import { orderPeriods, overlapping } from '#clinical/orders/order-periods.ts';
import type { ObservationContent, Part } from '#clinical/types.ts';
import { partOf, vitalSignOf } from '../parts.ts';
import { at, order } from './orders.ts';

const bloodPressure = vitalSignOf('blood-pressure');

function flagsOf(part: Part, limits: Partial<Record<LimitName, number>>, values: number[]) {
  const found = limitsOfRule(part, { part: part.key, limits }, order());
  return values.map((value) => found && (interpret(part, value, undefined, found) ?? '-')).join(' ');
}

describe('limits of an order: a limit is the first value that is flagged', () => {
  test.each<[string, Partial<Record<LimitName, number>>, number[], string]>([
    [
      'four limits',
      { redLow: 90, yellowLow: 100, yellowHigh: 150, redHigh: 170 },
      [90, 91, 100, 101, 149, 150, 169, 170],
      'LL L L N N H H HH',
    ],
    ['red alone on both sides', { redLow: 90, redHigh: 170 }, [90, 91, 169, 170], 'LL N N HH'],
    [
      'yellow alone on both sides',
      { yellowLow: 100, yellowHigh: 150 },
      [20, 100, 101, 149, 150, 300],
      'L L N N H H',
    ],
    [
      'rounded before they are judged (T9)',
      { yellowLow: 100, yellowHigh: 150 },
      [149.4, 149.5, 100.4, 100.5],
      'N H L N',
    ],
    // The side that the order is silent about keeps the general default: low yellow to 100, red to 90.
    ['no low limit', { yellowHigh: 150 }, [90, 91, 100, 101, 149, 150], 'LL L L N N H'],
    ['no high limit', { yellowLow: 110 }, [110, 111, 134, 135, 179, 180], 'L N N H H HH'],
    // What the order says holds, also where the other side's default would reach into it.
    [
      'high limit within the low default',
      { yellowHigh: 95, redHigh: 98 },
      [90, 91, 94, 95, 97, 98, 100],
      'LL L L H H HH HH',
    ],
  ])('%s', (_, limits, values, expected) => {
    expect(flagsOf(partOf('systolic'), limits, values)).toBe(expected);
  });

  test('decimals and parts without a default', () => {
    const glucose = { redLow: 3.5, yellowLow: 4.5, yellowHigh: 12, redHigh: 15 };
    expect(flagsOf(partOf('glucose'), glucose, [3.5, 3.54, 3.55, 4.5, 4.6, 11.9, 12, 14.9, 15])).toBe(
      'LL LL L L N N H H HH',
    );
    expect(flagsOf(partOf('body-weight'), { yellowHigh: 82 }, [40, 81.9, 82])).toBe('N N H');
  });

  test('the source names who, where and from when, and what is general', () => {
    const { source, ...rest } =
      limitsOfRule(partOf('systolic'), { part: 'systolic', limits: { yellowHigh: 150 } }, order()) ?? {};
    expect(source).toMatch(
      /^Individuell grense satt av Åse Fjellsjø, Bjørkelia legesenter, gjelder fra 1\. januar 2026; nedre side: Generell grense/,
    );
    expect(rest).toMatchObject({ origin: 'order', order: { id: 'order-1', version: 1 } });
  });

  test('a target alone sets no limit', () => {
    const rule: PartRule = { part: 'systolic', limits: {}, target: { low: 120, high: 129 } };
    expect(limitsOfRule(partOf('systolic'), rule, order())).toBeUndefined();
  });
});

describe('which version holds when', () => {
  const first = order({ from: at('2026-01-01T00:00:00Z') });
  const changed = order({ version: 2, from: at('2026-03-01T00:00:00Z') });
  const spans = (...versions: Parameters<typeof orderPeriods>[0]) =>
    orderPeriods(versions).map(({ from, to, order: { id, version } }) => [
      `${id}/${version}`,
      new Date(from).toISOString().slice(0, 10),
      to === Infinity ? '…' : new Date(to).toISOString().slice(0, 10),
    ]);

  test('a change leaves the past as it was (T16)', () => {
    const expected = [
      ['order-1/1', '2026-01-01', '2026-03-01'],
      ['order-1/2', '2026-03-01', '…'],
    ];
    expect(spans(first, changed)).toEqual(expected);
    expect(spans(changed, first)).toEqual(expected);
  });

  test('a change that starts earlier corrects what it covers', () => {
    const corrected = order({ version: 3, from: at('2026-02-01T00:00:00Z') });
    expect(spans(first, changed, corrected)).toEqual([
      ['order-1/1', '2026-01-01', '2026-02-01'],
      ['order-1/3', '2026-02-01', '…'],
    ]);
  });

  test('what is ended does not give way to the version before', () => {
    const ended = { ...changed, version: 3, to: at('2026-04-01T00:00:00Z'), status: 'completed' as const };
    expect(spans(first, changed, ended).at(-1)).toEqual(['order-1/3', '2026-03-01', '2026-04-01']);
  });

  test('an order entered in error never held, in any version', () => {
    expect(spans(first, changed, { ...changed, version: 3, status: 'entered-in-error' })).toEqual([]);
  });

  test.each<[string, string | undefined, boolean]>([
    ['2025-12-01', '2026-01-01', false],
    ['2025-12-01', '2026-01-02', true],
    ['2025-12-01', undefined, true],
    ['2026-02-28', '2026-03-02', true],
  ])('another order of the same from %s to %s overlaps: %s', (from, to, overlaps) => {
    const other = order({
      id: 'order-2',
      from: at(`${from}T00:00:00Z`),
      ...(to && { to: at(`${to}T00:00:00Z`) }),
    });
    expect(overlapping(other, [first, changed]) !== undefined).toBe(overlaps);
    expect(overlapping({ ...other, code: '29463-7' }, [first, changed])).toBeUndefined();
    expect(overlapping({ ...other, id: 'order-1' }, [first, changed])).toBeUndefined();
  });
});

describe('limits at a time', () => {
  const from = at('2026-03-29T00:00:00+01:00');
  const to = at('2026-10-26T00:00:00+01:00');
  const limits = individualLimits([order({ from, to })]);
  const originAt = (time: string) => limitsAt(limits, bloodPressure, 0, at(time))?.origin;

  test('the start belongs to the order, the end does not', () => {
    expect(limitsAt(limits, bloodPressure, 0, from - 1)?.origin).toBe('default');
    expect(limitsAt(limits, bloodPressure, 0, from)?.origin).toBe('order');
    expect(limitsAt(limits, bloodPressure, 0, to - 1)?.origin).toBe('order');
    expect(limitsAt(limits, bloodPressure, 0, to)?.origin).toBe('default');
  });

  test('the hours that clocks skip and repeat (T7)', () => {
    expect(originAt('2026-03-28T23:59:59+01:00')).toBe('default');
    expect(originAt('2026-03-29T03:00:00+02:00')).toBe('order');
    const autumn = individualLimits([order({ from: at('2026-10-25T02:30:00+01:00') })]);
    expect(limitsAt(autumn, bloodPressure, 0, at('2026-10-25T02:30:00+02:00'))?.origin).toBe('default');
    expect(limitsAt(autumn, bloodPressure, 0, at('2026-10-25T02:30:00+01:00'))?.origin).toBe('order');
  });

  test('of another vital sign, or of a part without a rule, the default stands; without one, nothing', () => {
    const systolicOnly = individualLimits([
      order({ rules: [{ part: 'systolic', limits: { redHigh: 190 } }] }),
    ]);
    const time = at('2026-06-01T12:00:00Z');
    expect(limitsAt(systolicOnly, bloodPressure, 0, time)?.origin).toBe('order');
    expect(limitsAt(systolicOnly, bloodPressure, 1, time)?.origin).toBe('default');
    expect(limitsAt(systolicOnly, vitalSignOf('heart-rate'), 0, time)?.origin).toBe('default');
    expect(limitsAt(systolicOnly, vitalSignOf('body-weight'), 0, time)).toBeUndefined();
  });
});

describe('a value is judged by its own range, then the order, then the default', () => {
  const weight = vitalSignOf('body-weight');
  const part = partOf('body-weight');
  const individual = limitsOfRule(part, { part: 'body-weight', limits: { yellowHigh: 82 } }, order());
  const kg = (value: number) => ({ value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' });
  const judged = (value: number, referenceRange?: object[]) => {
    const content = { valueQuantity: kg(value), referenceRange } as ObservationContent;
    const measured = { text: '', value, comparatorUnknown: false, quantity: kg(value), content };
    const found = judge(weight, part, measured, content, individual);
    return [found.kind === 'assessed' ? found.interpretation : found.reason, found.limits?.origin];
  };

  test.each([
    ['no own range', undefined, 82, ['H', 'order']],
    ['no own range', undefined, 81.9, ['N', 'order']],
    ['own range', [{ high: kg(90) }], 85, ['N', 'measurement']],
    ['own range', [{ high: kg(90) }], 91, ['H', 'measurement']],
    // A range that is not understood: the order may flag, and calls nothing normal.
    ['text alone', [{ text: 'etter avtale' }], 82, ['H', 'order']],
    ['text alone', [{ text: 'etter avtale' }], 70, ['limit-not-understood', 'order']],
  ])('%s %j: %d', (_, range, value, expected) => {
    expect(judged(value, range)).toEqual(expected);
  });
});
