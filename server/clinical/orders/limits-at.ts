import type { Limits, VitalSign } from '../types.ts';
import { vitalSignByCode } from '../vital-signs.ts';
import { limitsOfRule } from './limits-of-rule.ts';
import { orderPeriods } from './order-periods.ts';
import type { OrderVersion } from './order.ts';

/** A stretch of time with the same individual limits: epoch milliseconds, half-open. */
export interface LimitPeriod {
  readonly from: number;
  readonly to: number;
  /** Per part of the vital sign; undefined: the order sets none on it. */
  readonly limits: readonly (Limits | undefined)[];
}

/** The individual limits of one person over time, oldest first, by catalogue code. Codes without any are not there. */
export type IndividualLimits = ReadonlyMap<string, readonly LimitPeriod[]>;

/** @param versions all versions of all the person's orders, in any order */
export function individualLimits(versions: readonly OrderVersion[]): IndividualLimits {
  const found = new Map<string, LimitPeriod[]>();
  for (const { from, to, order } of orderPeriods(versions)) {
    const parts = vitalSignByCode(undefined, order.code)?.parts ?? [];
    const limits = parts.map((part) => {
      const rule = order.rules.find((each) => each.part === part.key);
      return rule && limitsOfRule(part, rule, order);
    });
    if (!limits.some((each) => each !== undefined)) continue;
    const known = found.get(order.code);
    if (known) known.push({ from, to, limits });
    else found.set(order.code, [{ from, to, limits }]);
  }
  return found;
}

/** The period that an instant lies in: the start belongs to it, the end to the next. */
export function periodAt<T extends Pick<LimitPeriod, 'from' | 'to'>>(
  periods: readonly T[],
  time: number,
): T | undefined {
  return periods.findLast(({ from, to }) => time >= from && time < to);
}

/**
 * The limits that a value without limits of its own is judged by: the order's that holds at its time, else the general
 * default; `origin` says which, `order` which version of which order.
 * @param part place among the vital sign's parts
 * @param time when it was measured, epoch milliseconds
 */
export function limitsAt(
  limits: IndividualLimits,
  { code, parts }: VitalSign,
  part: number,
  time: number,
): Limits | undefined {
  const individual = periodAt(limits.get(code.code ?? '') ?? [], time)?.limits[part];
  return individual ?? parts[part]?.defaultLimits;
}
