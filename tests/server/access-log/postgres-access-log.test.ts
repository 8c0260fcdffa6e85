import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessRecord } from '../../../server/access-log/access-log.ts';
import { oneByOne } from '../../../server/access-log/chain-statements.ts';
import { prepared } from '../store/contract.ts';
import { createEmbeddedStore } from '../../../server/store/embedded/store.ts';
import type { TestDatabase } from '../../support/database.ts';
import { fromOslo } from '../../support/delivery-origin.ts';
import { heartRate, newPerson } from '../../support/observation-builders.ts';
import {
  clinician,
  keyOf,
  keys,
  migratedDatabase,
  openLog,
  recordOf,
  requestsOf,
  verified,
  type OpenLog,
} from './log.ts';

let database: TestDatabase;
/** Two facades. */
let logs: [OpenLog, OpenLog];
beforeAll(async () => {
  database = await migratedDatabase();
  logs = [openLog(database), openLog(database)];
});
afterAll(async () => {
  for (const log of logs) await log.close();
  await database.drop();
});

describe('what is written', () => {
  test('is read again as it was, newest first, with its place in the chain', async () => {
    const [log, other] = logs;
    const person = newPerson();
    const records: AccessRecord[] = [
      recordOf(person, {
        opened: { by: 'emergency', reason: 'Bevisstløs, «æøå» \u0000 \ud800' },
        disclosed: { codes: ['http://loinc.org|8867-4'], from: 0, count: 2, digest: 'ab' },
      }),
      recordOf(person, { refused: 'blocked', basis: 'BTG', action: 'trend' }),
      recordOf(person, {
        actor: {
          kind: 'source',
          organization: { orgnr: '958935420', name: 'Oslo kommune' },
          clientId: 'oslo-1',
        },
        action: 'deliver',
      }),
      recordOf(person, {
        actor: { kind: 'citizen', relation: 'parent', name: 'Ola Nordmann' },
        basis: 'own',
      }),
    ];
    for (const record of records) await log.write(record);
    const entries = records.map(({ person: _, ...record }, at) => ({ ...record, sequence: at + 1 }));
    expect(await other.entries(person, { count: 10 })).toEqual({ entries: entries.reverse(), more: false });
  });

  test('never names the patient, neither by number nor, when they act themselves, by name', async () => {
    const [log] = logs;
    const person = newPerson();
    await log.write(
      recordOf(person, { actor: { kind: 'citizen', relation: 'self', name: 'Kari Egen' }, basis: 'own' }),
    );
    const { rows } = await database.pool.query(
      'select access_entry::text as row, encode(hash, $1) from access_entry',
      ['hex'],
    );
    const stored = JSON.stringify(rows);
    expect(stored).toContain('"self');
    expect(stored).not.toContain('Kari Egen');
    expect(stored).not.toContain(person.value);
    const { entries } = await log.entries(person, { count: 1 });
    expect(entries[0]?.actor).toEqual({ kind: 'citizen', relation: 'self', name: '' });
  });

  test('is of the person whom deliveries know by the same key, whoever came first', async () => {
    const [log] = logs;
    const store = createEmbeddedStore(database.pool, keys);
    const deliver = (person: ReturnType<typeof newPerson>) =>
      store.deliver(fromOslo, [prepared(heartRate(person, '2026-03-01', 70))]);
    const [looked, delivered] = [newPerson(), newPerson()];
    await log.write(recordOf(looked));
    await deliver(looked);
    await deliver(delivered);
    await log.write(recordOf(delivered));
    const { rows } = await database.pool.query<{ person: number }>(
      'select person from access_chain join measurement using (person)',
    );
    expect(new Set(rows.map(({ person }) => person))).toEqual(
      new Set([await keyOf(database.pool, looked), await keyOf(database.pool, delivered)]),
    );
  });

  test('a person nobody has looked at has an empty log, and gets no key by being asked for', async () => {
    const person = newPerson();
    expect(await logs[0].entries(person, { count: 10 })).toEqual({ entries: [], more: false });
    expect(await keyOf(database.pool, person)).toBeNaN();
  });
});

describe('reading', () => {
  const person = newPerson();
  const at = (minute: number) => Date.UTC(2026, 4, 1, 12, minute);
  beforeAll(async () => {
    for (const minute of [0, 1, 3, 2, 4]) await logs[0].write(recordOf(person, { occurred: at(minute) }));
  });
  const sequences = async (query: { from?: number; to?: number; before?: number; count: number }) => {
    const { entries, more } = await logs[1].entries(person, query);
    return [entries.map(({ sequence }) => sequence), more];
  };

  test.each([
    [{ count: 5 }, [5, 4, 3, 2, 1], false],
    [{ count: 4 }, [5, 4, 3, 2], true],
    [{ count: 2, before: 4 }, [3, 2], true],
    [{ count: 2, before: 3 }, [2, 1], false],
    [{ count: 2, before: 1 }, [], false],
    [{ count: 9, from: at(2) }, [5, 4, 3], false],
    [{ count: 9, to: at(2) }, [2, 1], false],
    [{ count: 1, from: at(1), to: at(4), before: 4 }, [3], true],
  ])('%j', async (query, found, more) => {
    expect(await sequences(query)).toEqual([found, more]);
  });
});

describe('many at once from two facades', () => {
  test('200 writes about few persons: each acknowledged one is there once, in order, without a gap', async () => {
    const people = [newPerson(), newPerson(), newPerson(), newPerson(), newPerson()];
    const records = Array.from({ length: 200 }, (_, n) => recordOf(people[(n * 7) % 5] ?? newPerson()));
    await Promise.all(records.map((record, n) => logs[n % 2]?.write(record)));
    for (const person of people) {
      const own = records.filter((record) => record.person === person).map(({ request }) => request);
      const found = await requestsOf(logs[0], person);
      expect([...found].sort()).toEqual([...own].sort());
      const { entries } = await logs[1].entries(person, { count: 100 });
      expect(entries.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: own.length }, (_, n) => own.length - n),
      );
      for (const [n] of logs.entries()) {
        const ofFacade = own.filter(
          (request) => records.findIndex((each) => each.request === request) % 2 === n,
        );
        expect(found.filter((request) => ofFacade.includes(request))).toEqual(ofFacade);
      }
    }
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test('about everybody in opposite orders, most of them new: no deadlock', async () => {
    for (let round = 0; round < 10; round++) {
      const people = Array.from({ length: 20 }, newPerson);
      const orders = [people, [...people].reverse()];
      const writes = orders.flatMap((order, n) => order.map((each) => logs[n]?.write(recordOf(each))));
      await Promise.all(writes);
    }
    const { rows } = await database.pool.query<{ deadlocks: number }>(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    );
    expect(rows[0]?.deadlocks).toBe(0);
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test('one by one, as on Citus, beside a facade that writes all at once', async () => {
    const single = openLog(database, { statements: oneByOne });
    const people = Array.from({ length: 20 }, newPerson);
    for (let round = 0; round < 5; round++) {
      const reversed = [...people].reverse();
      await Promise.all([
        ...people.map((person) => single.write(recordOf(person))),
        ...reversed.map((person) => logs[0].write(recordOf(person))),
      ]);
    }
    for (const person of people) expect(await requestsOf(single, person)).toHaveLength(10);
    expect((await verified(database.pool)).faults).toEqual([]);
    await single.close();
  });

  test('a database that cannot write all at once is written one by one from then on', async () => {
    await database.pool.query(`
      create function only_one() returns trigger language plpgsql as $$ begin
        if (select count(*) from added) > 1 then
          raise exception 'one person at a time' using errcode = '0A000';
        end if;
        return null;
      end $$;
      create trigger only_one after insert on access_entry referencing new table as added
        for each statement execute function only_one()`);
    const log = openLog(database);
    const people = [newPerson(), newPerson(), newPerson()];
    const rolledBack = async () => {
      const { rows } = await database.pool.query<{ count: number }>(
        `select pg_stat_clear_snapshot(), xact_rollback::int as count from pg_stat_database
          where datname = current_database()`,
      );
      return rows[0]?.count ?? Number.NaN;
    };
    await Promise.all(people.map((person) => log.write(recordOf(person))));
    for (let round = 0; round < 5; round++) {
      await Promise.all(people.map((person) => log.write(recordOf(person))));
    }
    for (const person of people) expect(await requestsOf(log, person)).toHaveLength(6);
    await log.close();
    await expect.poll(rolledBack).toBeLessThanOrEqual(3);
    await database.pool.query('drop trigger only_one on access_entry');
  });

  test('share commits: 500 records take far fewer transactions', async () => {
    // By their rows: the server's own counter counts what other databases do meanwhile.
    const transactions = async () => {
      const { rows } = await database.pool.query<{ many: number }>(
        'select count(distinct xmin::text)::int as many from access_entry',
      );
      return rows[0]?.many ?? NaN;
    };
    const person = newPerson();
    await logs[0].write(recordOf(person));
    const before = await transactions();
    await Promise.all(Array.from({ length: 500 }, () => logs[0].write(recordOf(person))));
    const taken = (await transactions()) - before;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(20);
    expect(await requestsOf(logs[0], person)).toHaveLength(501);
  });

  test('the same record object written twice is two entries', async () => {
    const record = recordOf(newPerson(), { actor: clinician });
    await Promise.all([logs[0].write(record), logs[0].write(record)]);
    expect(await requestsOf(logs[0], record.person)).toEqual([record.request, record.request]);
  });
});
