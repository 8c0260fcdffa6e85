import { expect, test } from 'vitest';
import { ruleAt } from '#clinical/orders/rule-at.ts';
import { placeInTarget, targetSource } from '#clinical/orders/target.ts';
import { at, order } from './orders.ts';

const start = at('2026-01-01T00:00:00+01:00');
const end = at('2026-03-01T00:00:00+01:00');
const versions = [
  order({ to: end }),
  order({ id: 'other', code: '29463-7', rules: [{ part: 'body-weight', limits: { yellowHigh: 82 } }] }),
];

test('the rule of the vital sign’s own order, from its start until just before its end', () => {
  const found = (time: number) => ruleAt(versions, '85354-9', 'systolic', time)?.rule.limits.yellowHigh;
  expect([start - 1, start, end - 1, end].map(found)).toEqual([undefined, 150, 150, undefined]);
  expect(ruleAt(versions, '29463-7', 'body-weight', end)?.order.id).toBe('other');
});

test('an order that says nothing of a part says nothing', () => {
  const silent = [order({ rules: [{ part: 'diastolic', limits: { yellowHigh: 90 } }] })];
  expect(ruleAt(silent, '85354-9', 'systolic', start)).toBeUndefined();
});

// ESC 2024: systolic target 120–129 under treatment.
test.each([
  [119.4, 'below'],
  [119.5, 'within'],
  [129.4, 'within'],
  [129.5, 'above'],
])('%f mmHg is %s a target of 120–129', (value, place) => {
  expect(placeInTarget({ low: 120, high: 129 }, value, 0)).toBe(place);
});

test('an open end lets everything through, and who set it is named', () => {
  expect(placeInTarget({ high: 129 }, 40, 0)).toBe('within');
  expect(placeInTarget({ low: 120 }, 400, 0)).toBe('within');
  expect(targetSource(order())).toBe(
    'Individuelt mål satt av Åse Fjellsjø, Bjørkelia legesenter, gjelder fra 1. januar 2026',
  );
});
