import type { Limits, Zone } from '#clinical/types.ts';
import type { Series } from '../fhir/series.ts';
import type { FlagLevel } from '../flags/flag.ts';

/** Limits that held from one instant to another. */
export interface LimitPeriod {
  from: number;
  to: number;
  limits: Limits;
}

interface Edges {
  start: number;
  end: number;
}

/**
 * The limits as steps over time, within the period. Where the facade tells when they held, that is what is drawn, and
 * values that were judged by a range of their own, or by none, stand out from it; otherwise they are drawn as they were used.
 */
export function limitPeriods(
  series: Pick<Series, 'times' | 'limits' | 'limitPeriods'>,
  dictionary: readonly Limits[],
  edges: Edges,
): LimitPeriod[] {
  return series.limitPeriods
    ? asTheyHeld(series, series.limitPeriods, dictionary, edges)
    : asUsed(series, dictionary, edges);
}

function asTheyHeld(
  { times, limits: indexes }: Pick<Series, 'times' | 'limits'>,
  told: NonNullable<Series['limitPeriods']>,
  dictionary: readonly Limits[],
  edges: Edges,
): LimitPeriod[] {
  const within = ({ from, to }: { from: number; to: number }) => ({
    from: Math.max(from, edges.start),
    to: Math.min(to, edges.end),
  });
  const aside = runsOf({ times, limits: indexes }, edges.end)
    .filter(({ limits }) => (dictionary[limits]?.origin ?? 'measurement') === 'measurement')
    .map((run) => ({ ...run, ...within(run) }));
  const standing: typeof aside = [];
  let next = 0;
  for (const period of told) {
    const { limits } = period;
    const { from: start, to } = within(period);
    let from = start;
    for (let own = aside[next]; own && own.from < to; own = aside[++next]) {
      if (own.from > from) standing.push({ from, to: own.from, limits });
      from = Math.max(from, own.to);
      if (own.to >= to) break;
    }
    if (from < to) standing.push({ from, to, limits });
  }
  return [...standing, ...aside]
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from)
    .flatMap(({ limits: index, ...stretch }) => {
      const limits = dictionary[index];
      return limits ? [{ ...stretch, limits }] : [];
    });
}

/** Values in a row that were judged by the same: from the first of them until the first of the next. */
function runsOf({ times, limits }: Pick<Series, 'times' | 'limits'>, end: number) {
  const runs: { from: number; to: number; limits: number }[] = [];
  for (let index = 0; index < times.length; index++) {
    const used = limits[index] ?? -1;
    const last = runs[runs.length - 1];
    if (last?.limits === used) continue;
    const from = times[index] ?? 0;
    if (last) last.to = from;
    runs.push({ from, to: end, limits: used });
  }
  return runs;
}

/**
 * A limit holds from the first value judged by it until a value judged by another. Values without a limit end it. The
 * first reaches back and the last forward to the edges of the period.
 */
function asUsed(
  series: Pick<Series, 'times' | 'limits'>,
  dictionary: readonly Limits[],
  edges: Edges,
): LimitPeriod[] {
  return runsOf(series, edges.end).flatMap(({ from, to, limits: index }, place) => {
    const limits = dictionary[index];
    return limits ? [{ from: place === 0 ? edges.start : from, to, limits }] : [];
  });
}

export type LimitLevel = Extract<FlagLevel, `${'yellow' | 'red'}-${'high' | 'low'}`>;

/** Where one zone ends and another begins: what a limit line is drawn at. */
export interface LimitLine {
  value: number;
  /** Of what lies beyond the line: the worse zone, and on which side of it. */
  level: LimitLevel;
}

/** The inner ends of the zones that are not normal, widened to meet the neighbour (84 | 85 → 85). */
export function limitLines({ zones }: Limits): LimitLine[] {
  const lines: LimitLine[] = [];
  for (const { interpretation, low, high } of zones) {
    const severity = interpretation.length === 2 ? 'red' : 'yellow';
    if (interpretation.startsWith('H') && low !== undefined)
      lines.push({ value: low, level: `${severity}-high` });
    if (interpretation.startsWith('L') && high !== undefined)
      lines.push({ value: high, level: `${severity}-low` });
  }
  if (lines.length > 0) return lines;
  const normal = zones.find(({ interpretation }) => interpretation === 'N');
  if (normal?.low !== undefined) lines.push({ value: normal.low, level: 'yellow-low' });
  if (normal?.high !== undefined) lines.push({ value: normal.high, level: 'yellow-high' });
  return lines;
}

/** The stretch to shade for a zone, joined to its neighbours so that no white line stands between 134 and 135. */
export function shadedStretch(zone: Zone, zones: readonly Zone[]): { low: number; high: number } {
  const above = zones
    .map(({ low }) => low)
    .filter((low) => low !== undefined && zone.high !== undefined && low > zone.high);
  const below = zones
    .map(({ high }) => high)
    .filter((high) => high !== undefined && zone.low !== undefined && high < zone.low);
  const next = Math.min(...(above as number[]));
  const previous = Math.max(...(below as number[]));
  return {
    low:
      zone.low === undefined ? -Infinity : Number.isFinite(previous) ? (zone.low + previous) / 2 : zone.low,
    high: zone.high === undefined ? Infinity : Number.isFinite(next) ? (zone.high + next) / 2 : zone.high,
  };
}
