import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { commandAs } from './account.ts';
import { role, type Cluster } from './cluster.ts';
import { findPostmaster, releaseStalePidFile, servesFolder } from './postmaster.ts';
import { serverSettings } from './settings.ts';

/** A server that answers, and whether it was already there. */
export interface RunningServer {
  pid: number;
  url: string;
  attached: boolean;
}

/** How long crash recovery may take, and how long a killed server's orphans may hold its memory (ms). */
const recoveryLimit = 10 * 60_000;
const orphanLimit = 30_000;

/**
 * Attaches to the server that runs on the cluster, or starts one (with crash recovery where that is due) on `port`, or
 * on any free one. It runs detached: it outlives this process. Rejects with the end of its log.
 */
export async function runServer(cluster: Cluster, port?: number): Promise<RunningServer> {
  const giveUp = Date.now() + orphanLimit;
  for (let attempt = 0; ; attempt += 1) {
    const found = findPostmaster(cluster.data);
    const attached = found !== undefined && attempt === 0;
    const started = found ?? (await launch(cluster, port ?? (await freePort())));
    const url = await waitUntilReady(cluster, started);
    if (url) return { pid: started.pid, url, attached };
    const reason = logTail(cluster);
    const passing = found || /shared memory block|lock file|[Aa]ddress already in use/.test(reason);
    if (!passing || Date.now() > giveUp) throw new Error(`The embedded PostgreSQL did not start:\n${reason}`);
    await delay(200);
  }
}

/** Fast shutdown: sessions end, everything is on disk. Resolves when the process is gone. */
export async function stopServer(cluster: Cluster, pid: number): Promise<void> {
  if (servesFolder(pid, cluster.data)) process.kill(pid, 'SIGINT');
  while (servesFolder(pid, cluster.data)) await delay(20);
}

/** A server process, and the child it is when it was started here. */
interface Started {
  pid: number;
  child?: ChildProcess;
}

async function launch(cluster: Cluster, port: number): Promise<Started> {
  releaseStalePidFile(cluster.data);
  if (existsSync(cluster.logFile)) renameSync(cluster.logFile, `${cluster.logFile}.before`);
  const args = [
    '-D',
    cluster.data,
    '-p',
    String(port),
    ...serverSettings.flatMap((setting) => ['-c', setting]),
  ];
  const [file, argv] = commandAs(cluster.account, cluster.binaries.postgres, args, [cluster.data]);
  const log = openSync(cluster.logFile, 'a', 0o600);
  try {
    const child = spawn(file, argv, { detached: true, cwd: '/', stdio: ['ignore', log, log] });
    const spawned = new Promise<Started>((started, reject) => {
      child.once('spawn', () => started({ pid: child.pid ?? 0, child }));
      child.once('error', reject);
    });
    child.unref();
    return await spawned;
  } finally {
    closeSync(log);
  }
}

async function waitUntilReady(cluster: Cluster, { pid, child }: Started): Promise<string | undefined> {
  const giveUp = Date.now() + recoveryLimit;
  // While one program becomes another, /proc may not say what a process is: of our own child we know it otherwise.
  const runs = () =>
    child ? child.exitCode === null && child.signalCode === null : servesFolder(pid, cluster.data);
  while (runs()) {
    if (Date.now() > giveUp) throw new Error(`PostgreSQL (process ${pid}) is still not ready.`);
    const port = findPostmaster(cluster.data)?.port;
    const url = `postgres://${role}:${cluster.password}@127.0.0.1:${port}/${role}`;
    if (port && (await answers(url))) return url;
    await delay(50);
  }
  return undefined;
}

/** SQLSTATE cannot_connect_now (starting up, shutting down, recovering) and connection failures pass; others are final. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code && /^(28|3D)/.test(code)) throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function logTail(cluster: Cluster): string {
  return existsSync(cluster.logFile) ? readFileSync(cluster.logFile, 'utf8').slice(-2_000) : '(no log)';
}
