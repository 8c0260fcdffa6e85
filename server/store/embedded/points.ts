import type { Pool, PoolClient } from 'pg';
import type { DateFilter } from '../national-store.ts';
import type { PersonRow } from './person.ts';
import { decodePoints, pointBytes, type Point } from './point.ts';
import { everyTime, receivedClause, type Bounds } from './select.ts';
import { minuteOf } from './time.ts';
import { byTime, type SeriesBytes } from './walk.ts';

export interface PointsQuery {
  /** Widened to whole minutes: what is handed over may lie a little outside. */
  bounds?: Bounds;
  received?: readonly DateFilter[];
  /**
   * From which end of time, and how many of each series; those of the same minute as the last are all there. Absent: all,
   * oldest first.
   */
  end?: { direction: 'asc' | 'desc'; limit: number };
}

/** The points of each series that are shown, in time order, or newest first when asked from that end. */
export async function readPoints(
  pool: Pool,
  person: PersonRow,
  series: readonly number[],
  query: PointsQuery = {},
): Promise<Point[][]> {
  const found = await readPointBytes(pool, person, series, query);
  return found.map(({ bytes }) => inOrder(decodePoints(bytes), query.end?.direction === 'desc'));
}

/**
 * The points of each series that are shown, in the order of their minutes, read from the covering index alone: the database
 * hands over a string of bytes a series, cut into pieces: one row of a year of CGM takes node-postgres three times as long
 * to put together as the database takes to find it.
 */
export async function readPointBytes(
  pool: Pool,
  person: PersonRow,
  series: readonly number[],
  { bounds = everyTime, received = [], end }: PointsQuery = {},
): Promise<SeriesBytes[]> {
  if (series.length === 0) return [];
  const values: unknown[] = [person.person, series, minuteOf(bounds.from), minuteOf(bounds.to - 1)];
  const parameter = (value: number) => `$${values.push(value)}`;
  const clauses = received.map((filter) => ` and ${receivedClause(filter, parameter)}`).join('');
  const limit = end ? `fetch first ${parameter(end.limit)} rows with ties` : '';
  const { rows } = await pool.query<SeriesBytes>(
    `select wanted.series, substring(found.bytes from 1 + piece * ${pieceLength} for ${pieceLength}) as bytes
       from unnest($2::smallint[]) as wanted (series) cross join lateral (
         select string_agg(${pointBytes}, ''::bytea) as bytes from (
           select effective_minute, point from measurement
            where person = $1 and series = wanted.series and effective_minute between $3 and $4 and not twin${clauses}
            order by effective_minute ${end?.direction ?? 'asc'} ${limit}) as ordered) as found
         cross join lateral generate_series(0, (length(found.bytes) - 1) / ${pieceLength}) as piece
      order by piece`,
    values,
  );
  return series.map((number) => ({
    series: number,
    bytes: Buffer.concat(rows.filter((row) => row.series === number).map(({ bytes }) => bytes)),
  }));
}

const pieceLength = 32_768;

/** What is not shown because another source's measurement is: with the series it is of. */
export async function readTwins(
  pool: Pool | PoolClient,
  { person }: PersonRow,
  received: readonly DateFilter[] = [],
): Promise<{ series: number; points: Point[] }[]> {
  const values: unknown[] = [person];
  const parameter = (value: number) => `$${values.push(value)}`;
  const clauses = received.map((filter) => ` and ${receivedClause(filter, parameter)}`).join('');
  const { rows } = await pool.query<{ series: number; points: Buffer }>(
    `select series, string_agg(${pointBytes}, ''::bytea) as points from measurement
      where person = $1 and twin${clauses} group by series`,
    values,
  );
  return rows.map(({ series, points }) => ({ series, points: decodePoints(points) }));
}

/** The index orders by minute; within one, time and order of arrival are put in order here. */
function inOrder(points: Point[], descending: boolean): Point[] {
  const order = descending ? (a: Point, b: Point) => byTime(b, a) : byTime;
  const isSorted = points.every(
    (point, index) => index === 0 || order(points[index - 1] ?? point, point) <= 0,
  );
  return isSorted ? points : points.sort(order);
}
