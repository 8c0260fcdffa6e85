import type { Pool } from 'pg';
import { unknownTime } from '../deliverable.ts';
import type { Interval, MeasurementContext, Trend, TrendAnswer, TrendQuery } from '../national-store.ts';
import { readContexts, readDescriptions } from './contexts.ts';
import { judgeWalks } from './judged-history.ts';
import { readNoted } from './noted.ts';
import { showNumber } from './own-number.ts';
import type { PersonRow } from './person.ts';
import { decodePoints, pointBytes, type Point } from './point.ts';
import { readPointBytes, readPoints } from './points.ts';
import { numbersOf } from './search.ts';
import { everyTime, narrow } from './select.ts';
import { chooseSeries } from './series.ts';
import { minuteOf } from './time.ts';
import { nobodyElse, readAlsoFrom, type AlsoFrom } from './twins.ts';
import { walkTogether, type SeriesBytes, type SeriesPoint } from './walk.ts';

export async function trend(pool: Pool, person: PersonRow, query: TrendQuery): Promise<TrendAnswer> {
  const [read, alsoFrom, received] = await Promise.all([
    Promise.all(query.codes.map((code) => readHistory(pool, person, code, query))),
    readAlsoFrom(pool, person),
    Promise.all(query.codes.map((code) => readReceived(pool, person, code, query))),
  ]);
  const used = new Set<number>();
  const surveyed = read.map(({ inPeriod }) => survey(inPeriod(), used));
  // The texts say which ranges the measurements have themselves: only orders ask for them.
  const { individual } = person;
  const [stored, noted] = await Promise.all([
    (individual ? readContexts : readDescriptions)(pool, person, used),
    query.notes
      ? readNoted(
          pool,
          person,
          read.map(({ inPeriod }) => inPeriod),
          used,
        )
      : [],
  ]);
  const contexts = new Map([...stored].map(([number, { description }]) => [number, description]));
  const judged = individual && judgeWalks(individual, stored, contexts);
  const histories = judged
    ? read.map((history) => ({ ...history, inPeriod: () => judged(history.inPeriod()) }))
    : read;
  const contextOf = alsoFrom === nobodyElse ? undefined : nameTwins(histories, alsoFrom, contexts);
  return {
    person: person.person.toString(36),
    ...(person.lastReceived !== undefined && { lastReceived: person.lastReceived }),
    trends: histories.map(({ code, inPeriod, extent }, index) => {
      const available = extent === 'in period' ? surveyed[index] : extent;
      return {
        code,
        points: { [Symbol.iterator]: () => show(inPeriod(), person, contextOf) },
        ...(available && { available }),
        ...(received[index] && { received: received[index] }),
        ...(noted[index] && { noted: noted[index] }),
      };
    }),
    contexts,
  };
}

/** One code's measurements as they were read. */
interface History {
  code: string;
  /** Those that are asked for, in time order; those whose time is not known belong to every period, and come first. */
  inPeriod: () => Iterable<SeriesPoint>;
  /** Of the whole history. */
  extent: Trend['available'] | 'in period';
}

function seriesOf(
  { series }: PersonRow,
  code: string,
  allowedCategories: TrendQuery['allowedCategories'],
): number[] {
  const ofCode = series.filter((each) => each.code === code);
  return numbersOf(chooseSeries(ofCode, { allowedCategories }));
}

/** The index does not hold when a row was received: rows are looked at, but only of a person of whom something came since. */
async function readReceived(
  pool: Pool,
  person: PersonRow,
  code: string,
  { allowedCategories, receivedSince }: TrendQuery,
): Promise<Trend['received']> {
  if (receivedSince === undefined) return undefined;
  if ((person.lastReceived ?? -Infinity) < receivedSince) return new Set();
  const since = { prefix: 'ge' as const, from: receivedSince, to: receivedSince };
  const found = await readPoints(pool, person, seriesOf(person, code, allowedCategories), {
    received: [since],
  });
  return new Set(found.flatMap((points) => points.map(({ number }) => number)));
}

async function readHistory(
  pool: Pool,
  person: PersonRow,
  code: string,
  { period, allowedCategories }: TrendQuery,
): Promise<History> {
  const series = seriesOf(person, code, allowedCategories);
  if (period.from === undefined && period.to === undefined) {
    const all = await readPointBytes(pool, person, series);
    return { code, inPeriod: () => walkTogether(all), extent: 'in period' };
  }
  const [timeless, timed, extent] = await Promise.all([
    readPointBytes(pool, person, series, { bounds: { from: unknownTime, to: unknownTime + 1 } }),
    readPointBytes(pool, person, series, { bounds: narrow(everyTime, period) }),
    readExtent(pool, person, series),
  ]);
  return { code, inPeriod: () => walkPeriod(timeless, timed, period), extent };
}

function* walkPeriod(
  timeless: SeriesBytes[],
  timed: SeriesBytes[],
  { from = -Infinity, to = Infinity }: Interval,
): Generator<SeriesPoint> {
  for (const each of walkTogether(timeless)) if (each.point.precision === 'unknown') yield each;
  for (const each of walkTogether(timed)) {
    const { precision, effective } = each.point;
    if (precision !== 'unknown' && effective >= from && effective < to) yield each;
  }
}

function* show(
  points: Iterable<SeriesPoint>,
  { ownNumber }: PersonRow,
  contextOf: ((point: SeriesPoint) => number) | undefined,
): Generator<Point> {
  for (const each of points) {
    const { point } = each;
    if (contextOf) point.context = contextOf(each);
    if (point.aside !== null) point.aside = showNumber(point.aside, ownNumber);
    yield point;
  }
}

/** First, last and number of the whole history. */
async function readExtent(pool: Pool, { person }: PersonRow, series: number[]): Promise<Trend['available']> {
  const { rows } = await pool.query<{ count: number; ends: Buffer | null }>({
    name: 'trend-extent',
    text: `with own as not materialized (
             select effective_minute, point from measurement where person = $1 and series = any($2) and not twin),
           extent as (
             select min(effective_minute) filter (where effective_minute <> $3) as first, max(effective_minute) as last,
                    count(*)
               from own)
           select count, (select string_agg(${pointBytes}, ''::bytea) from own
                           where effective_minute in (extent.first, extent.last) and effective_minute <> $3) as ends
             from extent`,
    values: [person, series, minuteOf(unknownTime)],
  });
  const [row] = rows;
  const times = (row?.ends ? decodePoints(row.ends) : []).map(({ effective }) => effective);
  if (!row || times.length === 0) return undefined;
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  return { first, last, count: row.count };
}

/** First, last and number of these points. @param used gets the contexts they have */
function survey(points: Iterable<SeriesPoint>, used: Set<number>): Trend['available'] {
  let first: number | undefined;
  let last = 0;
  let count = 0;
  for (const { point } of points) {
    used.add(point.context);
    if (point.precision !== 'unknown') first ??= point.effective;
    last = point.effective;
    count++;
  }
  return first === undefined ? undefined : { first, last, count };
}

/**
 * Points that another source delivered too get a context of their own that names both.
 * @param contexts gets these contexts
 * @returns the context that a point is shown with
 */
function nameTwins(
  histories: readonly History[],
  alsoFrom: AlsoFrom,
  contexts: Map<number, MeasurementContext>,
): (point: SeriesPoint) => number {
  const known = new Map<string, number>();
  const contextOf = ({ series, point }: SeriesPoint) => {
    const description = contexts.get(point.context);
    const others = description ? alsoFrom(series, point, description.source) : [];
    if (others.length === 0 || !description) return point.context;
    const key = [point.context, ...others].join('|');
    const number = known.get(key) ?? -1 - contexts.size;
    known.set(key, number);
    contexts.set(number, { ...description, alsoFrom: others.join(', ') });
    return number;
  };
  for (const { inPeriod } of histories) for (const each of inPeriod()) contextOf(each);
  return contextOf;
}
