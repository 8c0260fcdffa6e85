import { readAccessLogKey } from './access-log/key-file.ts';
import { deriveLogKeys } from './access-log/log-keys.ts';
import { createLogPool } from './access-log/log-pool.ts';
import { createAccessLog } from './access-log/postgres-access-log.ts';
import { createEndedSessions } from './access/ended-sessions.ts';
import { createReplayGuard } from './access/replay-guard.ts';
import { readTokenKey } from './access/token-key.ts';
import { createBlocks } from './blocks/create-blocks.ts';
import { createKnownPractitioners } from './blocks/known-practitioners.ts';
import { ConfigError, loadConfig } from './config.ts';
import type { Config } from './config.ts';
import { startEmbedded } from './database/embedded/start.ts';
import { migrate } from './database/migrate.ts';
import { createPool } from './database/pool.ts';
import { createFollowUps } from './follow-ups/create-follow-ups.ts';
import { stopOnSignals } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { listen } from './listen.ts';
import { createLogger } from './logger.ts';
import type { Logger } from './logger.ts';
import { createOrders } from './orders/create-orders.ts';
import { createOrganizations } from './organizations/organizations.ts';
import { readRegister, RegisterError } from './register.ts';
import type { Register } from './register.ts';
import { createServer } from './server.ts';
import { createDeliveryPool } from './store/embedded/delivery-pool.ts';
import { openStore } from './store/open-store.ts';

/** Configuration → register → database → store → server → ready. Each step says how it is undone at the end. */
async function start(config: Config, register: Register, log: Logger, life: Lifecycle): Promise<void> {
  const tokenKey = config.tokenKey ?? (await readTokenKey(config.dataDir));
  const accessLogKeys = deriveLogKeys(await readAccessLogKey(config), config.accessLogFormerKeys);
  const { readers, writers, logWriters } = await openDatabase(config, log, life);
  const { listener, port } = await listen(config.host, config.port, {
    request: config.deliveryTimeout + 30_000,
  });
  life.atEnd(() => listener.close());
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  const accessLog = createAccessLog({ readers, writers: logWriters, keys: accessLogKeys });
  const followUps = createFollowUps(readers, { readableAfterEnd: config.readableAfterFollowUp });
  const surroundings = { readers, writers, publicUrl, tokenKey, log, accessLog, accessLogKeys, followUps };
  const store = await openStore(config.store, surroundings);
  if (store.helseid) life.atEnd(async () => store.helseid?.close());
  const organizations = createOrganizations(readers);
  const replays = createReplayGuard(readers);
  const { syntheticPersons } = config;
  const server = await createServer({
    publicUrl,
    register,
    ...store,
    organizations,
    blocks: createBlocks(readers),
    knownPractitioners: createKnownPractitioners(readers),
    orders: createOrders(readers),
    followUps,
    accessLog,
    replays,
    endedSessions: createEndedSessions(readers),
    tokenKey,
    syntheticPersons,
    log,
    listener,
    receiving: { memory: config.deliveryMemory, timeout: config.deliveryTimeout },
  });
  await server.start();
  life.atEnd(() => server.stop({ timeout: 5000 }));
  log.info({ event: 'ready', url: publicUrl });
  process.send?.({ event: 'ready', url: publicUrl });
}

async function openDatabase({ databaseUrl, dataDir }: Config, log: Logger, life: Lifecycle) {
  if (databaseUrl) return await openPools(databaseUrl, life);
  const embedded = await startEmbedded({ dataDir, log });
  life.atEnd(() => embedded.stop());
  return await openPools(embedded.url, life);
}

async function openPools(url: string, life: Lifecycle) {
  const readers = createPool(url);
  const writers = createDeliveryPool(url);
  // Whoever looks must not wait for what is delivered.
  const logWriters = createLogPool(url);
  for (const pool of [readers, writers, logWriters]) life.atEnd(() => pool.end());
  const migrating = createPool(url, { max: 1, statementTimeout: 0, connectTimeout: 20_000 });
  await migrate(migrating).finally(() => migrating.end());
  return { readers, writers, logWriters };
}

async function main(): Promise<void> {
  const config = loadConfig();
  const register = await readRegister(config.registerFile);
  const log = createLogger(config.logLevel);
  const life = stopOnSignals(log);
  await start(config, register, log, life).catch(async (error: unknown) => {
    log.fatal({ event: 'start-failed', err: error });
    await life.end(1);
  });
}

await main().catch((error: unknown) => {
  if (!(error instanceof ConfigError) && !(error instanceof RegisterError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
