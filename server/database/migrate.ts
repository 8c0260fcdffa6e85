import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pool, PoolClient } from 'pg';

interface Migration {
  name: string;
  sha256: string;
  sql: string;
}

interface AppliedMigration {
  name: string;
  sha256: string;
}

const ownFolder = fileURLToPath(new URL('./migrations/', import.meta.url));
const fileName = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/;
const lockKey = 0x6d696772; // 'migr'

/**
 * Brings the database's schema up to this code's: applies the SQL files `NNNN-name.sql` of `folder` that are not yet
 * applied, in order, each in one transaction with its record in table `migration`. Safe to run again and from several
 * processes at once. Resolves to the names applied now. Rejects, leaving the schema as it was before that file, when a
 * file fails, when an applied file has changed or is gone, or when a new file sorts before an applied one.
 */
export async function migrate(pool: Pool, folder = ownFolder): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await inTransaction(pool, (client) =>
    client.query(`CREATE TABLE IF NOT EXISTS migration (
      name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`),
  );
  const names: string[] = [];
  while (true) {
    const name = await inTransaction(pool, (client) => applyNext(client, migrations));
    if (name === undefined) return names;
    names.push(name);
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations: Migration[] = [];
  for (const name of names) {
    const number = fileName.exec(name)?.[1];
    if (!number) throw new Error(`Migration ${name} is not named NNNN-name.sql.`);
    const twin = migrations.find((other) => other.name.startsWith(`${number}-`));
    if (twin) throw new Error(`Migrations ${twin.name} and ${name} have the same number.`);
    const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
    migrations.push({ name, sql, sha256: createHash('sha256').update(sql).digest('hex') });
  }
  return migrations;
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function applyNext(client: PoolClient, migrations: Migration[]): Promise<string | undefined> {
  const { rows } = await client.query<AppliedMigration>('SELECT name, sha256 FROM migration ORDER BY name');
  checkHistory(rows, migrations);
  const next = migrations[rows.length];
  if (!next) return undefined;
  try {
    await client.query(next.sql);
  } catch (cause) {
    throw new Error(`Migration ${next.name} failed: ${(cause as Error).message}`, { cause });
  }
  await client.query('INSERT INTO migration (name, sha256) VALUES ($1, $2)', [next.name, next.sha256]);
  return next.name;
}

function checkHistory(applied: AppliedMigration[], migrations: Migration[]): void {
  applied.forEach(({ name, sha256 }, index) => {
    const known = migrations.find((migration) => migration.name === name);
    if (!known)
      throw new Error(`The database has migration ${name}, which this version does not know: it is newer.`);
    if (known.sha256 !== sha256) {
      throw new Error(
        `Migration ${name} was changed after it was applied. Restore it, and add a new one instead.`,
      );
    }
    const early = migrations[index];
    if (early && early.name !== name) {
      throw new Error(
        `Migration ${early.name} sorts before ${name}, which is already applied. Number it after the last.`,
      );
    }
  });
}
