import type { Pool, PoolClient } from 'pg';
import { decodeJudgement } from '../judgement.ts';
import { readContexts } from './contexts.ts';
import type { PersonRow } from './person.ts';
import type { Point } from './point.ts';
import { readTwins } from './points.ts';

/** A measurement beside others of the same code and time. */
export interface TwinCandidate {
  number: number;
  /** Organisation number. */
  source: string;
  /** Orders measurements of one source in the same way whenever they arrived. */
  rank: string;
  point: Point;
  withdrawn: boolean;
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
 * Which of the candidates are shown as another's twin: of equal measurements by several sources, those of the source
 * with the lowest organisation number stand for the others, one for one. A source that sent more than the others keeps
 * the rest: two equal measurements by one source are two. The answer does not depend on the order of arrival.
 */
export function findTwins(candidates: readonly TwinCandidate[]): Set<number> {
  const alike = new Map<string, TwinCandidate[]>();
  for (const candidate of candidates) {
    const key = candidate.withdrawn ? undefined : likeness(candidate.point);
    if (key !== undefined) alike.set(key, [...(alike.get(key) ?? []), candidate]);
  }
  return new Set([...alike.values()].flatMap(twinsAmong));
}

function twinsAmong(equal: readonly TwinCandidate[]): number[] {
  const bySource = new Map<string, TwinCandidate[]>();
  for (const candidate of equal) {
    bySource.set(candidate.source, [...(bySource.get(candidate.source) ?? []), candidate]);
  }
  const shown = new Set<number>();
  const twins: number[] = [];
  for (const source of [...bySource.keys()].sort()) {
    const own = (bySource.get(source) ?? []).sort((a, b) => (a.rank < b.rank ? -1 : 1));
    for (const [place, { number }] of own.entries()) {
      if (shown.has(place)) twins.push(number);
      shown.add(place);
    }
  }
  return twins;
}

/** The names of the sources that also delivered a measurement, by code and likeness. */
export type AlsoFrom = (code: string, point: Point) => readonly string[];

const nobodyElse: AlsoFrom = () => [];

/** Who else delivered what is shown once. Asks only about persons that several sources have delivered about. */
export async function readAlsoFrom(pool: Pool | PoolClient, person: PersonRow): Promise<AlsoFrom> {
  if (person.sources.length < 2) return nobodyElse;
  const twins = (await readTwins(pool, person)).flatMap(({ series, points }) => {
    const code = person.series.find((each) => each.series === series)?.code ?? '';
    return points.map((point) => ({ code, point }));
  });
  if (twins.length === 0) return nobodyElse;
  const contexts = await readContexts(
    pool,
    person.person,
    twins.map(({ point }) => point.context),
  );
  const names = new Map<string, string[]>();
  for (const { code, point } of twins) {
    const key = `${code}|${likeness(point) ?? ''}`;
    const name = contexts.get(point.context)?.description.source ?? '';
    const known = names.get(key) ?? [];
    if (!known.includes(name)) names.set(key, [...known, name].sort());
  }
  return (code, point) => names.get(`${code}|${likeness(point) ?? ''}`) ?? [];
}
