import type { Pool } from 'pg';
import { vitalSigns } from '../../clinical/vital-signs.ts';
import type { LastnQuery, StoredObservation } from '../national-store.ts';
import type { PersonRow } from './person.ts';
import { byTime, readPoints } from './points.ts';
import type { Point } from './point.ts';
import { numbersOf, writePoints } from './search.ts';
import { boundsOf, matchesDates } from './select.ts';
import { chooseSeries, type Series } from './series.ts';

/** Each series is read from its newest end: the cost follows the number of codes, not the length of the history. */
export async function lastn(pool: Pool, person: PersonRow, query: LastnQuery): Promise<StoredObservation[]> {
  const series = chooseSeries(person.series, query);
  const newest = await readNewest(pool, person, series, query);
  const byCode = new Map<string, Point[]>();
  for (const [index, { code }] of series.entries()) {
    byCode.set(code, [...(byCode.get(code) ?? []), ...(newest[index] ?? [])]);
  }
  const order = new Map(vitalSigns.map(({ code }, index) => [code.code ?? '', index]));
  const placeOf = (code: string) => order.get(code) ?? order.size;
  const found = [...byCode]
    .sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .flatMap(([code, points]) => newestOf(points, query.max).map((point) => ({ code, point })));
  return writePoints(pool, person, found);
}

/** Newest first, as many as asked for; those of the same time as the last are all there. */
function newestOf(points: Point[], max: number): Point[] {
  points.sort((a, b) => byTime(b, a));
  const last = points[max - 1];
  return last ? points.filter(({ effective }) => effective >= last.effective) : points;
}

/** Of each series at least the newest `max` that match, and all of the last one's time. */
async function readNewest(
  pool: Pool,
  person: PersonRow,
  series: readonly Series[],
  { dates, max }: LastnQuery,
): Promise<Point[][]> {
  for (let limit = max; ; limit *= 4) {
    const lists = await readPoints(pool, person, numbersOf(series), {
      bounds: boundsOf(dates, person),
      end: { direction: 'desc', limit },
    });
    const matching = lists.map((points) => points.filter((point) => matchesDates(point, dates)));
    const isShort = (index: number) =>
      (lists[index]?.length ?? 0) >= limit && (matching[index]?.length ?? 0) < max;
    if (!lists.some((_, index) => isShort(index))) return matching;
  }
}
