import type { Pool } from 'pg';
import type { DateFilter } from '../national-store.ts';
import type { PersonRow } from './person.ts';
import { decodePoints, type Point } from './point.ts';
import { everyTime, receivedClause, type Bounds } from './select.ts';

export interface PointsQuery {
  bounds?: Bounds;
  received?: readonly DateFilter[];
  /** Also what is shown as another source's measurement of the same. */
  withTwins?: boolean;
  /** In which direction of time, and how many of each series at the most; absent: all, oldest first. */
  end?: { direction: 'asc' | 'desc'; limit: number; withTies?: boolean };
}

/**
 * The points of each series in time order (newest first when asked from that end), read from the covering index alone:
 * the database hands over one string of bytes a series.
 */
export async function readPoints(
  pool: Pool,
  person: PersonRow,
  series: readonly number[],
  { bounds = everyTime, received = [], withTwins = false, end }: PointsQuery = {},
): Promise<Point[][]> {
  if (series.length === 0) return [];
  const values: unknown[] = [person.person, series, bounds.from, bounds.to];
  const parameter = (value: number) => `$${values.push(value)}`;
  const shown = withTwins ? '' : ' and not twin';
  const clauses = received.map((filter) => ` and ${receivedClause(filter, parameter)}`).join('');
  const direction = end?.direction ?? 'asc';
  const order = `order by effective_ms ${direction}${end?.withTies ? '' : `, number ${direction}`}`;
  const limit = end ? `fetch first ${parameter(end.limit)} rows ${end.withTies ? 'with ties' : 'only'}` : '';
  const { rows } = await pool.query<{ points: Buffer | null }>(
    `select points from unnest($2::int[]) with ordinality as wanted (series, place) cross join lateral (
       select string_agg(point, ''::bytea) as points from (
         select point from measurement
          where person = $1 and series = wanted.series and effective_ms >= $3 and effective_ms < $4${shown}${clauses}
          ${order} ${limit}) as ordered) as found
      order by place`,
    values,
  );
  return rows.map(({ points }) => (points ? decodePoints(points) : []));
}

/** Time order, and the order of arrival between measurements of one time. */
export function byTime(
  a: Pick<Point, 'effective' | 'number'>,
  b: Pick<Point, 'effective' | 'number'>,
): number {
  return a.effective - b.effective || a.number - b.number;
}

/** Lists in time order as one list in time order. */
export function merge(lists: readonly Point[][]): Point[] {
  const filled = lists.filter(({ length }) => length > 0);
  return filled.length <= 1 ? (filled[0] ?? []) : filled.flat().sort(byTime);
}
