import type { Pool } from '../database/pool.ts';
import { FhirError } from '../errors.ts';
import { createBulkhead } from '../store/remote/resilience/bulkhead.ts';
import { systemClock } from '../store/remote/resilience/clock.ts';
import { changeOrder, makeOrder } from './change-orders.ts';
import { withOrderFailures } from './failure.ts';
import type { BeforeCommit, MonitoringOrders } from './orders.ts';
import { orderColumns, orderOf, type OrderRow } from './rows.ts';

/** How long a change waits for others of the same facade, in ms, and how many may wait. */
const patience = 5_000;
const mostWaiting = 1_000;

const nobodyWrites: BeforeCommit = () => Promise.resolve();

/**
 * Monitoring orders in PostgreSQL: the facade's own, whichever national store holds the measurements. A change holds a
 * connection while the log is written: at most a quarter of the pool's do, beside the half that changes of blocks may hold.
 */
export function createOrders(pool: Pool): MonitoringOrders {
  const concurrency = Math.max(1, Math.floor(pool.options.max / 4));
  const places = createBulkhead({ concurrency, queue: mostWaiting }, systemClock);

  const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    withOrderFailures(async () => {
      await places.enter(systemClock.now() + patience).catch(busy);
      try {
        return await work();
      } finally {
        places.leave();
      }
    });

  return {
    versions: ({ system, value }) =>
      withOrderFailures(async () => {
        const { rows } = await pool.query<OrderRow>({
          name: 'order-versions',
          text: `select ${orderColumns} from person_identity join monitoring_order_version using (person)
                  where system = $1 and value = $2 order by updated_ms desc, version desc, id`,
          values: [system, value],
        });
        return rows.map(orderOf);
      }),

    make: (person, order, beforeCommit = nobodyWrites) =>
      inTurn(() => makeOrder(pool, person, order, beforeCommit)),

    change: async (person, id, version, change, beforeCommit = nobodyWrites) =>
      isOrderId(id)
        ? await inTurn(() => changeOrder(pool, person, id, version, change, beforeCommit))
        : undefined,
  };
}

function busy(cause: unknown): never {
  throw new FhirError(503, 'transient', 'More orders are being changed than the facade has room for', {
    reason: 'orders-unavailable',
    retryAfter: 5,
    cause,
  });
}

/** As they are given out here; others need not be looked for. */
function isOrderId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
