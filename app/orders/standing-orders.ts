import { orderPeriods, type OrderPeriod } from '#clinical/orders/order-periods.ts';
import type { OrderVersion } from '#clinical/orders/order.ts';

/** An order that holds now, or is to. */
export interface StandingOrder {
  newest: OrderVersion;
  /** Which version holds now; absent: it has not begun. */
  holding: OrderPeriod | undefined;
}

/** The orders that hold now or later, what holds now first. @param now epoch milliseconds */
export function standingOrders(versions: readonly OrderVersion[], now: number): StandingOrder[] {
  const left = orderPeriods(versions).filter(({ to }) => to > now);
  const ids = [...new Set(left.map(({ order }) => order.id))];
  return ids.flatMap((id) => {
    const newest = newestOf(versions, id);
    return newest
      ? [{ newest, holding: left.find(({ from, order }) => order.id === id && from <= now) }]
      : [];
  });
}

export function newestOf(versions: readonly OrderVersion[], id: string): OrderVersion | undefined {
  return versions.filter((order) => order.id === id).sort((a, b) => b.version - a.version)[0];
}
