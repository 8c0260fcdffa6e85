import type { Series } from '../fhir/series.ts';
import { flagCodes } from '../fhir/series.ts';
import { flagLevel, flagRank } from '../flags/flag.ts';

/** What was measured at one time in one measurement, over all parts: what a tooltip, a table row and a key press show. */
export interface Moments {
  count: number;
  /** Epoch milliseconds, ascending. */
  times: Float64Array;
  /** Per part: index into its series, -1 = this part was not measured then. */
  rows: Int32Array[];
  /** The worst flag of the parts: 3 red, 2 yellow, 1 not assessed, 0 normal. */
  ranks: Uint8Array;
}

const rankOfCode = Uint8Array.from(flagCodes, (flag) => flagRank(flagLevel(flag)));

/** Pairs the series by measurement (reference). A part that is missing leaves its row empty, it shifts nothing. */
export function toMoments(series: readonly Series[]): Moments {
  const [first, ...others] = series;
  if (!first) return { count: 0, times: new Float64Array(), rows: [], ranks: new Uint8Array() };
  if (others.length === 0) {
    return {
      count: first.count,
      times: first.times,
      rows: [Int32Array.from({ length: first.count }, (_, index) => index)],
      ranks: first.flags.map((flag) => rankOfCode[flag] ?? 1),
    };
  }
  return pair(series);
}

function pair(series: readonly Series[]): Moments {
  const found = new Map<string, { time: number; rows: number[] }>();
  series.forEach(({ count, times, references, referencePrefix }, part) => {
    for (let index = 0; index < count; index++) {
      const key = `${referencePrefix}${references[index]}`;
      let moment = found.get(key);
      if (!moment) {
        moment = { time: times[index] ?? 0, rows: series.map(() => -1) };
        found.set(key, moment);
      }
      moment.rows[part] = index;
    }
  });
  const moments = [...found.values()].sort((a, b) => a.time - b.time);
  return {
    count: moments.length,
    times: Float64Array.from(moments, ({ time }) => time),
    rows: series.map((_, part) => Int32Array.from(moments, ({ rows }) => rows[part] ?? -1)),
    ranks: Uint8Array.from(moments, ({ rows }) =>
      Math.max(...rows.map((row, part) => (row < 0 ? 1 : (rankOfCode[series[part]?.flags[row] ?? 0] ?? 1)))),
    ),
  };
}

/** Index of the first moment at or after an instant; the count when there is none. */
export function firstAtOrAfter(times: Float64Array, instant: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the moment nearest to an instant; -1 without any. */
export function nearestTo(times: Float64Array, instant: number): number {
  if (times.length === 0) return -1;
  const after = Math.min(firstAtOrAfter(times, instant), times.length - 1);
  const before = Math.max(after - 1, 0);
  return instant - (times[before] ?? 0) <= (times[after] ?? 0) - instant ? before : after;
}
