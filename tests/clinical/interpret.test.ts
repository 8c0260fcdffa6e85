import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { severityOf } from '#clinical/flags.ts';
import { interpret, limitsFromReferenceRanges } from '#clinical/limits.ts';
import type { Comparator, Interpretation, Limits, Zone } from '#clinical/types.ts';
import { roundTo } from '#clinical/units.ts';
import { partOf } from './parts.ts';

const limitsOf = (...zones: Zone[]): Limits => ({ origin: 'order', source: 'test', zones });

/**
 * A comparator is classified only when every value it leaves open has the same answer. `<` at a printable value means
 * the next printable value at most. Limits: glucose consensus (Diabetes Care 2019;42:1593), SpO2 and heart rate NEWS2.
 */
const comparators: [string, Comparator, number, Interpretation | undefined][] = [
  ['glucose', '<', 1.1, 'LL'],
  ['glucose', '<', 2.9, 'LL'],
  ['glucose', '<=', 2.9, 'LL'],
  ['glucose', '<', 3, 'LL'],
  ['glucose', '<=', 3, undefined],
  ['glucose', '<', 3.9, undefined],
  ['glucose', '<', 10, undefined],
  ['glucose', '>', 33.3, 'HH'],
  ['glucose', '>', 13.9, 'HH'],
  ['glucose', '>=', 14, 'HH'],
  ['glucose', '>=', 13.9, undefined],
  ['glucose', '>', 10, undefined],
  ['oxygen-saturation', '>', 93, 'N'],
  ['oxygen-saturation', '>=', 94, 'N'],
  ['oxygen-saturation', '>=', 93, undefined],
  ['oxygen-saturation', '<', 92, 'LL'],
  ['oxygen-saturation', '<', 93, undefined],
  ['heart-rate', '>', 130, 'HH'],
  ['heart-rate', '>', 129, undefined],
  ['heart-rate', '<', 41, 'LL'],
  ['news2', '<', 5, 'N'],
  ['news2', '<', 6, undefined],
];

describe('comparators', () => {
  test.each(comparators)('%s %s %d', (key, comparator, value, expected) => {
    const part = partOf(key);
    expect(interpret(part, value, comparator, part.defaultLimits ?? limitsOf())).toBe(expected);
  });

  test('a half-line over a gap between normal zones is not certain', () => {
    const limits = limitsOf({ interpretation: 'N', low: 60, high: 70 }, { interpretation: 'N', low: 80 });
    expect(interpret(partOf('heart-rate'), 65, '>', limits)).toBeUndefined();
    expect(interpret(partOf('heart-rate'), 79, '>', limits)).toBe('N');
  });

  test('never says more than every value the comparator leaves open', () => {
    const part = partOf('glucose');
    const limits = part.defaultLimits ?? limitsOf();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }).map((tenths) => roundTo(tenths / 10, 1)),
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        (value, distance, up) => {
          const open = roundTo(up ? value + distance / 10 : value - distance / 10, 1);
          const certain = interpret(part, value, up ? '>' : '<', limits);
          if (certain) expect(interpret(part, open, undefined, limits)).toBe(certain);
        },
      ),
    );
  });
});

const zone = fc
  .record({
    interpretation: fc.constantFrom<Interpretation[]>('N', 'L', 'H', 'LL', 'HH'),
    ends: fc.tuple(fc.integer({ min: 30, max: 200 }), fc.integer({ min: 30, max: 200 })),
    open: fc.constantFrom('low', 'high', 'none'),
  })
  .map(({ interpretation, ends, open }): Zone => {
    const [low, high] = ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
    return { interpretation, ...(open !== 'low' && { low }), ...(open !== 'high' && { high }) };
  });
const zones = fc.array(zone, { maxLength: 6 });

describe('classification', () => {
  test('does not depend on the order of the zones', () => {
    const shuffled = zones.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 1, max: 250 }), ([list, other], value) => {
        const part = partOf('heart-rate');
        expect(interpret(part, value, undefined, limitsOf(...other))).toBe(
          interpret(part, value, undefined, limitsOf(...list)),
        );
      }),
    );
  });

  test('a value is judged as the number that is printed', () => {
    fc.assert(
      fc.property(zones, fc.double({ min: 1, max: 250, noNaN: true }), (list, value) => {
        const part = partOf('body-weight');
        expect(interpret(part, value, undefined, limitsOf(...list))).toBe(
          interpret(part, roundTo(value, 1), undefined, limitsOf(...list)),
        );
      }),
    );
  });

  test('is at least as severe as every zone that contains the value', () => {
    fc.assert(
      fc.property(zones, fc.integer({ min: 1, max: 250 }), (list, value) => {
        const found = severityOf(interpret(partOf('heart-rate'), value, undefined, limitsOf(...list)));
        for (const { interpretation, low = -Infinity, high = Infinity } of list) {
          if (value >= low && value <= high) expect(found).toBeGreaterThanOrEqual(severityOf(interpretation));
        }
      }),
    );
  });

  test('is never normal outside every normal zone', () => {
    fc.assert(
      fc.property(zones, fc.integer({ min: 1, max: 250 }), (list, value) => {
        if (interpret(partOf('heart-rate'), value, undefined, limitsOf(...list)) !== 'N') return;
        expect(
          list.some(
            ({ interpretation, low = -Infinity, high = Infinity }) =>
              interpretation === 'N' && value >= low && value <= high,
          ),
        ).toBe(true);
      }),
    );
  });

  test('no zones, no answer; no number, no answer', () => {
    expect(interpret(partOf('heart-rate'), 70, undefined, limitsOf())).toBeUndefined();
    expect(
      interpret(partOf('heart-rate'), NaN, undefined, limitsOf({ interpretation: 'N', low: 0 })),
    ).toBeUndefined();
  });

  test('a value inside a converted normal range is normal in any unit it was sent in', () => {
    const part = partOf('glucose');
    const ends = fc.tuple(fc.integer({ min: 40, max: 120 }), fc.integer({ min: 121, max: 300 }));
    fc.assert(
      fc.property(ends, fc.double({ min: 0, max: 1, noNaN: true }), ([low, high], share) => {
        const unit = { system: 'http://unitsofmeasure.org', code: 'mg/dL' };
        const limits = limitsFromReferenceRanges(part, [
          { low: { value: low, ...unit }, high: { value: high, ...unit } },
        ]);
        const value = (low + share * (high - low)) / 18.016;
        expect(interpret(part, value, undefined, limits ?? limitsOf())).toBe('N');
      }),
    );
  });
});
