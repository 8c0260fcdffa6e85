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
import { readPoints, readTwins, type PointsQuery } from './points.ts';
import { readRecords, recordsTogether, writerOf } from './records.ts';
import { boundsOf, matchesDates, narrow, type Bounds } from './select.ts';
import { chooseSeries, type Series } from './series.ts';
import { nobodyElse, readAlsoFrom, type AlsoFrom } from './twins.ts';
import { byTime } from './walk.ts';

/** A point that matches a query, and the series it is of. */
export interface FoundPoint {
  series: number;
  point: Point;
}

/** Text of one answer; a page that would be larger ends sooner, and goes on in the next. */
export const mostText = 32 * 1024 * 1024;

/** The page is chosen from the covering index; only its own rows are fetched from the table. */
export async function search(
  pool: Pool,
  person: PersonRow,
  query: ObservationQuery,
  { count, after }: SearchPageRequest,
): Promise<SearchPage> {
  const found = await findPage(pool, person, query, count + 1, after);
  // A source is not told who else follows the patient.
  const alsoFrom = query.source === undefined ? await readAlsoFrom(pool, person) : nobodyElse;
  const page = found.slice(0, count);
  const observations: StoredObservation[] = [];
  let last: Point | undefined;
  let size = 0;
  for (let at = 0; at < page.length && size < mostText; at += recordsTogether) {
    const slice = page.slice(at, at + recordsTogether);
    for (const each of await writePoints(pool, person, slice, alsoFrom)) {
      observations.push(each);
      size += each.text.length;
    }
    last = slice.at(-1)?.point;
  }
  const goesOn = last !== undefined && found.at(-1)?.point !== last;
  return {
    observations,
    ...(goesOn && last && { next: { effective: last.effective, number: last.number } }),
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
  const ascending = query.sort === 'date';
  const order = (a: Point, b: Point) => (ascending ? byTime(a, b) : byTime(b, a));
  const beyond = (point: Point) =>
    !after || (ascending ? byTime(point, after) > 0 : byTime(point, after) < 0);
  const bounds = after && (ascending ? { from: after.effective } : { to: after.effective + 1 });
  for (let limit = wanted + 1; ; limit *= 4) {
    const end = { direction: ascending ? ('asc' as const) : ('desc' as const), limit };
    const lists = await findPoints(pool, person, query, { ...(bounds && { bounds }), end });
    const ends = lists.flatMap(({ points }) => (points.length >= limit ? (points.at(-1) ?? []) : []));
    const reach = ends.sort(order)[0];
    const matching = lists
      .flatMap(({ series, points }) => points.map((point) => ({ series, point })))
      .filter(({ point }) => matchesDates(point, query) && beyond(point))
      .filter(({ point }) => !reach || order(point, reach) <= 0)
      .sort((a, b) => order(a.point, b.point));
    if (!reach || matching.length >= wanted) return matching.slice(0, wanted);
  }
}

interface PointsOfSeries {
  series: number;
  points: Point[];
}

/** Points of the series that are asked for; dates are narrowed only as far as the index can. */
async function findPoints(
  pool: Pool,
  person: PersonRow,
  query: ObservationQuery,
  { bounds, end }: { bounds?: Partial<Bounds>; end?: PointsQuery['end'] } = {},
): Promise<PointsOfSeries[]> {
  const series = chooseSeries(person.series, query);
  const asked = {
    bounds: narrow(boundsOf(query, person), bounds ?? {}),
    received: query.lastUpdated,
  };
  if (query.source !== undefined) return findOfSource(pool, person, series, asked, query.source);
  const lists = await readPoints(pool, person, numbersOf(series), { ...asked, ...(end && { end }) });
  return lists.map((points, index) => ({ series: series[index]?.series ?? 0, points }));
}

/** All that one source delivered, twins too. */
async function findOfSource(
  pool: Pool,
  person: PersonRow,
  series: readonly Series[],
  asked: Required<Pick<PointsQuery, 'bounds' | 'received'>>,
  source: string,
): Promise<PointsOfSeries[]> {
  const [contexts, shown, twins] = await Promise.all([
    contextsOfSource(pool, person.person, source),
    readPoints(pool, person, numbersOf(series), asked),
    readTwins(pool, person, asked.received),
  ]);
  return series.map(({ series: number }, index) => {
    const hidden = twins.filter((each) => each.series === number).flatMap(({ points }) => points);
    const points = [...(shown[index] ?? []), ...hidden];
    return { series: number, points: points.filter(({ context }) => contexts.has(context)) };
  });
}

export async function count(pool: Pool, person: PersonRow, query: ObservationQuery): Promise<number> {
  const lists = await findPoints(pool, person, query);
  return lists.reduce(
    (total, { points }) => total + points.filter((point) => matchesDates(point, query)).length,
    0,
  );
}

/** Points as Observations, in the same order. At most {@link recordsTogether}. */
export async function writePoints(
  pool: Pool,
  person: PersonRow,
  found: readonly FoundPoint[],
  alsoFrom: AlsoFrom,
): Promise<StoredObservation[]> {
  const records = await readRecords(pool, person, found);
  const writer = await writerOf(pool, person, records);
  const byNumber = new Map(records.map((record) => [record.point.number, record]));
  return found.flatMap(({ series, point }) => {
    const record = byNumber.get(point.number);
    return record ? [writer.write(record, (source) => alsoFrom(series, record.point, source))] : [];
  });
}

export function numbersOf(series: readonly Series[]): number[] {
  return series.map((each) => each.series);
}
