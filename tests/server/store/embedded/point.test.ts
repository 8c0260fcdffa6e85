import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownTime } from '../../../../server/store/deliverable.ts';
import { ByteWriter } from '../../../../server/store/embedded/bytes.ts';
import { decodePoints, encodePoint, type Point } from '../../../../server/store/embedded/point.ts';

const encoded = (points: readonly Point[]) => {
  const writer = new ByteWriter();
  for (const point of points) encodePoint(writer, point);
  return writer.slice();
};

const ofSort: Point = {
  number: 4015,
  version: 1,
  effective: Date.parse('2026-03-01T08:00:00Z'),
  effectiveTo: Date.parse('2026-03-01T08:00:01Z'),
  precision: 'instant',
  dateOnly: false,
  values: [6.4],
  judgements: [1],
  context: 7,
  aside: null,
};

const value = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true }),
  fc.integer({ min: -300, max: 50_000 }),
  fc.integer({ min: -9999, max: 9999 }).map((tenths) => tenths / 10),
  fc.constantFrom(0, -0, 36.85, 1e21, -1e-7, 2 ** 48, 2 ** 53, 5e-324, 0.1 + 0.2),
);

const time = fc.integer({ min: unknownTime, max: Date.UTC(9999, 11, 31) });
const effective = fc.oneof(
  fc.tuple(time, fc.constantFrom(1, 1000)).map(([from, span]) => {
    const effective = span === 1 ? from : Math.floor(from / 1000) * 1000;
    return { effective, effectiveTo: effective + span, precision: 'instant' as const };
  }),
  fc
    .tuple(time, fc.integer({ min: 0, max: 2 ** 45 }))
    .map(([from, span]) => ({ effective: from, effectiveTo: from + span, precision: 'period' as const })),
  fc
    .tuple(fc.constantFrom('day', 'month', 'year'), fc.integer({ min: -60_000, max: 200_000 }))
    .map(([precision, day]) => ({
      effective: day * 86_400_000,
      effectiveTo: day * 86_400_000 + 90_000_000,
      precision: precision as 'day',
    })),
  fc.constant({ effective: unknownTime, effectiveTo: unknownTime, precision: 'unknown' as const }),
);

const point = fc
  .record({
    number: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    version: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    when: effective,
    parts: fc.array(fc.tuple(value, fc.integer({ min: 0, max: 79 })), { maxLength: 2 }),
    context: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    aside: fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme', maxLength: 400 })),
  })
  .map(({ when, parts, ...rest }): Point => ({
    ...rest,
    ...when,
    dateOnly: when.precision === 'day',
    values: parts.map(([each]) => each),
    judgements: parts.map(([each, judgement]) => (each === null ? null : judgement)),
  }));

describe('a point as bytes', () => {
  test('any points come back as they were, one after the other', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 5 }), (points) => {
        expect(decodePoints(encoded(points))).toEqual(points);
      }),
      { numRuns: 3000 },
    );
  });

  test.each<[string, Partial<Point>, number]>([
    ['a glucose', {}, 14],
    ['a blood pressure', { values: [134, 80], judgements: [1, 1] }, 18],
    ['a weight in kg', { values: [82.4] }, 14],
  ])('%s of a person with thousands takes %s', (_, changes, most) => {
    expect(encoded([{ ...ofSort, ...changes }]).length).toBeLessThanOrEqual(most);
  });

  test('bytes that end too early are an error, never a shorter list', () => {
    const bytes = encoded([ofSort, ofSort]);
    for (let length = 1; length < bytes.length; length++) {
      if (length === bytes.length / 2) continue;
      expect(() => decodePoints(bytes.subarray(0, length))).toThrow(RangeError);
    }
  });
});
