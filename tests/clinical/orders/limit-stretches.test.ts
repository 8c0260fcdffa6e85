import { describe, expect, test } from 'vitest';
import { limitStretches } from '#clinical/orders/limit-stretches.ts';
import { individualLimits } from '#clinical/orders/limits-at.ts';
import type { OrderVersion } from '#clinical/orders/order.ts';
import { vitalSignByCode } from '#clinical/vital-signs.ts';
import { at, order } from './orders.ts';

const [january, march, april] = ['2026-01-01', '2026-03-01', '2026-04-01'].map((day) =>
  at(`${day}T00:00:00+${day > '2026-03-28' ? '02' : '01'}:00`),
) as [number, number, number];

/** From, to, and which version, `default` or none. */
function stretches(code: string, versions: OrderVersion[], index = 0) {
  const [part] = vitalSignByCode(undefined, code)?.parts.slice(index) ?? [];
  if (!part) throw new Error(code);
  return limitStretches(individualLimits(versions).get(code) ?? [], part, index).map(
    ({ from, to, limits }) => [from, to, limits?.order?.version ?? limits?.origin],
  );
}

describe('limits as steps over all time (clinical rules §3.10: never repaint old points with today’s limits)', () => {
  test('without an order the default holds always', () => {
    expect(stretches('85354-9', [])).toEqual([[-Infinity, Infinity, 'default']]);
  });

  test('the default before the order, each version in its own time, the default after its end', () => {
    const versions = [order({ from: january }), order({ version: 2, from: march, to: april })];
    expect(stretches('85354-9', versions)).toEqual([
      [-Infinity, january, 'default'],
      [january, march, 1],
      [march, april, 2],
      [april, Infinity, 'default'],
    ]);
  });

  test('a part that the order says nothing of keeps one default throughout', () => {
    const systolicAlone = order({ rules: [{ part: 'systolic', limits: { yellowHigh: 150 } }] });
    expect(stretches('85354-9', [systolicAlone], 1)).toEqual([[-Infinity, Infinity, 'default']]);
  });

  test('where no default is known there is none', () => {
    const weight = order({ code: '29463-7', rules: [{ part: 'body-weight', limits: { yellowHigh: 82 } }] });
    expect(stretches('29463-7', [weight])).toEqual([
      [-Infinity, january, undefined],
      [january, Infinity, 1],
    ]);
  });
});
