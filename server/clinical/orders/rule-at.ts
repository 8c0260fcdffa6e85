import type { PartKey } from '../types.ts';
import { periodAt } from './limits-at.ts';
import { orderPeriods } from './order-periods.ts';
import type { OrderVersion, PartRule } from './order.ts';

/** What an order asks of one part, and the version that asks it. */
export interface RuleInForce {
  readonly order: OrderVersion;
  readonly rule: PartRule;
}

/**
 * What the order of a vital sign asks of one of its parts at a time; undefined: no order holds then, or it is silent about
 * the part.
 * @param versions all versions of all the person's orders, in any order
 * @param code catalogue code of the vital sign
 * @param time epoch milliseconds
 */
export function ruleAt(
  versions: readonly OrderVersion[],
  code: string,
  part: PartKey,
  time: number,
): RuleInForce | undefined {
  const ofCode = versions.filter((version) => version.code === code);
  const order = periodAt(orderPeriods(ofCode), time)?.order;
  const rule = order?.rules.find((each) => each.part === part);
  return order && rule && { order, rule };
}
