import type pg from 'pg';
import { ConfigError, loadDatabaseConfig } from '../config.ts';
import { borrowDatabase } from './borrow.ts';
import { createPool } from './pool.ts';

/** Said to whoever ran the command, without a stack. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * Runs a command on the database: DATABASE_URL, or the embedded one of DATA_DIR, also while a facade runs on it.
 * `work` is told which of the `options` stand on the command line. Without time limits: a migration of much data takes
 * long. Ends with exit code 1 when it fails; an unknown argument is not repeated, it may be a national number.
 */
export async function runCommand(
  options: readonly string[],
  work: (pool: pg.Pool, given: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  try {
    const given = new Set(process.argv.slice(2));
    if ([...given].some((argument) => !options.includes(argument))) {
      throw new CommandError(`Not understood. Options: ${options.join(', ') || 'none'}.`);
    }
    const { url, giveBack } = await borrowDatabase(loadDatabaseConfig());
    const pool = createPool(url, { max: 2, statementTimeout: 0 });
    try {
      await work(pool, given);
    } finally {
      await pool.end();
      await giveBack();
    }
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
