import { createReplayGuard } from './access/replay-guard.ts';
import { readTokenKey } from './access/token-key.ts';
import { ConfigError, loadConfig } from './config.ts';
import type { Config } from './config.ts';
import { startEmbedded } from './database/embedded/start.ts';
import { migrate } from './database/migrate.ts';
import { createPool } from './database/pool.ts';
import { stopOnSignals } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { listen } from './listen.ts';
import { createLogger } from './logger.ts';
import type { Logger } from './logger.ts';
import { createOrganizations } from './organizations/organizations.ts';
import { readRegister, RegisterError } from './register.ts';
import type { Register } from './register.ts';
import { createServer } from './server.ts';
import { openStore } from './store/open-store.ts';

/** Configuration → register → database → store → server → ready. Each step says how it is undone at the end. */
async function start(config: Config, register: Register, log: Logger, life: Lifecycle): Promise<void> {
  const tokenKey = config.tokenKey ?? (await readTokenKey(config.dataDir));
  const { readers, writers } = await openDatabase(config, log, life);
  const { listener, port } = await listen(config.host, config.port, {
    request: config.deliveryTimeout + 30_000,
  });
  life.atEnd(() => listener.close());
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  const store = await openStore(config.store, { readers, writers, publicUrl, tokenKey, log });
  if (store.helseid) life.atEnd(async () => store.helseid?.close());
  const organizations = createOrganizations(readers);
  const replays = createReplayGuard(readers);
  const { syntheticPersons } = config;
  const server = await createServer({
    publicUrl,
    register,
    ...store,
    organizations,
    replays,
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
  const writers = createPool(url, { max: 4, connectTimeout: 20_000, pipeline: true });
  life.atEnd(() => readers.end());
  life.atEnd(() => writers.end());
  const migrating = createPool(url, { max: 1, statementTimeout: 0, connectTimeout: 20_000 });
  await migrate(migrating).finally(() => migrating.end());
  return { readers, writers };
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
