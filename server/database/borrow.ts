import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { FolderInUse, isHeld } from './embedded/lock.ts';
import { startEmbedded } from './embedded/start.ts';

export interface BorrowedDatabase {
  url: string;
  /** Leaves the database as it was found: running, or stopped. */
  giveBack(): Promise<void>;
}

const quiet = { info: () => undefined, error: () => undefined };

/**
 * The facade's database for as long as a command takes: the server of DATABASE_URL; else the embedded one, through the
 * facade that has it running, or started for the command when none has.
 */
export async function borrowDatabase({
  databaseUrl,
  dataDir,
}: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<BorrowedDatabase> {
  const running = databaseUrl ?? (await urlOfRunning(dataDir));
  if (running !== undefined) return { url: running, giveBack: () => Promise.resolve() };
  try {
    const { url, stop } = await startEmbedded({ dataDir, log: quiet });
    return { url, giveBack: stop };
  } catch (error) {
    // A facade that began to start at the same moment has it now.
    const url = error instanceof FolderInUse ? await urlOfRunning(dataDir) : undefined;
    if (url === undefined) throw error;
    return { url, giveBack: () => Promise.resolve() };
  }
}

async function urlOfRunning(dataDir: string): Promise<string | undefined> {
  const url = await readFile(join(dataDir, 'postgres', 'url'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  return url !== undefined && (await isHeld(url.trim())) ? url.trim() : undefined;
}
