import type { VitalSign } from '#clinical/types.ts';
import { roundTo } from '#clinical/units.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Measurement } from '../fhir/observation.ts';
import type { Context, Trend } from '../fhir/trend.ts';
import { flagLevel, flagRank, type FlagLevel } from '../flags/flag.ts';
import { referenceOf } from '../fhir/series.ts';
import { toSignTrend, type SignTrend } from '../trends/sign-trend.ts';
import { countRanks } from '../trends/statistics.ts';

/**
 * One vital sign in the overview. Without `latest` nothing of it was received that was completed, unless the latest values failed
 * to load; `trend.available` tells whether anything was.
 */
export interface OverviewRow {
  vitalSign: VitalSign;
  latest?: Measurement;
  /** Where and by whom; the trend knows the delivering organisation, the Observation the rest. */
  context: Context;
  level: FlagLevel;
  /** Its yellow does not count yet by the order's persistence, and nothing else of it is yellow or red. */
  held: boolean;
  /** Per part: latest minus the one before; absent when either has no number. */
  changes: (number | undefined)[];
  trend?: SignTrend;
  flagged: { red: number; yellow: number; unjudged: number };
  /** In the last 30 days. */
  count: number;
  /** The facade's series of this sign was missing or could not be read. */
  unreadable: boolean;
}

/**
 * A row per vital sign in the catalogue, worst first: by the latest value, then by what was flagged in the period, then
 * in the catalogue's order. What is not assessed comes after what is within its limit, what was never received last.
 */
export function toRows(measurements: Measurement[] | undefined, trend: Trend | undefined): OverviewRow[] {
  const rows = vitalSigns.map((vitalSign) => toRow(vitalSign, measurements ?? [], trend));
  return rows.sort((a, b) => urgency(b) - urgency(a));
}

/** Newest measurement of any sign. */
export function newestOf(rows: readonly OverviewRow[]): number | undefined {
  const newest = Math.max(...rows.flatMap(({ latest }) => latest?.when?.instant ?? []));
  return Number.isFinite(newest) ? newest : undefined;
}

const urgencies: Readonly<Record<FlagLevel, number>> = {
  'red-high': 5,
  'red-low': 5,
  'yellow-high': 4,
  'yellow-low': 4,
  invalid: 3,
  normal: 2,
  none: 1,
};

function urgency({ latest, level, held, count, flagged }: OverviewRow): number {
  if (!latest) return count > 0 ? 0 : -1;
  return (
    (held ? urgencies.invalid : urgencies[level]) + (flagged.red > 0 ? 0.5 : flagged.yellow > 0 ? 0.25 : 0)
  );
}

function toRow(vitalSign: VitalSign, measurements: Measurement[], trend: Trend | undefined): OverviewRow {
  const own = measurements
    .filter((measurement) => measurement.vitalSign.key === vitalSign.key)
    .sort((a, b) => instantOf(b) - instantOf(a));
  const [latest, previous] = own;
  const signTrend = trend && toSignTrend(trend, vitalSign);
  return {
    vitalSign,
    ...(latest && { latest }),
    context: { ...contextInTrend(signTrend, latest), ...latest?.context },
    level: latest ? worstOf(latest) : 'none',
    held: latest !== undefined && isHeld(latest),
    changes: latest?.when && previous?.when ? changesBetween(latest, previous) : [],
    ...(signTrend && { trend: signTrend }),
    flagged: countRanks(signTrend?.moments.ranks ?? new Uint8Array()),
    count: signTrend?.moments.count ?? 0,
    unreadable: trend !== undefined && signTrend === undefined,
  };
}

/** A measurement of an unknown time is never newer than another. */
function instantOf({ when }: Measurement): number {
  return when?.instant ?? -Number.MAX_VALUE;
}

function contextInTrend(trend: SignTrend | undefined, latest: Measurement | undefined): Context {
  for (const { series } of trend?.parts ?? []) {
    for (let index = series.count - 1; index >= 0 && index >= series.count - 5; index--) {
      if (referenceOf(series, index) === latest?.reference)
        return trend?.contexts[series.contexts[index] ?? -1] ?? {};
    }
  }
  return {};
}

/** The level of a whole measurement: its worst part; what cannot be read or cannot be true is invalid. */
export function worstOf({ parts }: Measurement): FlagLevel {
  const levels = parts.map(({ value, plausibility, interpretation }): FlagLevel => {
    if (value === undefined || plausibility === 'impossible') return 'invalid';
    return flagLevel(interpretation);
  });
  return levels.sort((a, b) => flagRank(b) - flagRank(a))[0] ?? 'none';
}

/** Yellow that the facade says does not count yet is all that is flagged. */
function isHeld({ parts }: Measurement): boolean {
  const flagged = parts.filter(
    ({ interpretation }) => interpretation !== undefined && interpretation !== 'N',
  );
  return flagged.length > 0 && flagged.every(({ persistence }) => persistence?.counts === false);
}

function changesBetween(latest: Measurement, previous: Measurement): OverviewRow['changes'] {
  return latest.parts.map(({ part, value, comparator, plausibility }, index) => {
    const before = previous.parts[index];
    const doubtful = plausibility === 'impossible' || before?.plausibility === 'impossible';
    if (value === undefined || before?.value === undefined || comparator || before.comparator || doubtful) {
      return undefined;
    }
    return roundTo(value, part.decimals) - roundTo(before.value, part.decimals);
  });
}
