import { comparatorCodes, type Series } from '../fhir/series.ts';

export interface Statistics {
  count: number;
  lowest: number;
  highest: number;
  /** How many values mean and median are of. */
  certain: number;
  mean?: number;
  median?: number;
}

/**
 * Lowest, highest, mean and median of a series, from all its values, never from what is thinned for the screen. Indexes
 * for the extremes, so that their time can be told. Mean and median leave out improbable values and those with a comparator.
 * Of equal extremes one that the device could not show whole counts: `< 2.2` is lower than 2.2. Undefined for an empty series.
 */
export function statisticsOf({ values, improbable, comparators, count }: Series): Statistics | undefined {
  if (count === 0) return undefined;
  let [lowest, highest] = [0, 0];
  const certain: number[] = [];
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? NaN;
    if (value < (values[lowest] ?? NaN) || (value === values[lowest] && isBelow(comparators[index])))
      lowest = index;
    if (value > (values[highest] ?? NaN) || (value === values[highest] && isAbove(comparators[index])))
      highest = index;
    if (improbable[index] === 0 && comparators[index] === 0) certain.push(value);
  }
  if (certain.length === 0) return { count, lowest, highest, certain: 0 };
  const mean = certain.reduce((sum, value) => sum + value, 0) / certain.length;
  const sorted = Float64Array.from(certain).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
  return { count, lowest, highest, certain: certain.length, mean, median };
}

const isBelow = (code: number | undefined) => comparatorCodes[code ?? 0]?.startsWith('<') === true;
const isAbove = (code: number | undefined) => comparatorCodes[code ?? 0]?.startsWith('>') === true;

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
