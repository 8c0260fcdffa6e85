import type { Pool } from 'pg';
import { unknownTime } from '../deliverable.ts';
import type { CodeToken, Interval, MeasurementContext, Trend, TrendAnswer } from '../national-store.ts';
import { readDescriptions } from './contexts.ts';
import { showNumber } from './own-number.ts';
import type { PersonRow } from './person.ts';
import { decodePoints, pointBytes, type Point } from './point.ts';
import { merge, readPoints } from './points.ts';
import { numbersOf } from './search.ts';
import { everyTime, narrow } from './select.ts';
import { chooseSeries } from './series.ts';
import { minuteOf } from './time.ts';
import { readAlsoFrom, type AlsoFrom } from './twins.ts';

interface TrendQuery {
  codes: string[];
  period: Interval;
  allowedCategories?: CodeToken[];
}

export async function trend(pool: Pool, person: PersonRow, query: TrendQuery): Promise<TrendAnswer> {
  const [trends, alsoFrom] = await Promise.all([
    Promise.all(query.codes.map((code) => readTrend(pool, person, code, query))),
    readAlsoFrom(pool, person),
  ]);
  const used = new Set<number>();
  for (const { points } of trends) for (const { context } of points) used.add(context);
  const contexts = await readDescriptions(pool, person, used);
  const described = new Map([...contexts].map(([number, { description }]) => [number, description]));
  for (const { series } of trends) {
    for (const { number, points } of series) describeTwins(number, points, alsoFrom, described);
  }
  return {
    person: person.person.toString(36),
    ...(person.lastReceived !== undefined && { lastReceived: person.lastReceived }),
    trends: trends.map(({ series: _series, ...answered }) => answered),
    contexts: described,
  };
}

interface PointsOfTrend extends Trend {
  points: Point[];
  /** The same points, by the series they are of. */
  series: { number: number; points: Point[] }[];
}

/** One code's measurements in time order; those whose time is not known belong to every period, and come first. */
async function readTrend(
  pool: Pool,
  person: PersonRow,
  code: string,
  { period, allowedCategories }: TrendQuery,
): Promise<PointsOfTrend> {
  const ofCode = person.series.filter((each) => each.code === code);
  const series = numbersOf(chooseSeries(ofCode, { allowedCategories }));
  const whole = period.from === undefined && period.to === undefined;
  const [minutes, extent] = await Promise.all([
    readPoints(pool, person, series, { bounds: narrow(everyTime, period) }),
    whole ? undefined : readExtent(pool, person, series),
  ]);
  const isInside = ({ effective }: Point) =>
    effective >= (period.from ?? -Infinity) && effective < (period.to ?? Infinity);
  const lists = whole ? minutes : minutes.map((points) => points.filter(isInside));
  const inPeriod = merge(lists);
  const points = extent
    ? [...extent.timeless, ...inPeriod.filter(({ precision }) => precision !== 'unknown')]
    : inPeriod;
  for (const point of points)
    if (point.aside !== null) point.aside = showNumber(point.aside, person.ownNumber);
  const available = whole ? extentOf(points) : extent?.available;
  const bySeries = series.map((number, index) => ({ number, points: lists[index] ?? [] }));
  return { code, points, series: bySeries, ...(available && { available }) };
}

/** First, last and number of the whole history. */
async function readExtent(
  pool: Pool,
  { person }: PersonRow,
  series: number[],
): Promise<{ timeless: Point[]; available: Trend['available'] }> {
  const { rows } = await pool.query<{ count: number; timeless: Buffer | null; ends: Buffer | null }>({
    name: 'trend-extent',
    text: `with own as not materialized (
             select effective_minute, point from measurement where person = $1 and series = any($2) and not twin),
           extent as (
             select min(effective_minute) filter (where effective_minute <> $3) as first, max(effective_minute) as last,
                    count(*), string_agg(${pointBytes}, ''::bytea) filter (where effective_minute = $3) as timeless
               from own)
           select count, timeless, (select string_agg(${pointBytes}, ''::bytea) from own
                                     where effective_minute in (extent.first, extent.last) and effective_minute <> $3) as ends
             from extent`,
    values: [person, series, minuteOf(unknownTime)],
  });
  const [row] = rows;
  const timeless = row?.timeless ? decodePoints(row.timeless) : [];
  const times = (row?.ends ? decodePoints(row.ends) : []).map(({ effective }) => effective);
  if (!row || times.length === 0) return { timeless, available: undefined };
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  return { timeless, available: { first, last, count: row.count } };
}

/** The same, of points that are the whole history. */
function extentOf(points: readonly Point[]): Trend['available'] {
  const first = points.find(({ precision }) => precision !== 'unknown');
  const last = points.at(-1);
  return first && last && { first: first.effective, last: last.effective, count: points.length };
}

/** Points that another source delivered too get a context of their own that names both. */
function describeTwins(
  series: number,
  points: Point[],
  alsoFrom: AlsoFrom,
  described: Map<number, MeasurementContext>,
): void {
  const known = new Map<string, number>();
  for (const point of points) {
    const description = described.get(point.context);
    const others = description ? alsoFrom(series, point, description.source) : [];
    if (others.length === 0 || !description) continue;
    const key = [point.context, ...others].join('|');
    const number = known.get(key) ?? -1 - described.size;
    known.set(key, number);
    described.set(number, { ...description, alsoFrom: others.join(', ') });
    point.context = number;
  }
}
