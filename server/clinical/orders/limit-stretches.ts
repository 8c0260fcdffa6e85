import type { Limits, Part } from '../types.ts';
import type { LimitPeriod } from './limits-at.ts';

/** A stretch of time in which values without limits of their own are judged alike: epoch milliseconds, half-open. */
export interface LimitStretch {
  /** -Infinity: there is no order before. */
  readonly from: number;
  /** Infinity: until further notice. */
  readonly to: number;
  /** Absent: no order and no general default. */
  readonly limits?: Limits;
}

/**
 * The limits of one part as steps over all time, oldest first and without holes: the order's while one holds, the general
 * default otherwise. Whether anything was measured does not matter.
 * @param periods of the vital sign, oldest first; they do not overlap
 * @param index place of the part among the vital sign's parts
 */
export function limitStretches(
  periods: readonly LimitPeriod[],
  { defaultLimits }: Part,
  index: number,
): LimitStretch[] {
  const stretches: LimitStretch[] = [];
  const add = (from: number, to: number, limits: Limits | undefined) => {
    if (from >= to) return;
    const before = stretches.at(-1);
    const isSame = before !== undefined && before.limits === limits;
    if (isSame) stretches.pop();
    stretches.push({ from: isSame ? before.from : from, to, ...(limits && { limits }) });
  };
  let told = -Infinity;
  for (const { from, to, limits } of periods) {
    add(told, from, defaultLimits);
    add(from, to, limits[index] ?? defaultLimits);
    told = to;
  }
  add(told, Infinity, defaultLimits);
  return stretches;
}
