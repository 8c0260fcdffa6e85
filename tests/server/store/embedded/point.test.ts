import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownTime } from '../../../../server/store/deliverable.ts';
import { ByteWriter } from '../../../../server/store/embedded/bytes.ts';
import { decodePoints, encodePoint, type Point } from '../../../../server/store/embedded/point.ts';
import { minuteOf } from '../../../../server/store/embedded/time.ts';

const encoded = (points: readonly Point[]) => {
  const writer = new ByteWriter();
  for (const point of points) {
    writer.uint(minuteOf(point.effective) >>> 0, 4);
    encodePoint(writer, point);
  }
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

const time = fc.integer({ min: unknownTime, max: Date.UTC(6000, 0, 1) });
const effective = fc.oneof(
  fc.tuple(time, fc.constantFrom(1, 1000)).map(([from, span]) => {
    const effective = span === 1 ? from : Math.floor(from / 1000) * 1000;
    return { effective, effectiveTo: effective + span, precision: 'instant' as const };
  }),
  fc
    .tuple(time, fc.integer({ min: 0, max: 2 ** 45 }))
    .map(([from, span]) => ({ effective: from, effectiveTo: from + span, precision: 'period' as const })),
  fc
    .tuple(
      fc.constantFrom('day' as const, 'month' as const, 'year' as const),
      fc.integer({ min: -60_000, max: 200_000 }),
      fc.constantFrom(0, -3_600_000, -7_200_000, -2_580_000, -2_579_500),
    )
    .map(([precision, day, zone]) => ({
      effective: day * 86_400_000 + zone,
      effectiveTo: day * 86_400_000 + zone + 90_000_000,
      precision,
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

  const when = (text: string, span: number): Partial<Point> => ({
    effective: Date.parse(text),
    effectiveTo: Date.parse(text) + span,
  });

  test.each<[string, Partial<Point>, number]>([
    ['a glucose on a whole minute', {}, 6],
    ['a glucose to the second', when('2026-03-01T08:00:59Z', 1000), 7],
    ['a glucose to the millisecond', when('2026-03-01T08:00:59.999Z', 1), 8],
    ['a whole minute, written with milliseconds', when('2026-03-01T08:00:00.000Z', 1), 6],
    ['before 1970', when('1969-12-31T23:59:59.999Z', 1), 8],
    ['before 1970, on the minute', when('1969-12-31T23:59:00Z', 1000), 6],
    ['1900', when('1900-01-01T00:00:00Z', 1000), 6],
    ['the hour that the clock is put back', when('2026-10-25T00:59:59Z', 1000), 7],
    ['a day', { ...when('2026-02-28T23:00:00Z', 86_400_000), precision: 'day', dateOnly: true }, 10],
    ['no time', { effective: unknownTime, effectiveTo: unknownTime, precision: 'unknown' }, 7],
    ['a period to the millisecond', { ...when('1969-12-31T23:59:59.001Z', 1001), precision: 'period' }, 10],
    ['a blood pressure', { values: [134, 80], judgements: [1, 1] }, 9],
    ['a weight in kg', { values: [82.4] }, 7],
    ['below zero', { values: [-0.5] }, 8],
    ['four decimals', { values: [0.0001] }, 8],
    ['half of it not read', { values: [null, 80], judgements: [null, 79] }, 7],
  ])('%s: of a person with thousands in few bytes', (_, changes, bytes) => {
    const point = { ...ofSort, ...changes };
    expect(encoded([point]).length - 4).toBe(bytes);
    expect(decodePoints(encoded([point, point]))).toEqual([point, point]);
  });

  test('bytes that end too early are an error, never a shorter list', () => {
    const bytes = encoded([ofSort, ofSort]);
    for (let length = 1; length < bytes.length; length++) {
      if (length === bytes.length / 2) continue;
      expect(() => decodePoints(bytes.subarray(0, length))).toThrow(RangeError);
    }
  });
});
