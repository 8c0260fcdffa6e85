import { deriveLogKeys } from '../../server/access-log/log-keys.ts';
import { createLogPool } from '../../server/access-log/log-pool.ts';
import { createAccessLog } from '../../server/access-log/postgres-access-log.ts';
import { createBlocks } from '../../server/blocks/create-blocks.ts';
import { createKnownPractitioners } from '../../server/blocks/known-practitioners.ts';
import type { Pool } from '../../server/database/pool.ts';
import { createFollowUps } from '../../server/follow-ups/create-follow-ups.ts';
import { createOrders } from '../../server/orders/create-orders.ts';
import type { Facade } from '../../server/server.ts';

/** Not a secret: tests prove the chains they wrote. */
export const accessLogKeys = deriveLogKeys(new Uint8Array(32).fill(9));

const ninetyDays = 90 * 86_400_000;

/** What a facade keeps of each person on this database, beside measurements. The log's own connections end when the database is dropped. */
export function createCitizenRights(
  pool: Pool,
): Pick<Facade, 'blocks' | 'knownPractitioners' | 'orders' | 'followUps' | 'accessLog'> {
  const writers = createLogPool(pool.options.connectionString ?? '');
  return {
    blocks: createBlocks(pool),
    knownPractitioners: createKnownPractitioners(pool),
    orders: createOrders(pool),
    followUps: createFollowUps(pool, { readableAfterEnd: ninetyDays }),
    accessLog: createAccessLog({ readers: pool, writers, keys: accessLogKeys }),
  };
}
