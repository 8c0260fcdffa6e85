import type { Series } from '../fhir/series.ts';

export interface Statistics {
  count: number;
  lowest: number;
  highest: number;
  median?: number;
}

/**
 * Lowest, highest and median of a series, from all its values, never from what is thinned for the screen. Indexes for
 * the extremes, so that their time can be told. The median leaves out improbable values and those with a comparator.
 * Undefined for an empty series.
 */
export function statisticsOf({ values, improbable, comparators, count }: Series): Statistics | undefined {
  if (count === 0) return undefined;
  let [lowest, highest] = [0, 0];
  const certain: number[] = [];
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? NaN;
    if (value < (values[lowest] ?? NaN)) lowest = index;
    if (value > (values[highest] ?? NaN)) highest = index;
    if (improbable[index] === 0 && comparators[index] === 0) certain.push(value);
  }
  if (certain.length === 0) return { count, lowest, highest };
  const sorted = Float64Array.from(certain).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
  return { count, lowest, highest, median };
}

/** How many moments are red, yellow, not assessed; and improbable values. */
export function countRanks(ranks: Uint8Array): { red: number; yellow: number; unjudged: number } {
  const counts = { red: 0, yellow: 0, unjudged: 0 };
  for (const rank of ranks) {
    if (rank === 3) counts.red++;
    else if (rank === 2) counts.yellow++;
    else if (rank === 1) counts.unjudged++;
  }
  return counts;
}
