import { longestChangeDays, type OrderVersion } from '../orders/order.ts';
import { orderPeriods } from '../orders/order-periods.ts';
import type { PartKey, VitalSign } from '../types.ts';
import { changeRules, changesWithin, type ChangeRule, type SingleReading } from './change-within.ts';
import { ofPart, type Exact } from './reading.ts';

/** A change limit that a reading went beyond, and the reading before that it is compared with. */
export interface ExceededChange {
  part: PartKey;
  rule: ChangeRule;
  before: SingleReading;
  /** Negative: down. */
  change: number;
}

const lookBack = (longestChangeDays + 2) * 24 * 3_600_000;

/**
 * What `changeWithin` finds exceeded at each reading, as if it were the latest, by the order that held when it was made. By the
 * reading's reference; those that exceed nothing are not there.
 * @param versions all versions of all the person's orders, in any order
 * @param readings exact and credible, in order of time
 * @param since epoch milliseconds: of the first reading that is asked about; those before it are looked back at
 */
export function exceededChanges(
  versions: readonly OrderVersion[],
  { code, parts }: VitalSign,
  readings: readonly Exact<PartKey>[],
  since: number,
): Map<string, ExceededChange[]> {
  const found = new Map<string, ExceededChange[]>();
  for (const { from, to, order } of orderPeriods(versions.filter((each) => each.code === code.code))) {
    const begin = Math.max(from, since);
    const near = readings.filter(({ effective }) => effective >= begin - lookBack && effective < to);
    const first = near.findIndex(({ effective }) => effective >= begin);
    if (first < 0) continue;
    for (const { key, decimals } of parts) {
      const rule = order.rules.find((each) => each.part === key);
      if (!rule?.changes) continue;
      const ofThis = ofPart(near, key);
      for (const each of changeRules({ order, rule })) {
        for (const compared of changesWithin(ofThis, each, decimals, first)) {
          if (compared.kind !== 'compared' || !compared.exceeded) continue;
          const { latest, before, change } = compared;
          const known = found.get(latest.reference) ?? [];
          known.push({ part: key, rule: each, before, change });
          found.set(latest.reference, known);
        }
      }
    }
  }
  return found;
}
