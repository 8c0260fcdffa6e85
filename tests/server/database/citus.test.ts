import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { distribute, hasCitus, planDistribution } from '../../../server/database/citus.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool } from '../../../server/database/pool.ts';
import { runProgram } from '../../support/command.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

/** Stands in for Citus, which is not here: functions and catalogue of its names that record what was asked. */
async function standInForCitus(): Promise<void> {
  await database.pool.query(`
    create schema stand_in;
    create table stand_in.pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text);
    create function stand_in.create_distributed_table(regclass, text) returns void language sql as
      $$ insert into stand_in.pg_dist_partition values ($1, 'h', $2) $$;
    create function stand_in.create_reference_table(regclass) returns void language sql as
      $$ insert into stand_in.pg_dist_partition values ($1, 'n', null) $$;
    do $$ begin
      execute format('alter database %I set search_path to public, stand_in', current_database());
    end $$`);
}

async function asked(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ table: string; how: string }>(
    `select logicalrelid::text as table, trim(format('%s %s', partmethod, partkey)) as how
       from stand_in.pg_dist_partition order by 1`,
  );
  return Object.fromEntries(rows.map(({ table, how }) => [table, how]));
}

const command = (...args: string[]) =>
  runProgram('server/database/migrate-command.ts', args, { DATABASE_URL: database.url });

describe('how tables are distributed', () => {
  test('by person what has a person that no unique key is without, as a reference what has not', async () => {
    await migrate(database.pool);
    await database.pool.query(
      `create table later_by_person (at timestamptz, person bigint, primary key (at, person));
       create table "Later small" (id int primary key, person bigint);
       create table later_without_key (person int, number int);
       create unique index on later_without_key (person, number);
       create view seen as select * from later_by_person`,
    );
    const plan = await planDistribution(database.pool);
    expect(plan).toEqual(
      expect.arrayContaining([
        { table: 'later_by_person', kind: 'by person' },
        { table: 'Later small', kind: 'reference' },
        { table: 'later_without_key', kind: 'by person' },
        { table: 'measurement', kind: 'by person' },
        { table: 'person', kind: 'by person' },
        { table: 'person_identity', kind: 'reference' },
      ]),
    );
    expect(plan.map(({ table }) => table)).not.toEqual(expect.arrayContaining(['migration']));
    expect(plan.map(({ table }) => table)).not.toEqual(expect.arrayContaining(['seen']));
  });

  test('every table by person can lie on Citus: its unique keys hold the person, and it refers to nobody', async () => {
    await migrate(database.pool);
    const byPerson = (await planDistribution(database.pool)).filter(({ kind }) => kind === 'by person');
    const { rows } = await database.pool.query<{ table: string; index: string }>(
      `select indrelid::regclass::text as table, indexrelid::regclass::text as index from pg_index
        where indisunique and indrelid::regclass::text = any($1) and not exists (
          select from pg_attribute where attrelid = indrelid and attnum = any(indkey) and attname = 'person')
       union all
       select conrelid::regclass::text, conname from pg_constraint
        where contype = 'f' and conrelid::regclass::text = any($1)`,
      [byPerson.map(({ table }) => table)],
    );
    expect(rows).toEqual([]);
  });

  test('once, however often it is asked for, and new tables afterwards', async () => {
    await migrate(database.pool);
    await standInForCitus();
    const pool = createPool(database.url);
    const planned = await planDistribution(pool);
    expect(await distribute(pool)).toEqual(planned);
    expect(await distribute(pool)).toEqual([]);
    await pool.query('create table "Later small" (id int primary key)');
    expect(await distribute(pool)).toEqual([{ table: 'Later small', kind: 'reference' }]);
    await pool.end();
    const calls = await asked();
    expect(calls).toMatchObject({ measurement: 'h person', person_identity: 'n', '"Later small"': 'n' });
    expect(Object.keys(calls)).toHaveLength(planned.length + 1);
  });
});

describe('npm run migrate', () => {
  test('says what it applied, and then that there is nothing to apply', async () => {
    const first = await command();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^Applied 0001-[\w-]+\.sql\n/);
    expect(await command()).toEqual({
      code: 0,
      stdout: 'The schema is up to date: nothing to apply\n',
      stderr: '',
    });
  });

  test('--citus without Citus changes nothing, and says what to install', async () => {
    const { code, stdout, stderr } = await command('--citus');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/no Citus, so nothing was changed\. Install .* CREATE EXTENSION citus/);
    expect(await hasCitus(database.pool)).toBe(false);
    expect(await planDistribution(database.pool)).toEqual([]);
  });

  test('--citus distributes the tables it has just made, and says so', async () => {
    await standInForCitus();
    const first = await command('--citus');
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(
      /Applied 0001-[^]*Distributed measurement \(by person\)\n[^]*Distributed person_identity \(reference\)\n/,
    );
    expect(await asked()).toMatchObject({
      measurement: 'h person',
      person: 'h person',
      person_identity: 'n',
    });
    expect((await command('--citus')).stdout).toMatch(
      /nothing to apply\nEvery table is distributed already\n$/,
    );
  });

  test('names a malformed DATABASE_URL without repeating it', async () => {
    const { code, stderr } = await runProgram('server/database/migrate-command.ts', [], {
      DATABASE_URL: 'mysql://user:hemmelig@db',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATABASE_URL/);
    expect(stderr).not.toContain('hemmelig');
  });
});
