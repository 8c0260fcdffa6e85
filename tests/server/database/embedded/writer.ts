import pg from 'pg';
import { startEmbedded } from '../../../../server/database/embedded/start.ts';

/**
 * A program to be killed: starts the database in the folder of its first argument, commits one row after the
 * other, and prints the number of each when it is acknowledged.
 */
const log = { info: () => undefined, error: () => undefined };
const database = await startEmbedded({ dataDir: process.argv[2] ?? '', log });
const client = new pg.Client({ connectionString: database.url });
client.on('error', () => undefined);
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS written (number int PRIMARY KEY, filler text NOT NULL)');
const { rows } = await client.query<{ next: number }>(
  'SELECT coalesce(max(number), 0) + 1 AS next FROM written',
);
try {
  for (let number = rows[0]?.next ?? 1; ; number += 1) {
    await client.query("INSERT INTO written VALUES ($1, repeat('x', 2000))", [number]);
    process.stdout.write(`${number}\n`);
  }
} catch {
  process.stdout.write('connection lost\n');
}
