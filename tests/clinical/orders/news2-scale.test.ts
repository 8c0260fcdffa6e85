import { describe, expect, test } from 'vitest';
import { orderFault } from '#clinical/orders/check-order.ts';
import { mayHaveScale, scaleDecisions } from '#clinical/orders/news2-scale.ts';
import type { OrderVersion } from '#clinical/orders/order.ts';
import type { OxygenScale } from '#clinical/summaries/news2-score.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { at, order } from './orders.ts';

const saturation = '2708-6';
const news2 = '1104051000000101';

const scaled = (scale: OxygenScale | undefined, changes: Partial<OrderVersion> = {}) =>
  order({ code: saturation, rules: [], ...(scale && { news2Scale: scale }), ...changes });
const noon = at('2026-06-01T12:00:00+02:00');
const decided = (orders: OrderVersion[], given?: OxygenScale, time = noon) => {
  const found = scaleDecisions(orders, given)(time);
  return found.kind === 'decided' ? [found.scale, found.origin] : found.reason;
};

// RCP 2017: scale 2 only when a competent clinician has decided it (clinical rules §3.1); unknown is neither.
describe('who decides the scale', () => {
  const ofNews2 = (scale: OxygenScale) => scaled(scale, { id: 'order-2', code: news2 });
  test.each<[string, OrderVersion[], OxygenScale | undefined, unknown]>([
    ['nobody', [], undefined, 'unknown'],
    ['an order that is silent about it', [scaled(undefined)], undefined, 'unknown'],
    ['who asks', [], 2, [2, 'given']],
    ['who asks, beside an order that is silent', [scaled(undefined)], 1, [1, 'given']],
    ['the order of saturation', [scaled(2)], undefined, [2, 'order']],
    ['the order of NEWS2', [ofNews2(1)], undefined, [1, 'order']],
    ['both orders, alike', [scaled(2), ofNews2(2)], undefined, [2, 'order']],
    ['both orders, unlike', [scaled(2), ofNews2(1)], undefined, 'contradicted'],
    ['who asks as the order says', [scaled(2)], 2, [2, 'order']],
    ['who asks otherwise than the order', [scaled(2)], 1, 'contradicted'],
    ['who asks for the higher points', [scaled(1)], 2, 'contradicted'],
    ['an order in error', [scaled(2, { status: 'entered-in-error' })], undefined, 'unknown'],
    ['an order of another vital sign', [scaled(2, { code: '8867-4' })], undefined, 'unknown'],
  ])('%s', (_, orders, given, expected) => {
    expect(decided(orders, given)).toEqual(expected);
  });

  test.each([
    ['before it begins', -1, 'unknown'],
    ['as it begins', 0, [2, 'order']],
    ['at its end', 3_600_000, 'unknown'],
    ['just before its end', 3_599_999, [2, 'order']],
  ])('%s', (_, after, expected) => {
    const orders = [scaled(2, { from: noon, to: noon + 3_600_000 })];
    expect(decided(orders, undefined, noon + after)).toEqual(expected);
  });

  test('a later version decides from its own start', () => {
    const orders = [scaled(2), scaled(1, { version: 2, from: noon })];
    expect([decided(orders, undefined, noon - 1), decided(orders)]).toEqual([
      [2, 'order'],
      [1, 'order'],
    ]);
  });
});

describe('an order that says a scale', () => {
  test('is of saturation or NEWS2, alone of all vital signs', () => {
    const may = vitalSigns.filter(({ code }) => mayHaveScale(code.code ?? '')).map(({ key }) => key);
    expect(may.sort()).toEqual(['news2', 'oxygen-saturation']);
  });

  test.each<[string, Partial<OrderVersion>, string | undefined]>([
    ['1', { news2Scale: 1 }, undefined],
    ['2, and nothing else', { news2Scale: 2 }, undefined],
    ['2, of NEWS2', { news2Scale: 2, code: news2 }, undefined],
    ['0', { news2Scale: 0 as 1 }, 'scale-invalid'],
    ['3', { news2Scale: 3 as 1 }, 'scale-invalid'],
    ['1.5', { news2Scale: 1.5 as 1 }, 'scale-invalid'],
    ['2, of heart rate', { news2Scale: 2, code: '8867-4' }, 'scale-not-applicable'],
    ['none and nothing else', {}, 'order-empty'],
  ])('%s', (_, changes, reason) => {
    const found = orderFault(scaled(undefined, changes));
    expect(found?.reason).toBe(reason);
  });
});
