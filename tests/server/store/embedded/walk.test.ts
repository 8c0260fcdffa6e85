import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../server/store/embedded/bytes.ts';
import { encodePoint, type Point } from '../../../../server/store/embedded/point.ts';
import { minuteOf } from '../../../../server/store/embedded/time.ts';
import { walkTogether, type SeriesBytes, type SeriesPoint } from '../../../../server/store/embedded/walk.ts';

const start = Date.parse('2026-03-01T08:00:00Z');

function pointAt(second: number, number: number): Point {
  const effective = start + second * 1000;
  return {
    number,
    version: 1,
    effective,
    effectiveTo: effective + 1000,
    precision: 'instant',
    dateOnly: false,
    values: [number],
    judgements: [1],
    context: 1,
    aside: null,
  };
}

/** As the index has them: by minute, within one in whatever order they lie. */
function stored({ series, points }: { series: number; points: Point[] }): SeriesBytes {
  const writer = new ByteWriter();
  const byMinute = [...points].sort((a, b) => minuteOf(a.effective) - minuteOf(b.effective));
  for (const point of byMinute) {
    writer.uint(minuteOf(point.effective), 4);
    encodePoint(writer, point);
  }
  return { series, bytes: writer.slice() };
}

const histories = fc
  .array(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 }), { maxLength: 4 })
  .map((all) => {
    let number = 0;
    return all.map((seconds, series) => ({
      series,
      points: seconds.map((second) => pointAt(second, ++number)),
    }));
  });

test('every point of every series comes once, in the order of time, then of arrival, each time it is gone through', () => {
  fc.assert(
    fc.property(histories, (all) => {
      const expected = all
        .flatMap(({ series, points }) => points.map((point): SeriesPoint => ({ series, point })))
        .sort((a, b) => a.point.effective - b.point.effective || a.point.number - b.point.number);
      const bytes = all.map(stored);
      expect([...walkTogether(bytes)]).toEqual(expected);
      expect([...walkTogether(bytes)]).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
