import type { AccessLog, Action } from '../access-log/access-log.ts';
import { recordOf, withOpening } from '../access-log/record-of.ts';
import { logRefusals } from '../access-log/refusals.ts';
import type { Opening } from '../access/decide.ts';
import type { ReaderGrant } from '../access/grant.ts';
import { permitReader, type ReaderPermit } from '../access/permit.ts';
import { individualLimits, type IndividualLimits } from '../clinical/orders/limits-at.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import type { MonitoringOrders } from '../orders/orders.ts';
import type { StoreFor } from '../store/national-store.ts';
import { createLatestTallies, type LatestTallies } from './latest-tally.ts';
import { Look } from './look.ts';
import { requireAllowed, type Registers } from './require-allowed.ts';
import { watch, type ReadableStore } from './watched-store.ts';

export interface ReadingRequest {
  grant: ReaderGrant;
  /** r: one by its id; s: a search, or what is worked out from one. */
  letter: 'r' | 's';
  action: Action;
  opening?: Opening;
  /** As in X-Request-Id. */
  id: string;
  /** Aborted when whoever asked has gone: nothing is disclosed any more. */
  left?: AbortSignal;
}

export interface Permitted extends ReaderPermit {
  store: ReadableStore;
  /** Every version of the person's orders, newest first, and the limits they make; the store's answers are judged by these already. */
  orders: readonly OrderVersion[];
  individual?: IndividualLimits;
  latestTallies: LatestTallies;
}

/**
 * The one way to a person's measurements for clinicians and citizens: it is decided whether they may be seen (scope,
 * organisation, blocks; asked anew each time), they are read and judged by the person's orders, and what was disclosed or
 * refused is on disk in the person's log before the answer is given.
 * @throws {FhirError} 403 with the reason of the refusal; 503 `log-unavailable` or `orders-unavailable`, and then nothing was
 *   disclosed
 */
export type Read = <T>(request: ReadingRequest, work: (permitted: Permitted) => Promise<T>) => Promise<T>;

export interface ReadingOptions extends Registers {
  storeFor: StoreFor;
  orders: Pick<MonitoringOrders, 'versions'>;
  accessLog: AccessLog;
}

export function createReading(options: ReadingOptions): Read {
  const { storeFor, orders, accessLog, now } = options;
  return async (request, work) => {
    const { grant } = request;
    const record = recordOf(grant, { action: request.action, occurred: now(), request: request.id });
    const look = new Look();
    const { answer, opened } = await logRefusals(accessLog, record, async () => {
      const permit = permitReader(grant, request.letter);
      // Asked meanwhile, but whoever is kept out is not told how that went.
      const asked = orders.versions(grant.person);
      asked.catch(() => undefined);
      const opened = await requireAllowed(options, grant, request.opening);
      const versions = await asked;
      const individual = versions.length > 0 ? individualLimits(versions) : undefined;
      const store = storeFor(grant, request.left);
      const permitted: Permitted = {
        ...permit,
        store: watch(store, look, individual),
        latestTallies: createLatestTallies(store, grant.person, individual, permit.allowedCategories),
        orders: versions,
        ...(individual && { individual }),
      };
      return { answer: await work(permitted), opened };
    });
    await accessLog.write({ ...withOpening(record, opened), disclosed: look.disclosed() });
    return answer;
  };
}
