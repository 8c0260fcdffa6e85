import { deriveLogKeys } from '../../server/access-log/log-keys.ts';
import type { AccessLog } from '../../server/access-log/access-log.ts';
import { createEndedSessions } from '../../server/access/ended-sessions.ts';
import { createReplayGuard } from '../../server/access/replay-guard.ts';
import { createBlocks } from '../../server/blocks/create-blocks.ts';
import { createKnownPractitioners } from '../../server/blocks/known-practitioners.ts';
import { createPool } from '../../server/database/pool.ts';
import { createFollowUps } from '../../server/follow-ups/create-follow-ups.ts';
import { listen } from '../../server/listen.ts';
import { createLogger } from '../../server/logger.ts';
import { createOrders } from '../../server/orders/create-orders.ts';
import { createOrganizations } from '../../server/organizations/organizations.ts';
import { createServer } from '../../server/server.ts';
import { createEmbeddedStore } from '../../server/store/embedded/store.ts';
import { tokenKey } from './stack.ts';

/**
 * What a logged read is compared with: the same facade with a log that keeps nothing.
 * @param argv database URL; prints `{"url"}` when ready
 */
const readers = createPool(process.argv[2] ?? '');
const keepsNothing: AccessLog = {
  write: () => Promise.resolve(),
  entries: () => Promise.resolve({ entries: [], more: false }),
  lastVisit: () => Promise.resolve(undefined),
};
const store = createEmbeddedStore(readers, deriveLogKeys(new Uint8Array(32)));
const { listener, port } = await listen('127.0.0.1', 0);
const url = `http://localhost:${port}`;
const server = await createServer({
  publicUrl: url,
  register: { ehrs: [], origins: [] },
  storeFor: () => store,
  storeHealth: () => store.health(),
  organizations: createOrganizations(readers),
  blocks: createBlocks(readers),
  knownPractitioners: createKnownPractitioners(readers),
  orders: createOrders(readers),
  followUps: createFollowUps(readers, { readableAfterEnd: 0 }),
  accessLog: keepsNothing,
  replays: createReplayGuard(readers),
  endedSessions: createEndedSessions(readers),
  tokenKey,
  syntheticPersons: 'accept',
  log: createLogger('silent'),
  listener,
});
await server.start();
process.stdout.write(`${JSON.stringify({ url })}\n`);
