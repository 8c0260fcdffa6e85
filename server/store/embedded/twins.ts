import type { Pool, PoolClient } from 'pg';
import { decodeJudgement } from '../judgement.ts';
import type { StoredLimits } from '../national-store.ts';
import { readDescriptions, type StoredContext } from './contexts.ts';
import type { PersonRow } from './person.ts';
import type { Point } from './point.ts';
import { readTwins } from './points.ts';

/** A measurement beside others of the same series and time. */
export interface TwinCandidate {
  number: number;
  /** Organisation number. */
  source: string;
  /** Orders measurements of one source in the same way whenever they arrived. */
  rank: string;
  /** The lower, the sooner it stands for the others; see {@link priorityOf}. */
  priority: number;
  point: Point;
  withdrawn: boolean;
}

const severities = { HH: 0, LL: 0, H: 1, L: 1, N: 3 } as const;
const notAssessed = 2;
const withoutOwnLimits = 10;

/** What was judged by limits of its own comes before what was not, and then the graver flag: none is hidden by a twin. */
export function priorityOf({ judgements }: Point, limits: readonly (StoredLimits | null)[]): number {
  const worst = judgements.map((each) => {
    const interpretation = each === null ? undefined : decodeJudgement(each).interpretation;
    return interpretation ? severities[interpretation] : notAssessed;
  });
  const own = limits.some((each) => each?.origin === 'measurement');
  return Math.min(notAssessed + 1, ...worst) + (own ? 0 : withoutOwnLimits);
}

/** What two measurements share when they are one seen by two sources; undefined: it is never taken for another's. */
export function likeness({ effective, effectiveTo, values, judgements }: Point): string | undefined {
  if (!values.some((value) => value !== null)) return undefined;
  const comparators = judgements.map((each) =>
    each === null ? '' : (decodeJudgement(each).comparator ?? ''),
  );
  return [effective, effectiveTo, ...values, ...comparators].join('|');
}

/**
 * Which of the candidates are shown as another's twin: of equal measurements by several sources one stands for the others,
 * one for one: by priority, then by the lower organisation number. A source that sent more than the others keeps the rest:
 * two equal measurements by one source are two. The answer does not depend on the order of arrival.
 */
export function findTwins(candidates: readonly TwinCandidate[]): Set<number> {
  const alike = new Map<string, TwinCandidate[]>();
  for (const candidate of candidates) {
    const key = candidate.withdrawn ? undefined : likeness(candidate.point);
    if (key !== undefined) add(alike, key, candidate);
  }
  return new Set([...alike.values()].flatMap(twinsAmong));
}

function add<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

function twinsAmong(equal: readonly TwinCandidate[]): number[] {
  const bySource = new Map<string, TwinCandidate[]>();
  for (const candidate of equal) add(bySource, candidate.source, candidate);
  const places = new Map<string, TwinCandidate[]>();
  for (const own of bySource.values()) {
    own.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    own.forEach((candidate, place) => add(places, String(place), candidate));
  }
  return [...places.values()].flatMap((rivals) => {
    rivals.sort((a, b) => a.priority - b.priority || (a.source < b.source ? -1 : 1));
    return rivals.slice(1).map(({ number }) => number);
  });
}

/** The names of other sources than this one that also delivered a measurement. */
export type AlsoFrom = (series: number, point: Point, source: string) => readonly string[];

export const nobodyElse: AlsoFrom = () => [];

/** Who else delivered what is shown once. Asks only about persons that several sources have delivered about. */
export async function readAlsoFrom(pool: Pool | PoolClient, person: PersonRow): Promise<AlsoFrom> {
  if (person.sources.length < 2) return nobodyElse;
  const twins = await readTwins(pool, person);
  if (twins.length === 0) return nobodyElse;
  const used = twins.flatMap(({ points }) => points.map(({ context }) => context));
  return alsoFromTwins(twins, await readDescriptions(pool, person, used));
}

/** Who else delivered what is shown once, from what is not shown. */
export function alsoFromTwins(
  twins: readonly { series: number; points: readonly Point[] }[],
  contexts: ReadonlyMap<number, StoredContext>,
): AlsoFrom {
  const names = new Map<string, Set<string>>();
  for (const { series, points } of twins) {
    for (const point of points) {
      const key = `${series}|${likeness(point) ?? ''}`;
      const known = names.get(key) ?? new Set();
      names.set(key, known.add(contexts.get(point.context)?.description.source ?? ''));
    }
  }
  return (series, point, source) => {
    const others = names.get(`${series}|${likeness(point) ?? ''}`) ?? [];
    return [...others].filter((name) => name !== source).sort();
  };
}
