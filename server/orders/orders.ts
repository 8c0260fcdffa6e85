import type { PersonIdentifier } from '../access/grant.ts';
import type { OrderContent, OrderVersion } from '../clinical/orders/order.ts';

/** An order as it is to stand. */
export type OrderChange = OrderContent & Pick<OrderVersion, 'status' | 'setBy'>;

/**
 * Runs when everything is written and nothing committed: when it rejects, nothing has changed. Here goes the entry in the
 * access log. It has no connection of the change's to write with.
 */
export type BeforeCommit = () => Promise<void>;

/**
 * The monitoring orders of each person. Nothing is ever deleted: versions are kept.
 * Rejects with FhirError 503 or 504 (`orders-unavailable`) when the database cannot be reached.
 */
export interface MonitoringOrders {
  /**
   * Every version of every order of the person, newest first, asked of the database each time: a change judges from the next
   * answer on, at every facade.
   */
  versions(person: PersonIdentifier): Promise<OrderVersion[]>;
  /** @throws {FhirError} 409 `order-overlaps`, 422 `too-many-orders` */
  make(person: PersonIdentifier, order: OrderChange, beforeCommit?: BeforeCommit): Promise<OrderVersion>;
  /**
   * A new version of the order.
   * @param version the one it replaces; another stands there: FhirError 412 `version-conflict`
   * @returns undefined when the person has no such order
   * @throws {FhirError} 409 `order-overlaps`; 422 `code-changed`, `order-in-error`, `too-many-versions`
   */
  change(
    person: PersonIdentifier,
    id: string,
    version: number,
    change: OrderChange,
    beforeCommit?: BeforeCommit,
  ): Promise<OrderVersion | undefined>;
}

/** Of one person, ended ones counted: all of them are one page. */
export const mostOrders = 200;
/** Of one order. */
export const mostVersions = 200;

/** The newest version of each order, in the order that they are given. */
export function standing(versions: readonly OrderVersion[]): OrderVersion[] {
  const newest = new Map<string, OrderVersion>();
  for (const order of versions) {
    const known = newest.get(order.id);
    if (!known || known.version < order.version) newest.set(order.id, order);
  }
  return versions.filter((order) => newest.get(order.id) === order);
}
