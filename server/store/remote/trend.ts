import type { Point } from '../embedded/point.ts';
import type { AlsoFrom } from '../embedded/twins.ts';
import type { CodeToken, Interval, MeasurementContext, Trend, TrendAnswer } from '../national-store.ts';
import { ofSeries } from './ask.ts';
import type { Collection, Kept } from './collect.ts';

interface TrendQuery {
  codes: string[];
  period: Interval;
  allowedCategories?: CodeToken[];
}

/** @param person opaque key that ids of this person start with */
export function trendOf(
  collection: Collection,
  query: TrendQuery,
  alsoFrom: AlsoFrom,
  person: string,
): TrendAnswer {
  const contexts = new Map<number, MeasurementContext>();
  const combined = new Map<string, number>();
  const lastReceived = newestArrival(collection);
  const describe = ({ point, series }: Kept): Point => {
    const description = collection.contexts.get(point.context)?.description;
    if (!description) throw new Error('A measurement has a context that is not in the collection');
    const others = alsoFrom(series, point, description.source);
    if (others.length === 0) {
      contexts.set(point.context, description);
      return point;
    }
    // A measurement that others delivered too has a context of its own that names them.
    const key = [point.context, ...others].join('|');
    const context = combined.get(key) ?? -1 - combined.size;
    combined.set(key, context);
    contexts.set(context, { ...description, alsoFrom: others.join(', ') });
    return { ...point, context };
  };
  const trends = query.codes.map((code): Trend => {
    const ofCode = { ...collection, series: collection.series.filter((each) => each.code === code) };
    const all = ofSeries(ofCode, { allowedCategories: query.allowedCategories });
    const available = extentOf(all);
    const points = all.filter(({ point }) => isInPeriod(point, query.period)).map(describe);
    return { code, points, ...(available && { available }) };
  });
  return {
    person,
    ...(lastReceived !== undefined && { lastReceived }),
    trends,
    contexts,
  };
}

/** Measurements whose time is not known belong to every period; in time order they come first. */
function isInPeriod({ precision, effective }: Point, { from = -Infinity, to = Infinity }: Interval): boolean {
  return precision === 'unknown' || (effective >= from && effective < to);
}

function extentOf(all: readonly Kept[]): Trend['available'] {
  const first = all.find(({ point }) => point.precision !== 'unknown');
  const last = all.at(-1);
  return first && last && { first: first.point.effective, last: last.point.effective, count: all.length };
}

/** Undefined unless the store says of all it holds when they arrived: the newest of some is not the newest. */
function newestArrival({ shown, twins }: Collection): number | undefined {
  let newest: number | undefined;
  for (const list of [shown, twins]) {
    for (const { received } of list) {
      if (received === undefined) return undefined;
      if (newest === undefined || received > newest) newest = received;
    }
  }
  return newest;
}
