import type { IndividualJudge } from '../individual-judge.ts';
import type { Point } from '../embedded/point.ts';
import { notedIn } from '../embedded/noted.ts';
import { fillTemplate, noteMember } from '../embedded/template.ts';
import type { AlsoFrom } from '../embedded/twins.ts';
import type {
  Interval,
  MeasurementContext,
  NotedMeasurement,
  Trend,
  TrendAnswer,
  TrendQuery,
} from '../national-store.ts';
import { ofSeries } from './ask.ts';
import type { Collection, Kept } from './collect.ts';

/**
 * @param person opaque key that ids of this person start with
 * @param judge by the person's orders, when there are any
 */
export function trendOf(
  collection: Collection,
  query: TrendQuery,
  alsoFrom: AlsoFrom,
  person: string,
  judge?: IndividualJudge,
): TrendAnswer {
  const contexts = new Map<number, MeasurementContext>();
  const combined = new Map<string, number>();
  const lastReceived = newestArrival(collection);
  const describe = ({ point, series }: Kept): Point => {
    const stored = collection.contexts.get(point.context);
    if (!stored) throw new Error('A measurement has a context that is not in the collection');
    const { description } = stored;
    const others = alsoFrom(series, point, description.source);
    const individual = judge?.of(stored, point);
    if (others.length === 0 && !individual) {
      contexts.set(point.context, description);
      return point;
    }
    // One that others delivered too, or that an order judges, has a context of its own that names them.
    const key = [point.context, individual?.key, ...others].join('|');
    const context = combined.get(key) ?? -1 - combined.size;
    combined.set(key, context);
    contexts.set(context, {
      ...description,
      ...(others.length > 0 && { alsoFrom: others.join(', ') }),
      ...(individual && { limits: individual.limits }),
    });
    return { ...point, context, ...(individual && { judgements: individual.judgementsOf(point) }) };
  };
  const trends = query.codes.map((code): Trend => {
    const ofCode = { ...collection, series: collection.series.filter((each) => each.code === code) };
    const all = ofSeries(ofCode, { allowedCategories: query.allowedCategories });
    const available = extentOf(all);
    const inPeriod = all.filter(({ point }) => isInPeriod(point, query.period));
    const points = inPeriod.map(describe);
    const noted = query.notes && notedOf(inPeriod, collection);
    const received = receivedOf(all, query.receivedSince);
    return {
      code,
      points,
      ...(available && { available }),
      ...(received && { received }),
      ...(noted && { noted }),
    };
  });
  return {
    person,
    ...(lastReceived !== undefined && { lastReceived }),
    trends,
    contexts,
  };
}

function notedOf(kept: readonly Kept[], { contexts }: Collection): NotedMeasurement[] {
  const templates = new Map(
    [...contexts].flatMap(([number, { template }]) =>
      template.includes(noteMember) ? [[number, template] as const] : [],
    ),
  );
  if (templates.size === 0) return [];
  return kept.flatMap(({ point, variables }) => {
    const template = templates.get(point.context);
    return template === undefined ? [] : notedIn(point.number, fillTemplate(template, variables.split('\n')));
  });
}

/** Undefined unless the store says of all when they arrived: what it does not say of could be new. */
function receivedOf(all: readonly Kept[], since: number | undefined): Trend['received'] {
  if (since === undefined || all.some(({ received }) => received === undefined)) return undefined;
  return new Set(
    all.filter(({ received = -Infinity }) => received >= since).map(({ point }) => point.number),
  );
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
