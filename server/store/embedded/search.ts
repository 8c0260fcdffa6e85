import type { Pool } from 'pg';
import type {
  ObservationQuery,
  SearchCursor,
  SearchPage,
  SearchPageRequest,
  StoredObservation,
} from '../national-store.ts';
import { contextsOfSource } from './contexts.ts';
import type { PersonRow } from './person.ts';
import type { Point } from './point.ts';
import { byTime, readPoints } from './points.ts';
import { readRecords, writerOf } from './records.ts';
import { boundsOf, matchesDates, narrow } from './select.ts';
import { chooseSeries, type Series } from './series.ts';
import { readAlsoFrom } from './twins.ts';

/** A point that matches a query, with the code it was measured for. */
export interface FoundPoint {
  code: string;
  point: Point;
}

/** The page is chosen from the covering index; only its own rows are fetched from the table. */
export async function search(
  pool: Pool,
  person: PersonRow,
  query: ObservationQuery,
  { count, after }: SearchPageRequest,
): Promise<SearchPage> {
  const found = await findPage(pool, person, query, count + 1, after);
  const page = found.slice(0, count);
  const last = page.at(-1)?.point;
  return {
    observations: await writePoints(pool, person, page),
    ...(found.length > count && last && { next: { effective: last.effective, number: last.number } }),
  };
}

/** The first matches in the order asked for. Reads of each series as many as a page may need, and more when too few match. */
async function findPage(
  pool: Pool,
  person: PersonRow,
  query: ObservationQuery,
  wanted: number,
  after: SearchCursor | undefined,
): Promise<FoundPoint[]> {
  const series = chooseSeries(person.series, query);
  const ascending = query.sort === 'date';
  const order = (a: Point, b: Point) => (ascending ? byTime(a, b) : byTime(b, a));
  const start = after && (ascending ? { from: after.effective } : { to: after.effective + 1 });
  const bounds = narrow(boundsOf(query.dates, person), start ?? {});
  const matches = await matcher(pool, person, query);
  for (let limit = wanted + 1; ; limit *= 4) {
    const lists = await readPoints(pool, person, numbersOf(series), {
      bounds,
      received: query.lastUpdated,
      withTwins: query.source !== undefined,
      end: { direction: ascending ? 'asc' : 'desc', limit },
    });
    const ends = lists.flatMap((points) => (points.length === limit ? (points.at(-1) ?? []) : []));
    const reach = ends.sort(order)[0];
    const matching = lists
      .flatMap((points, index) => points.map((point) => ({ code: series[index]?.code ?? '', point })))
      .filter(({ point }) => matches(point) && !(after && isBefore(point, after, ascending)))
      .filter(({ point }) => !reach || order(point, reach) <= 0)
      .sort((a, b) => order(a.point, b.point));
    if (!reach || matching.length >= wanted) return matching.slice(0, wanted);
  }
}

/** Whether a point is on the pages already given: the cursor names the last that was. */
function isBefore(point: Point, cursor: SearchCursor, ascending: boolean): boolean {
  const distance = byTime(point, cursor);
  return ascending ? distance <= 0 : distance >= 0;
}

/** What the index cannot decide: exact dates, and who delivered. */
async function matcher(
  pool: Pool,
  person: PersonRow,
  { dates, source }: ObservationQuery,
): Promise<(point: Point) => boolean> {
  if (source === undefined) return (point) => matchesDates(point, dates);
  const contexts = await contextsOfSource(pool, person.person, source);
  return (point) => contexts.has(point.context) && matchesDates(point, dates);
}

export async function count(pool: Pool, person: PersonRow, query: ObservationQuery): Promise<number> {
  const [lists, matches] = await Promise.all([
    readPoints(pool, person, numbersOf(chooseSeries(person.series, query)), {
      bounds: boundsOf(query.dates, person),
      received: query.lastUpdated,
      withTwins: query.source !== undefined,
    }),
    matcher(pool, person, query),
  ]);
  return lists.reduce((total, points) => total + points.filter(matches).length, 0);
}

/** Points as Observations, in the same order. */
export async function writePoints(
  pool: Pool,
  person: PersonRow,
  found: readonly FoundPoint[],
): Promise<StoredObservation[]> {
  const [records, alsoFrom] = await Promise.all([
    readRecords(
      pool,
      person,
      found.map(({ point }) => point.number),
    ),
    readAlsoFrom(pool, person),
  ]);
  const writer = await writerOf(pool, person, records);
  const byNumber = new Map(records.map((record) => [record.point.number, record]));
  return found.flatMap(({ code, point }) => {
    const record = byNumber.get(point.number);
    return record ? [writer.write(record, alsoFrom(code, record.point))] : [];
  });
}

export function numbersOf(series: readonly Series[]): number[] {
  return series.map((each) => each.series);
}
