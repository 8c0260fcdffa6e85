import { osloDay } from '../oslo-clock.ts';
import { roundTo } from '../rounding.ts';
import type { Exact } from './reading.ts';
import { ascending, percentile } from './statistics.ts';

export type Saturation = Exact<'value'>;

/** The saturation that is usual for the patient, in per cent. */
export interface OxygenBaseline {
  value: number;
  origin: 'given' | 'own-median';
  /** Readings and days behind an own median. */
  count?: number;
  days?: number;
}

/**
 * Helsedirektoratet describes a trial of two to four weeks of daily readings as the way to a patient's own normal: the median of the
 * 28 days before the latest day, when 14 of them have a reading.
 */
export const baselineDays = { looked: 28, least: 14 } as const;

export type OxygenComparison =
  | {
      kind: 'compared';
      latest: Saturation;
      baseline: OxygenBaseline;
      /** Percentage points, whole as oximeters show them; negative: below. No limit and no verdict. */
      difference: number;
    }
  | { kind: 'not-compared'; reason: 'no-reading' | 'no-baseline'; latest?: Saturation; days?: number };

/**
 * The latest saturation against the patient's own: a fixed limit would flag a fifth of stable patients (PMC4750741). Whether oxygen was
 * given is not concluded from a value.
 * @param saturations per cent, exact and credible, in order of time
 * @param given by a clinician; without it the median of the patient's own readings
 */
export function oxygenAgainstBaseline(saturations: readonly Saturation[], given?: number): OxygenComparison {
  const latest = saturations.at(-1);
  if (!latest) return { kind: 'not-compared', reason: 'no-reading' };
  const baseline: OxygenBaseline | number =
    given === undefined ? ownMedian(saturations, latest) : { value: given, origin: 'given' };
  if (typeof baseline === 'number') {
    return { kind: 'not-compared', reason: 'no-baseline', latest, days: baseline };
  }
  const difference = roundTo(latest.values.value, 0) - roundTo(baseline.value, 0);
  return { kind: 'compared', latest, baseline, difference };
}

/** The number of days found, when they are too few. */
function ownMedian(saturations: readonly Saturation[], latest: Saturation): OxygenBaseline | number {
  const today = osloDay(latest.effective);
  const before = saturations.filter(({ effective }) => {
    const day = osloDay(effective);
    return day < today && day >= today - baselineDays.looked;
  });
  const days = new Set(before.map(({ effective }) => osloDay(effective))).size;
  const value = percentile(ascending(before.map(({ values }) => values.value)), 50);
  if (days < baselineDays.least || value === undefined) return days;
  return { value, origin: 'own-median', count: before.length, days };
}
