import { writeFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { openCluster, type Cluster } from './cluster.ts';
import { FolderInUse, takeLock, type Lock } from './lock.ts';
import { runServer, stopServer, type RunningServer } from './run.ts';

/** The part of a pino logger that is used here. */
export interface EmbeddedLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EmbeddedOptions {
  /** Everything lives in its subfolder `postgres`. */
  dataDir: string;
  log: EmbeddedLog;
}

export interface EmbeddedDatabase {
  /** Connection URL of the application's role and database; the same for as long as this process runs. */
  url: string;
  /** Stops the server cleanly; nothing of it is left running. */
  stop(): Promise<void>;
}

/**
 * A durable PostgreSQL of our own under `dataDir`: created when there is none, re-attached when it still runs, else
 * started (and recovered). Restarted if it dies. One process per folder: rejects, naming process and folder, when
 * another one has it. The URL is also in `postgres/url`, readable by the owner alone.
 */
export async function startEmbedded({ dataDir, log }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(dataDir, 'postgres');
  const cluster = openCluster(folder, await findBinaries());
  const supervisor = new Supervisor(cluster, folder, log);
  const url = await supervisor.start();
  writeUrl(folder, url);
  return { url, stop: () => supervisor.stop() };
}

class Supervisor {
  readonly #cluster: Cluster;
  readonly #folder: string;
  readonly #log: EmbeddedLog;
  #server: RunningServer | undefined;
  #lock: Lock | undefined;
  #recovering: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(cluster: Cluster, folder: string, log: EmbeddedLog) {
    this.#cluster = cluster;
    this.#folder = folder;
    this.#log = log;
  }

  async start(attemptsLeft = 3): Promise<string> {
    try {
      return await this.#startOnce();
    } catch (error) {
      const serverWasStopping = !(error instanceof FolderInUse) && attemptsLeft > 1;
      if (!serverWasStopping) throw error;
      return this.start(attemptsLeft - 1);
    }
  }

  async #startOnce(): Promise<string> {
    const port = this.#server && Number(new URL(this.#server.url).port);
    const server = await runServer(this.#cluster, port);
    if (this.#server && server.url !== this.#server.url) throw new Error('It now runs on another port.');
    this.#lock = await takeLock(server.url, this.#folder, () => {
      this.#recovering = this.#recover();
    });
    this.#server = server;
    this.#log.info({ pid: server.pid, attached: server.attached }, 'embedded PostgreSQL ready');
    return server.url;
  }

  async #recover(): Promise<void> {
    while (!this.#stopping) {
      this.#log.error({ pid: this.#server?.pid }, 'embedded PostgreSQL went away; starting it again');
      try {
        await this.start();
        return;
      } catch (error) {
        this.#log.error({ err: error }, 'embedded PostgreSQL could not be started again');
        await delay(1_000);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#recovering;
    // The lock goes with the server, not before it: whoever waits for the lock must not get a server that is stopping.
    if (this.#server) await stopServer(this.#cluster, this.#server.pid);
    await this.#lock?.release();
    this.#log.info({ pid: this.#server?.pid }, 'embedded PostgreSQL stopped');
  }
}

function writeUrl(folder: string, url: string): void {
  const draft = join(folder, `url.${process.pid}`);
  writeFileSync(draft, `${url}\n`, { mode: 0o600 });
  renameSync(draft, join(folder, 'url'));
}
