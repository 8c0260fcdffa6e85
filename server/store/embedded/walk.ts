import { ByteReader } from './bytes.ts';
import { decodePoint, type Point } from './point.ts';

/** What the database handed over of one series: points in the order of their minutes. */
export interface SeriesBytes {
  series: number;
  bytes: Buffer;
}

export interface SeriesPoint {
  series: number;
  point: Point;
}

/** Time order, and the order of arrival between measurements of one time. */
export function byTime(
  a: Pick<Point, 'effective' | 'number'>,
  b: Pick<Point, 'effective' | 'number'>,
): number {
  return a.effective - b.effective || a.number - b.number;
}

/**
 * The points in time order. Each is decoded when it is come to, and kept by nobody: a year of CGM is gone through without
 * 100,000 objects in memory, which costs more than to decode it twice.
 */
export function* walk({ series, bytes }: SeriesBytes): Generator<SeriesPoint> {
  const reader = new ByteReader(bytes);
  let minute: number | undefined;
  let ofMinute: Point[] = [];
  while (!reader.done) {
    const next = reader.int();
    const point = decodePoint(reader, next);
    if (next !== minute) {
      for (const each of ofMinute.sort(byTime)) yield { series, point: each };
      minute = next;
      ofMinute = [];
    }
    ofMinute.push(point);
  }
  for (const each of ofMinute.sort(byTime)) yield { series, point: each };
}

/** Several series as one, in time order. */
export function walkTogether(all: readonly SeriesBytes[]): Iterable<SeriesPoint> {
  const [first, ...others] = all.filter(({ bytes }) => bytes.length > 0).map(walk);
  if (!first) return [];
  return others.length === 0 ? first : mergeWalks([first, ...others]);
}

function* mergeWalks(walks: readonly Generator<SeriesPoint>[]): Generator<SeriesPoint> {
  const heads = walks.map((rest) => ({ rest, next: rest.next() }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (!first || first.next.done || byTime(head.next.value.point, first.next.value.point) < 0)
        first = head;
    }
    if (!first || first.next.done) return;
    yield first.next.value;
    first.next = first.rest.next();
  }
}
