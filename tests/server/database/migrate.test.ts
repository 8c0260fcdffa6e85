import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool } from '../../../server/database/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const write = (name: string, sql: string) => writeFile(join(folder, name), sql);

const tables = async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  return rows.map(({ name }) => name).filter((name) => name !== 'migration');
};

describe('migrate', () => {
  test('applies the files in the order of their numbers and records each', async () => {
    await write('0002-second.sql', 'ALTER TABLE one ADD COLUMN two int; CREATE TABLE other (id int)');
    await write('0001-first.sql', 'CREATE TABLE one (id int)');
    expect(await migrate(database.pool, folder)).toEqual(['0001-first.sql', '0002-second.sql']);
    expect(await tables()).toEqual(['one', 'other']);
    const { rows } = await database.pool.query(
      'SELECT name, length(sha256) AS digits FROM migration ORDER BY name',
    );
    expect(rows).toEqual([
      { name: '0001-first.sql', digits: 64 },
      { name: '0002-second.sql', digits: 64 },
    ]);
  });

  test('applies nothing the second time, and only what is new the third', async () => {
    await write('0001-first.sql', 'CREATE TABLE one (id int)');
    await migrate(database.pool, folder);
    expect(await migrate(database.pool, folder)).toEqual([]);
    await write('0002-second.sql', 'CREATE TABLE two (id int)');
    expect(await migrate(database.pool, folder)).toEqual(['0002-second.sql']);
  });

  test('line endings of another system are no change', async () => {
    await write('0001-first.sql', 'CREATE TABLE one (\n id int)');
    await migrate(database.pool, folder);
    await write('0001-first.sql', 'CREATE TABLE one (\r\n id int)');
    expect(await migrate(database.pool, folder)).toEqual([]);
  });

  test('processes that start at once apply every file once', async () => {
    await write('0001-first.sql', 'CREATE TABLE one (id int); SELECT pg_sleep(0.2)');
    await write('0002-second.sql', 'CREATE TABLE two (id int)');
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database.pool, folder)));
    expect(runs.flat().sort()).toEqual(['0001-first.sql', '0002-second.sql']);
  });

  test('a file that fails leaves nothing of itself, and keeps the files before it', async () => {
    await write('0001-first.sql', 'CREATE TABLE one (id int)');
    await write('0002-second.sql', 'CREATE TABLE two (id int); SELECT 1/0');
    await expect(migrate(database.pool, folder)).rejects.toThrow(
      'Migration 0002-second.sql failed: division by zero',
    );
    expect(await tables()).toEqual(['one']);
    await write('0002-second.sql', 'CREATE TABLE two (id int)');
    expect(await migrate(database.pool, folder)).toEqual(['0002-second.sql']);
  });

  test('runs longer than the statement timeout of the pool', async () => {
    const pool = createPool(database.url, { statementTimeout: 50 });
    await write('0001-slow.sql', 'SELECT pg_sleep(0.2)');
    expect(await migrate(pool, folder)).toEqual(['0001-slow.sql']);
    await pool.end();
  });

  test('an applied file that was changed stops the start', async () => {
    await write('0001-first.sql', 'CREATE TABLE one (id int)');
    await migrate(database.pool, folder);
    await write('0001-first.sql', 'CREATE TABLE one (id bigint)');
    await write('0002-second.sql', 'CREATE TABLE two (id int)');
    await expect(migrate(database.pool, folder)).rejects.toThrow(
      'Migration 0001-first.sql was changed after it was applied.',
    );
    expect(await tables()).toEqual(['one']);
  });

  test('a database newer than the code stops the start', async () => {
    await write('0001-first.sql', 'CREATE TABLE one (id int)');
    await migrate(database.pool, folder);
    await rm(join(folder, '0001-first.sql'));
    await expect(migrate(database.pool, folder)).rejects.toThrow(
      'has migration 0001-first.sql, which this version',
    );
  });

  test('a new file numbered before an applied one stops the start', async () => {
    await write('0002-second.sql', 'CREATE TABLE two (id int)');
    await migrate(database.pool, folder);
    await write('0001-first.sql', 'CREATE TABLE one (id int)');
    await expect(migrate(database.pool, folder)).rejects.toThrow(
      '0001-first.sql sorts before 0002-second.sql',
    );
    expect(await tables()).toEqual(['two']);
  });

  test.each([
    [['1-first.sql'], 'Migration 1-first.sql is not named NNNN-name.sql.'],
    [['0001-First.sql'], 'Migration 0001-First.sql is not named NNNN-name.sql.'],
    [['0001-a.sql', '0001-b.sql'], 'Migrations 0001-a.sql and 0001-b.sql have the same number.'],
  ])('refuses files named %j', async (names, message) => {
    for (const name of names) await write(name, 'SELECT 1');
    await expect(migrate(database.pool, folder)).rejects.toThrow(message);
  });
});

describe('the migrations of this version', () => {
  const own = fileURLToPath(new URL('../../../server/database/migrations/', import.meta.url));

  test('measurements in the form of 0003 are refused in a sentence, and stay as they are', async () => {
    const before = (await readdir(own)).filter((name) => name < '0004');
    for (const name of before) await cp(join(own, name), join(folder, name));
    await migrate(database.pool, folder);
    await database.pool.query(
      `insert into measurement (person, number, series, effective_ms, received_ms, identity, point, variables)
       values (1, 1, 1, 0, 0, 0, '', '')`,
    );
    await expect(migrate(database.pool)).rejects.toThrow(
      /0004-smaller-measurements\.sql failed: This database holds measurements in an older form\. .* deliver them again\.$/,
    );
    const { rows } = await database.pool.query('select effective_ms from measurement');
    expect(rows).toHaveLength(1);
    await database.pool.query('delete from measurement');
    expect(await migrate(database.pool)).toEqual(expect.arrayContaining(['0004-smaller-measurements.sql']));
  });
});
