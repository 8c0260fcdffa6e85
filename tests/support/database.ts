import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../server/database/pool.ts';
import { createDeliveryPool } from '../../server/store/embedded/delivery-pool.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL that the tests use; its role may create databases. */
    databaseUrl: string;
  }
}

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  /** As a facade stores deliveries with. */
  writers: pg.Pool;
  /** Ends the pools and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A new, empty database on the test run's PostgreSQL, or on another one. */
export async function freshDatabase(server = inject('databaseUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = createPool(url.href);
  const writers = createDeliveryPool(url.href);
  const drop = async () => {
    await Promise.all([pool.end(), writers.end()]);
    await execute(server, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { url: url.href, pool, writers, drop };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
