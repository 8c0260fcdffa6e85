import { describe, expect, test } from 'vitest';
import { individualLimits, limitsAt, periodAt } from '#clinical/orders/limits-at.ts';
import { limitsOfRule } from '#clinical/orders/limits-of-rule.ts';
import type { PartRule } from '#clinical/orders/order.ts';
import { orderPeriods, overlapping } from '#clinical/orders/order-periods.ts';
import { partOf, vitalSignOf } from '../parts.ts';
import { at, order } from './orders.ts';

/** Zones from low to high, ends included, on the part's own steps. A limit is the first value that is flagged. */
function zonesOf(part: PartRule['part'], limits: PartRule['limits']): string | undefined {
  return limitsOfRule(partOf(part), { part, limits }, order())
    ?.zones.map(({ interpretation, low, high }) => `${interpretation} ${low ?? ''}…${high ?? ''}`)
    .join(', ');
}

describe('the zones of an order', () => {
  test.each<[PartRule['part'], PartRule['limits'], string | undefined]>([
    ['systolic', {}, undefined],
    [
      'systolic',
      { redLow: 85, yellowLow: 95, yellowHigh: 150, redHigh: 170 },
      'LL …85, L 86…95, N 96…149, H 150…169, HH 170…',
    ],
    ['systolic', { redLow: 85, redHigh: 170 }, 'LL …85, N 86…169, HH 170…'],
    ['systolic', { yellowLow: 95, yellowHigh: 150 }, 'L …95, N 96…149, H 150…'],
    ['systolic', { redLow: 85, yellowHigh: 150 }, 'LL …85, N 86…149, H 150…'],
    ['systolic', { yellowLow: 95, redHigh: 170 }, 'L …95, N 96…169, HH 170…'],
    // The side that is silent keeps the general default, as far as what the order says leaves it.
    ['systolic', { yellowHigh: 150 }, 'LL …90, L 91…100, N 101…149, H 150…'],
    ['systolic', { redHigh: 170 }, 'LL …90, L 91…100, N 101…169, HH 170…'],
    ['systolic', { yellowLow: 110 }, 'L …110, N 111…134, H 135…179, HH 180…'],
    ['systolic', { redLow: 110 }, 'LL …110, N 111…134, H 135…179, HH 180…'],
    ['systolic', { yellowHigh: 95 }, 'LL …90, L 91…94, H 95…'],
    ['systolic', { yellowHigh: 92 }, 'LL …90, L 91…91, H 92…'],
    ['systolic', { yellowHigh: 91 }, 'LL …90, H 91…'],
    ['systolic', { yellowHigh: 90 }, 'LL …89, H 90…'],
    ['systolic', { yellowHigh: 102 }, 'LL …90, L 91…100, N 101…101, H 102…'],
    ['systolic', { yellowHigh: 101 }, 'LL …90, L 91…100, H 101…'],
    ['systolic', { yellowLow: 140 }, 'L …140, H 141…179, HH 180…'],
    ['systolic', { yellowLow: 179 }, 'L …179, HH 180…'],
    ['systolic', { yellowLow: 180 }, 'L …180, HH 181…'],
    ['systolic', { yellowLow: 133 }, 'L …133, N 134…134, H 135…179, HH 180…'],
    ['systolic', { redLow: 90, yellowLow: 140 }, 'LL …90, L 91…140, H 141…179, HH 180…'],
    ['systolic', { yellowHigh: 95, redHigh: 98 }, 'LL …90, L 91…94, H 95…97, HH 98…'],
    ['glucose', { yellowHigh: 12, redHigh: 15 }, 'LL …2.9, L 3…3.8, N 3.9…11.9, H 12…14.9, HH 15…'],
    ['glucose', { redLow: 3.5, yellowLow: 4.5 }, 'LL …3.5, L 3.6…4.5, N 4.6…10, H 10.1…13.9, HH 14…'],
    // No general default: nothing is kept, and nothing on the silent side is flagged.
    ['body-weight', { yellowHigh: 82 }, 'N …81.9, H 82…'],
    ['body-weight', { redLow: 60 }, 'LL …60, N 60.1…'],
    ['oxygen-saturation', { redLow: 84, yellowLow: 87 }, 'LL …84, L 85…87, N 88…'],
    ['news2', { yellowHigh: 5 }, 'N …4, H 5…'],
  ])('%s %j', (part, limits, expected) => {
    expect(zonesOf(part, limits)).toBe(expected);
  });

  test.each<[PartRule['part'], PartRule['limits'], RegExp]>([
    ['systolic', { yellowHigh: 150 }, /2026; nedre side: Generell grense: [^;]+;20:1116\), [^;]+\)$/],
    ['systolic', { yellowLow: 95 }, /2026; øvre side: Generell grense: [^;]+;20:1116\), [^;]+\)$/],
    ['systolic', { yellowHigh: 91 }, /2026; nedre side: Generell grense: [^;]+;20:1116\), [^;]+\)$/],
    ['systolic', { yellowLow: 95, redHigh: 170 }, /2026$/],
    ['body-weight', { yellowHigh: 82 }, /2026$/],
    ['oxygen-saturation', { yellowLow: 87 }, /2026$/],
  ])('the source of %s %j says what is general', (part, limits, source) => {
    expect(limitsOfRule(partOf(part), { part, limits }, order())?.source).toMatch(source);
  });

  test('who set them, where and from when', () => {
    const rule: PartRule = { part: 'systolic', limits: { yellowHigh: 150 } };
    expect(
      limitsOfRule(partOf('systolic'), rule, order({ from: at('2026-02-03T00:00:00Z') }))?.setBy,
    ).toEqual({
      name: 'Åse Fjellsjø',
      organization: 'Bjørkelia legesenter',
      from: at('2026-02-03T00:00:00Z'),
    });
  });

  test('persistence goes with the limits, when it is asked for', () => {
    const rule: PartRule = { part: 'systolic', limits: { yellowHigh: 150 } };
    expect(limitsOfRule(partOf('systolic'), rule, order())).not.toHaveProperty('persistence');
    const persistence = { needed: 2, of: 3 };
    expect(limitsOfRule(partOf('systolic'), { ...rule, persistence }, order())).toMatchObject({
      persistence,
    });
  });
});

describe('periods', () => {
  const day = (text: string) => at(`${text}T00:00:00Z`);
  const spans = (...versions: Parameters<typeof orderPeriods>[0]) =>
    orderPeriods(versions).map(({ from, to, order: { id, version } }) => [id, version, from, to]);

  test('oldest first; of those that start together, the one that was set first', () => {
    const early = order({ id: 'b', from: day('2026-01-01'), lastUpdated: 2 });
    const late = order({ id: 'a', from: day('2026-02-01'), lastUpdated: 1 });
    const beside = order({ id: 'c', from: day('2026-01-01'), lastUpdated: 1 });
    const expected = ['c', 'b', 'a'];
    expect(spans(early, late, beside).map(([id]) => id)).toEqual(expected);
    expect(spans(beside, late, early).map(([id]) => id)).toEqual(expected);
  });

  test('a version that a later one covers whole never holds', () => {
    const first = order({ from: day('2026-02-01') });
    const second = order({ version: 2, from: day('2026-02-01') });
    expect(spans(first, second)).toEqual([['order-1', 2, day('2026-02-01'), Infinity]]);
    const third = order({ version: 3, from: day('2026-03-01') });
    const fourth = order({ version: 4, from: day('2026-01-01'), to: day('2026-01-15') });
    expect(spans(first, second, third, fourth)).toEqual([
      ['order-1', 4, day('2026-01-01'), day('2026-01-15')],
    ]);
  });

  test('orders are apart: the newest version of one ends nothing of another', () => {
    const one = order({ id: 'one', from: day('2026-01-01') });
    const other = order({ id: 'other', version: 2, status: 'entered-in-error', from: day('2026-01-01') });
    expect(spans(one, other)).toEqual([['one', 1, day('2026-01-01'), Infinity]]);
  });

  test('one that ends where the other starts is beside it, in both directions', () => {
    const known = order({ from: day('2026-02-01'), to: day('2026-03-01') });
    const found = (from: number, to?: number) =>
      overlapping({ id: 'new', code: '85354-9', from, ...(to && { to }) }, [known]) !== undefined;
    expect([
      found(day('2026-01-01'), day('2026-02-01')),
      found(day('2026-01-01'), day('2026-02-01') + 1),
      found(day('2026-03-01')),
      found(day('2026-03-01') - 1),
    ]).toEqual([false, true, false, true]);
  });

  test('of periods that hold at once the last that started is used', () => {
    const periods = [
      { from: 0, to: 10 },
      { from: 5, to: 10 },
    ];
    expect([-1, 0, 4, 5, 9, 10].map((time) => periodAt(periods, time)?.from)).toEqual([
      undefined,
      0,
      0,
      5,
      5,
      undefined,
    ]);
  });

  test('limits by code, in order of time; an order without limits leaves no period', () => {
    const limits = individualLimits([
      order({ from: day('2026-01-01') }),
      order({ version: 2, from: day('2026-02-01') }),
      order({
        id: 'weight',
        code: '29463-7',
        rules: [{ part: 'body-weight', limits: {}, target: { high: 80 } }],
      }),
      order({ id: 'pulse', code: '8867-4', rules: [] }),
      order({ id: 'unknown', code: 'x' }),
    ]);
    expect([...limits.keys()]).toEqual(['85354-9']);
    expect(limits.get('85354-9')?.map(({ from, to }) => [from, to])).toEqual([
      [day('2026-01-01'), day('2026-02-01')],
      [day('2026-02-01'), Infinity],
    ]);
  });

  test('each part has its own rule', () => {
    const limits = individualLimits([order({ from: day('2026-01-01') })]);
    const highest = (part: number) =>
      limitsAt(limits, vitalSignOf('blood-pressure'), part, day('2026-02-01'))?.zones.at(-1);
    expect([highest(0), highest(1)]).toEqual([
      { interpretation: 'HH', low: 170 },
      { interpretation: 'HH', low: 100 },
    ]);
  });
});
