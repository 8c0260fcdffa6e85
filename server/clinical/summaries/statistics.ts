/** All give undefined where there is nothing to compute from: nothing is never zero. */

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of a sample (n − 1): undefined for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  const middle = mean(values);
  if (middle === undefined || values.length < 2) return undefined;
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}

/**
 * Linear between the two nearest ranks, the smallest value is 0 and the largest 100 (type 7 of Hyndman and Fan, 1996: what
 * spreadsheets, R and NumPy do unless told otherwise).
 * @param sorted ascending
 */
export function percentile(sorted: readonly number[], percent: number): number | undefined {
  const place = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined
    ? undefined
    : low + (high - low) * (place - Math.floor(place));
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
