import type { OrderVersion } from './order.ts';

/** A stretch of time in which one version of an order holds: epoch milliseconds, half-open. */
export interface OrderPeriod {
  readonly from: number;
  /** Infinity: until further notice. */
  readonly to: number;
  readonly order: OrderVersion;
}

/**
 * When each version holds, oldest first. A version holds from its own start until its end or the start of any later version
 * of the order, whichever comes first: a change from today on leaves the past as it was, one that starts earlier corrects
 * it. An order whose newest version is entered in error never held. Does not depend on the order of the versions.
 */
export function orderPeriods(versions: readonly OrderVersion[]): OrderPeriod[] {
  return [...byId(versions).values()]
    .flatMap(periodsOfOne)
    .sort((a, b) => a.from - b.from || a.order.lastUpdated - b.order.lastUpdated);
}

function byId(versions: readonly OrderVersion[]): Map<string, OrderVersion[]> {
  const orders = new Map<string, OrderVersion[]>();
  for (const version of versions) {
    const known = orders.get(version.id);
    if (known) known.push(version);
    else orders.set(version.id, [version]);
  }
  return orders;
}

function periodsOfOne(versions: readonly OrderVersion[]): OrderPeriod[] {
  const newestFirst = [...versions].sort((a, b) => b.version - a.version);
  if (newestFirst[0]?.status === 'entered-in-error') return [];
  let replaced = Infinity;
  return newestFirst.flatMap((order) => {
    const { from, to: end = Infinity } = order;
    const to = Math.min(end, replaced);
    replaced = Math.min(replaced, from);
    return from < to ? [{ from, to, order }] : [];
  });
}

/**
 * What already holds in some of the time that an order asks for, of the same vital sign by another order. Two limits for one
 * reading would leave it to chance which of them judged it.
 */
export function overlapping(
  { id, code, from, to = Infinity }: Pick<OrderVersion, 'id' | 'code' | 'from' | 'to'>,
  others: readonly OrderVersion[],
): OrderPeriod | undefined {
  return orderPeriods(others).find(
    (period) => period.order.id !== id && period.order.code === code && from < period.to && period.from < to,
  );
}
