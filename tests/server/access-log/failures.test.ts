import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeError } from '../../../server/logger.ts';
import { createPool } from '../../../server/database/pool.ts';
import type { FhirError } from '../../../server/errors.ts';
import type { TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { keys, migratedDatabase, openLog, recordOf, requestsOf, verified, type OpenLog } from './log.ts';
import { createAccessLog } from '../../../server/access-log/postgres-access-log.ts';

let database: TestDatabase;
let log: OpenLog;
beforeEach(async () => {
  database = await migratedDatabase();
  log = openLog(database);
});
afterEach(async () => {
  await log.close();
  await database.drop();
});

const unavailable = {
  name: 'FhirError',
  status: 503,
  issueCode: 'transient',
  reason: 'log-unavailable',
  retryAfter: expect.any(Number),
};

const count = async () =>
  (await database.pool.query<{ count: number }>('select count(*)::int from access_entry')).rows[0]?.count;

const secrets = { hpr: '9144889', text: 'Meget hemmelig grunn' };

/** What the client and the operator's log are told of it. */
function told(error: FhirError): string {
  return error.message + JSON.stringify(describeError(error));
}

/** What one person's many writes come to: how many were acknowledged, and what the others were told. */
async function writeMany(people = [newPerson(), newPerson()], each = 10) {
  const records = people.flatMap((person) =>
    Array.from({ length: each }, () => recordOf(person, { opened: { by: 'consent', reason: secrets.text } })),
  );
  const outcomes = await Promise.allSettled(records.map((record) => log.write(record)));
  const refusals = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as FhirError] : [],
  );
  for (const refusal of refusals) {
    expect(refusal).toMatchObject(unavailable);
    for (const person of people) expect(told(refusal)).not.toContain(person.value);
    for (const secret of Object.values(secrets)) expect(told(refusal)).not.toContain(secret);
  }
  return { acknowledged: outcomes.length - refusals.length, refusals };
}

/** A trigger on the table that fails as PostgreSQL does, when `condition` holds. */
async function failWith(code: string, condition = 'true', table = 'access_entry') {
  await database.pool.query(`
    create or replace function fail() returns trigger language plpgsql as $$ begin
      if ${condition} then raise exception 'could not extend file' using errcode = '${code}'; end if;
      return new;
    end $$;
    create trigger fail before insert or update on ${table} for each row execute function fail()`);
}

describe('a database that takes nothing', () => {
  const readOnly = (on: boolean) =>
    database.pool.query(
      `do $$ begin execute format('alter database %I set default_transaction_read_only = ${on}', current_database()); end $$`,
    );

  test('read-only: 503 for everything, nothing half written, and it heals', async () => {
    const [old] = [newPerson()];
    await log.write(recordOf(old));
    await readOnly(true);
    await log.close();
    log = openLog(database);
    expect(await writeMany([old, newPerson()])).toMatchObject({ acknowledged: 0 });
    expect(await count()).toBe(1);
    expect((await log.entries(old, { count: 5 })).entries).toHaveLength(1);
    const open = database.pool;
    await open.query('set default_transaction_read_only = off');
    await open.query(
      `do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$`,
    );
    await log.close();
    log = openLog(database);
    expect(await writeMany([old])).toMatchObject({ acknowledged: 10 });
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test.each(['access_entry', 'access_chain'])('full at %s: the same', async (table) => {
    const old = newPerson();
    await log.write(recordOf(old));
    await failWith('53100', 'true', table);
    expect(await writeMany([old, newPerson()])).toMatchObject({ acknowledged: 0 });
    expect(await count()).toBe(1);
    await database.pool.query(`drop trigger fail on ${table}`);
    expect(await writeMany([old, newPerson()])).toMatchObject({ acknowledged: 20 });
    expect(await verified(database.pool)).toMatchObject({ chains: 2, entries: 21, faults: [] });
  });

  test('full in the middle of a batch: nothing of it is there', async () => {
    await failWith('53100', 'new.sequence = 7');
    expect(await writeMany([newPerson()], 10)).toMatchObject({ acknowledged: 0 });
    expect(await count()).toBe(0);
  });

  test('out of reach', async () => {
    const nowhere = createPool('postgres://nobody@127.0.0.1:1/none');
    const lost = createAccessLog({ readers: nowhere, writers: nowhere, keys });
    await expect(lost.write(recordOf(newPerson()))).rejects.toMatchObject(unavailable);
    await expect(lost.entries(newPerson(), { count: 1 })).rejects.toMatchObject(unavailable);
    await nowhere.end();
  });

  test('without the tables', async () => {
    await database.pool.query('drop table access_chain');
    expect(await writeMany()).toMatchObject({ acknowledged: 0 });
  });
});

describe('one person', () => {
  test('whose row is refused fails alone, and what stood in it is told to nobody', async () => {
    const [good, bad, fine] = [newPerson(), newPerson(), newPerson()];
    await log.write(recordOf(bad));
    await database.pool.query(`alter table access_entry add check (record not like '%${secrets.text}%')`);
    const opened = { opened: { by: 'consent' as const, reason: secrets.text } };
    const writes = [
      log.write(recordOf(good)),
      log.write(recordOf(bad, opened)),
      log.write(recordOf(bad)),
      log.write(recordOf(fine)),
    ];
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    const [, refused] = outcomes as [unknown, PromiseRejectedResult];
    expect(refused.reason).toMatchObject(unavailable);
    expect(told(refused.reason as FhirError)).toContain('check constraint');
    expect(told(refused.reason as FhirError)).not.toContain(secrets.text);
    expect(await requestsOf(log, bad)).toHaveLength(1);
  });

  test('whose record is far too long fails alone', async () => {
    const [good, bad] = [newPerson(), newPerson()];
    const long = { opened: { by: 'consent' as const, reason: 'x'.repeat(70_000) } };
    const writes = [log.write(recordOf(good)), log.write(recordOf(bad, long)), log.write(recordOf(good))];
    expect((await Promise.allSettled(writes)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  test('whose chain somebody holds is refused within its time, and the others are not', async () => {
    const [held, others] = [newPerson(), [newPerson(), newPerson(), newPerson()]];
    await log.write(recordOf(held));
    const holder = await database.pool.connect();
    await holder.query('begin; select from access_chain for update');
    const began = performance.now();
    const outcomes = await Promise.allSettled([held, ...others].map((person) => log.write(recordOf(person))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...others.map(() => 'fulfilled')]);
    expect(outcomes[0]).toMatchObject({ reason: unavailable });
    expect(performance.now() - began).toBeLessThan(4000);
    await holder.query('rollback');
    holder.release();
    await log.write(recordOf(held));
    expect(await requestsOf(log, held)).toHaveLength(2);
  });
});

describe('too much', () => {
  test('what comes when the queue is full is refused at once; what waited is written', async () => {
    await log.close();
    log = openLog(database, { mostWaiting: 20 });
    const { acknowledged, refusals } = await writeMany([newPerson()], 50);
    expect([acknowledged, refusals.length]).toEqual([20, 30]);
    expect(await count()).toBe(20);
    expect(await writeMany([newPerson()], 20)).toMatchObject({ acknowledged: 20 });
  });

  test('a database that hangs: refused when the time is up, and what waited is not written later', async () => {
    await log.close();
    log = openLog(database, { patience: 300 });
    const person = newPerson();
    await log.write(recordOf(person));
    const holder = await database.pool.connect();
    await holder.query('begin; lock table access_chain in access exclusive mode');
    const began = performance.now();
    const first = log.write(recordOf(person));
    first.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await writeMany([person], 30)).toMatchObject({ acknowledged: 0 });
    await expect(first).rejects.toMatchObject(unavailable);
    expect(performance.now() - began).toBeLessThan(2000);
    await holder.query('rollback');
    holder.release();
    await expect
      .poll(() =>
        log.write(recordOf(person)).then(
          () => 'written',
          () => 'refused',
        ),
      )
      .toBe('written');
    expect(await requestsOf(log, person)).toHaveLength(3);
  });

  test('a connection cut during a batch: all of it is refused, and the next is written', async () => {
    const person = newPerson();
    await log.write(recordOf(person));
    const holder = await database.pool.connect();
    await holder.query('begin; select from access_chain for update');
    const writing = writeMany([person], 5);
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    let pid: number | undefined;
    while (pid === undefined) pid = (await database.pool.query<{ pid: number }>(waiting)).rows[0]?.pid;
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    expect(await writing).toMatchObject({ acknowledged: 0 });
    await holder.query('rollback');
    holder.release();
    expect(await writeMany([person], 5)).toMatchObject({ acknowledged: 5 });
    expect(await count()).toBe(6);
  });
});
