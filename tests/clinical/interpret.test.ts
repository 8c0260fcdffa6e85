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
  // More decimals than are printed: 3.03 is printed 3.0, and 13.87 is 13.9.
  ['glucose', '<', 3.04, undefined],
  ['glucose', '<', 2.94, 'LL'],
  ['glucose', '>', 13.86, undefined],
  ['glucose', '>', 13.96, 'HH'],
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
    const open = limitsOf({ interpretation: 'N', high: 70 }, { interpretation: 'N', low: 80 });
    expect(interpret(partOf('heart-rate'), 90, '<', open)).toBeUndefined();
    expect(interpret(partOf('heart-rate'), 71, '<', open)).toBe('N');
  });

  test('what is impossible is not left open; where nothing is, every value is', () => {
    const height = partOf('body-height');
    expect(interpret(height, 20, '<', limitsOf({ interpretation: 'N', low: 8 }))).toBe('N');
    expect(interpret(height, 20, '<', limitsOf({ interpretation: 'N', low: 11 }))).toBeUndefined();
    const unbounded = { ...height, absolute: {} };
    expect(interpret(unbounded, 20, '<', limitsOf({ interpretation: 'N', low: 8 }))).toBeUndefined();
    expect(interpret(unbounded, 20, '>', limitsOf({ interpretation: 'N', high: 8000 }))).toBeUndefined();
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

/** Heart rates and limits that leave gaps: what is known of a value that is in no zone. */
const outside: [string, Zone[], [number, Interpretation | undefined][]][] = [
  [
    'above every normal zone is high, below every one is low',
    [{ interpretation: 'N', low: 60, high: 80 }],
    [
      [59, 'L'],
      [60, 'N'],
      [80, 'N'],
      [81, 'H'],
    ],
  ],
  [
    'a low zone says nothing of high values',
    [
      { interpretation: 'L', high: 59 },
      { interpretation: 'N', low: 60, high: 80 },
    ],
    [
      [59, 'L'],
      [81, 'H'],
    ],
  ],
  [
    'a high zone says nothing of low values',
    [
      { interpretation: 'HH', low: 120 },
      { interpretation: 'N', low: 60, high: 80 },
    ],
    [
      [59, 'L'],
      [81, 'H'],
      [120, 'HH'],
    ],
  ],
  [
    'beyond an alarm zone is as severe as the zone',
    [
      { interpretation: 'LL', low: 30, high: 40 },
      { interpretation: 'HH', low: 130, high: 150 },
    ],
    [
      [29, 'LL'],
      [41, undefined],
      [129, undefined],
      [151, 'HH'],
    ],
  ],
  [
    'between two normal zones nothing is known',
    [
      { interpretation: 'N', high: 60 },
      { interpretation: 'N', low: 80 },
    ],
    [
      [60, 'N'],
      [61, undefined],
      [79, undefined],
      [80, 'N'],
    ],
  ],
  [
    'a low zone that is open upwards says nothing below it',
    [{ interpretation: 'L', low: 30 }],
    [[29, undefined]],
  ],
  [
    'a high zone that is open downwards says nothing above it',
    [{ interpretation: 'H', high: 150 }],
    [[151, undefined]],
  ],
  ['no zones say nothing', [], [[70, undefined]]],
];

describe('values in no zone', () => {
  test.each(outside)('%s', (_, list, values) => {
    for (const [value, expected] of values) {
      expect(interpret(partOf('heart-rate'), value, undefined, limitsOf(...list)), `${value}`).toBe(expected);
    }
  });

  test.each([NaN, Infinity, -Infinity])('%d is no value', (value) => {
    const part = partOf('heart-rate');
    expect(interpret(part, value, undefined, part.defaultLimits ?? limitsOf())).toBeUndefined();
  });
});

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
