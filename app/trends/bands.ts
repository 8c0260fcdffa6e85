import type { Limits, Zone } from '#clinical/types.ts';
import type { Series } from '../fhir/series.ts';

/** Limits that held from one instant to another. */
export interface LimitPeriod {
  from: number;
  to: number;
  limits: Limits;
}

/**
 * The limits as they were used over time: a limit holds from the first value judged by it until a value judged by
 * another. Values without a limit end it. The first reaches back and the last forward to the edges of the period.
 */
export function limitPeriods(
  { times, limits: indexes }: Pick<Series, 'times' | 'limits'>,
  dictionary: readonly Limits[],
  edges: { start: number; end: number },
): LimitPeriod[] {
  const periods: LimitPeriod[] = [];
  let current = -1;
  for (let index = 0; index < times.length; index++) {
    const used = indexes[index] ?? -1;
    if (used === current && index > 0) continue;
    const from = periods.length === 0 && index === 0 ? edges.start : (times[index] ?? 0);
    const open = periods[periods.length - 1];
    if (open && current !== -1) open.to = from;
    const limits = dictionary[used];
    if (limits) periods.push({ from, to: edges.end, limits });
    current = used;
  }
  return periods;
}

/** Where one zone ends and another begins: what a limit line is drawn at. */
export interface LimitLine {
  value: number;
  /** The worse zone beyond the line. */
  severity: 'yellow' | 'red';
}

/** The inner ends of the zones that are not normal, widened to meet the neighbour (84 | 85 → 85). */
export function limitLines({ zones }: Limits): LimitLine[] {
  const lines: LimitLine[] = [];
  for (const { interpretation, low, high } of zones) {
    const severity = interpretation.length === 2 ? 'red' : 'yellow';
    if (interpretation.startsWith('H') && low !== undefined) lines.push({ value: low, severity });
    if (interpretation.startsWith('L') && high !== undefined) lines.push({ value: high, severity });
  }
  if (lines.length > 0) return lines;
  const normal = zones.find(({ interpretation }) => interpretation === 'N');
  for (const value of [normal?.low, normal?.high]) {
    if (value !== undefined) lines.push({ value, severity: 'yellow' });
  }
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
