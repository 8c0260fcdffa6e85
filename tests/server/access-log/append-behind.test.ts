import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { erasePerson } from '../../../server/database/erase.ts';
import type { TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { keyOf, migratedDatabase, openLog, recordOf, requestsOf, verified, type OpenLog } from './log.ts';

let database: TestDatabase;
let log: OpenLog;
let other: OpenLog;
beforeAll(async () => {
  database = await migratedDatabase();
});
beforeEach(() => {
  log = openLog(database);
  other = openLog(database);
});
afterEach(async () => {
  await Promise.all([log.close(), other.close()]);
});
afterAll(() => database.drop());

/** How often the writer's connection has run a statement of this name. */
async function runs({ writers }: OpenLog, name: string): Promise<number> {
  const { rows } = await writers.query<{ runs: number }>(
    'select (generic_plans + custom_plans)::int as runs from pg_prepared_statements where name = $1',
    [name],
  );
  return rows[0]?.runs ?? 0;
}

const statements = async () => [await runs(log, 'append-behind'), await runs(log, 'lock-chains')];

describe('one reader at a time', () => {
  test('a head that is remembered is not asked for', async () => {
    const person = newPerson();
    const records = Array.from({ length: 6 }, () => recordOf(person));
    for (const record of records) await log.write(record);
    expect(await statements()).toEqual([5, 1]);
    expect(await requestsOf(log, person)).toEqual(records.map(({ request }) => request));
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test('several records of one person that came together are appended together, in their order', async () => {
    const person = newPerson();
    await log.write(recordOf(person));
    const records = Array.from({ length: 40 }, () => recordOf(person));
    await Promise.all(records.map((record) => log.write(record)));
    expect((await statements())[1]).toBe(1);
    expect((await requestsOf(log, person)).slice(1)).toEqual(records.map(({ request }) => request));
  });

  test('a head that another facade has moved is read anew, and every record is there once', async () => {
    const person = newPerson();
    const records = Array.from({ length: 30 }, () => recordOf(person));
    for (const [n, record] of records.entries()) await (n % 3 === 2 ? other : log).write(record);
    expect(await requestsOf(log, person)).toEqual(records.map(({ request }) => request));
    const [behind, locked] = await statements();
    expect(behind).toBeGreaterThan(10);
    expect(locked).toBeGreaterThan(5);
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test('two facades at once: every record is there once, and the chain is proved', async () => {
    const person = newPerson();
    const write = async (to: OpenLog) => {
      const written: string[] = [];
      for (let n = 0; n < 60; n++) {
        const record = recordOf(person);
        await to.write(record);
        written.push(record.request);
      }
      return written;
    };
    const [ours, theirs] = await Promise.all([write(log), write(other)]);
    const found = await requestsOf(log, person);
    expect([...found].sort()).toEqual([...ours, ...theirs].sort());
    expect(found.filter((request) => ours.includes(request))).toEqual(ours);
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test('a refusal is written the same way whether or not the person was met before', async () => {
    const person = newPerson();
    await log.write(recordOf(person));
    await log.write(recordOf(person));
    const [before] = await statements();
    await log.write(recordOf(person, { refused: 'blocked' }));
    expect((await statements())[0]).toBe(before);
  });

  test.each([
    ['its seal', `seal = sha256('x')`],
    ['its hash', `hash = sha256('x')`],
    ['its place', 'sequence = sequence + 1'],
    ['its key', 'key_id = 999'],
  ])('a head that was tampered with, %s, is not appended to', async (_, change) => {
    const person = newPerson();
    await log.write(recordOf(person));
    await log.write(recordOf(person));
    const key = await keyOf(database.pool, person);
    await database.pool.query(`update access_chain set ${change} where person = $1`, [key]);
    await expect(log.write(recordOf(person))).rejects.toMatchObject({
      status: 503,
      reason: 'log-unavailable',
    });
    expect(await requestsOf(log, person)).toHaveLength(2);
    // The others of this file prove all chains.
    await database.pool.query('delete from access_chain where person = $1', [key]);
    await database.pool.query('delete from access_entry where person = $1', [key]);
  });

  test('a person who was erased since begins anew, under another key', async () => {
    const person = newPerson();
    await log.write(recordOf(person));
    await log.write(recordOf(person));
    const key = await keyOf(database.pool, person);
    await erasePerson(database.pool, person);
    const later = recordOf(person);
    await log.write(later);
    expect(await keyOf(database.pool, person)).not.toBe(key);
    expect(await requestsOf(log, person)).toEqual([later.request]);
  });

  test('a connection that is cut while it writes: refused, and nothing is there twice', async () => {
    const person = newPerson();
    await log.write(recordOf(person));
    const cut = () =>
      database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`,
      );
    const outcomes: [string, boolean][] = [];
    for (let n = 0; n < 30; n++) {
      const record = recordOf(person);
      const [written] = await Promise.allSettled([log.write(record), n % 3 === 0 ? cut() : undefined]);
      outcomes.push([record.request, written.status === 'fulfilled']);
    }
    const found = await requestsOf(other, person);
    expect(new Set(found).size).toBe(found.length);
    for (const [request, isWritten] of outcomes) if (isWritten) expect(found).toContain(request);
    expect(outcomes.filter(([, isWritten]) => isWritten).length).toBeGreaterThan(10);
    expect((await verified(database.pool)).faults).toEqual([]);
  });
});
