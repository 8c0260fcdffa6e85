import { createInTurn } from '../database/in-turn.ts';
import type { Pool } from '../database/pool.ts';
import { isUuid } from '../database/uuid.ts';
import { changeOrder, makeOrder } from './change-orders.ts';
import { withOrderFailures } from './failure.ts';
import type { BeforeCommit, MonitoringOrders } from './orders.ts';
import { orderColumns, orderOf, type OrderRow } from './rows.ts';

const nobodyWrites: BeforeCommit = () => Promise.resolve();

/**
 * Monitoring orders in PostgreSQL: the facade's own, whichever national store holds the measurements. A change holds a
 * connection while the log is written: at most a quarter of the pool's do, beside the half that changes of blocks may hold.
 */
export function createOrders(pool: Pool): MonitoringOrders {
  const turns = createInTurn(pool, { share: 0.25, kind: 'orders' });

  const inTurn: typeof turns = (work) => withOrderFailures(() => turns(work));

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
      isUuid(id)
        ? await inTurn(() => changeOrder(pool, person, id, version, change, beforeCommit))
        : undefined,
  };
}
