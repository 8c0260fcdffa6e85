import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/** Held for as long as its connection lives: it ends with the process, however that ends. */
export interface Lock {
  release(): Promise<void>;
}

/** Another live process holds the folder. */
export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

const lockKey = 0x686a656d; // 'hjem'
const ownName = `hjemmekurve ${process.pid}`;

/** How long the server may take to notice that a killed holder's connection is gone (ms). */
const patience = 3_000;

/**
 * Takes the data folder for this process. Rejects with FolderInUse when another live process holds it, naming that process and `folder`.
 * `onLost` is called once if the server drops the connection (it crashed, or was killed).
 */
export async function takeLock(url: string, folder: string, onLost: () => void): Promise<Lock> {
  const client = new Client({ connectionString: url, application_name: ownName, keepAlive: true });
  let wanted = true;
  client.on('error', () => undefined);
  await client.connect();
  try {
    const giveUp = Date.now() + patience;
    while (!(await tryLock(client))) {
      if (Date.now() > giveUp) throw new FolderInUse(await describeHolder(client, folder));
      await delay(100);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  client.once('end', () => {
    if (wanted) onLost();
  });
  return {
    release: async () => {
      wanted = false;
      await client.end();
    },
  };
}

/** Whether a live process holds the folder whose server answers at `url`; false when none answers there. */
export async function isHeld(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: ownName });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted`,
      [lockKey],
    );
    return rowCount === 1;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
    lockKey,
  ]);
  return rows[0]?.held === true;
}

async function describeHolder(client: Client, folder: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND objid = $1 AND granted`,
    [lockKey],
  );
  const pid = rows[0]?.name.split(' ')[1] ?? 'unknown';
  return `The data folder ${folder} is in use by process ${pid}. Stop that one, or set another DATA_DIR.`;
}
