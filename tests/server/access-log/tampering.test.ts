import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { deriveLogKeys } from '../../../server/access-log/log-keys.ts';
import type { FaultKind } from '../../../server/access-log/verify/chain-walk.ts';
import type { TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { keyOf, keys, migratedDatabase, openLog, recordOf, verified, type OpenLog } from './log.ts';

const length = 12;

let database: TestDatabase;
let log: OpenLog;
/** Three chains of twelve. */
const people = [newPerson(), newPerson(), newPerson()] as const;
let persons: [number, number, number];

beforeAll(async () => {
  database = await migratedDatabase();
  log = openLog(database);
  for (let n = 0; n < length; n++) await Promise.all(people.map((person) => log.write(recordOf(person))));
  persons = (await Promise.all(people.map((each) => keyOf(database.pool, each)))) as typeof persons;
  await sql(
    'create table entry_before as table access_entry; create table chain_before as table access_chain',
  );
});
afterAll(async () => {
  await log.close();
  await database.drop();
});
afterEach(restore);

const sql = (text: string, values?: unknown[]) => database.pool.query(text, values);

async function restore(): Promise<void> {
  await sql(`delete from access_entry; delete from access_chain;
    insert into access_entry table entry_before; insert into access_chain table chain_before`);
}

/** Changes numbers by `by` from a place on, in the order that the primary key allows. */
async function shift(person: number, from: number, by: number): Promise<void> {
  await sql('update access_entry set sequence = -sequence where person = $1 and sequence >= $2', [
    person,
    from,
  ]);
  await sql('update access_entry set sequence = -sequence + $2 where person = $1 and sequence < 0', [
    person,
    by,
  ]);
}

async function swap(person: number, a: number, b: number): Promise<void> {
  const move = (from: number, to: number) =>
    sql('update access_entry set sequence = $3 where person = $1 and sequence = $2', [person, from, to]);
  await move(a, -1);
  await move(b, a);
  await move(-1, b);
}

/** What somebody does to one chain behind the log's back, and the first link that must be named. */
type Tampering = (
  person: number,
  other: number,
  a: number,
  b: number,
) => Promise<[kind: FaultKind, at: number]>;

const columns = ['record', 'hash', 'occurred_ms', 'key_id'] as const;

const tamperings: Record<string, Tampering> = {
  ...Object.fromEntries(
    columns.map((column): [string, Tampering] => [
      `another ${column}`,
      async (person, _, a) => {
        const changed = {
          record: `replace(record, 'TREAT', 'BTG')`,
          hash: `set_byte(hash, 31, get_byte(hash, 31) # 1)`,
          occurred_ms: 'occurred_ms + 1',
          key_id: 'key_id # 1',
        }[column];
        await sql(`update access_entry set ${column} = ${changed} where person = $1 and sequence = $2`, [
          person,
          a,
        ]);
        return ['changed', a];
      },
    ]),
  ),
  'a record that is no JSON': async (person, _, a) => {
    await sql(`update access_entry set record = '{' where person = $1 and sequence = $2`, [person, a]);
    return ['changed', a];
  },
  "another person's entry in its place": async (person, other, a) => {
    await sql('delete from access_entry where person = $1 and sequence = $2', [person, a]);
    await sql('update access_entry set person = $1 where person = $2 and sequence = $3', [person, other, a]);
    return ['changed', a];
  },
  'an entry deleted': async (person, _, a) => {
    await sql('delete from access_entry where person = $1 and sequence = $2', [person, a]);
    return a === length ? ['truncated', a] : ['missing', a];
  },
  'entries deleted, the others closing ranks': async (person, _, a) => {
    await sql('delete from access_entry where person = $1 and sequence = $2', [person, a]);
    await shift(person, a + 1, -1);
    return a === length ? ['truncated', a] : ['missing', a];
  },
  'a made-up entry, the others making room': async (person, _, a) => {
    await shift(person, a, 1);
    await sql(
      `insert into access_entry
         select person, sequence, key_id, occurred_ms, sha256('x'), replace(record, 'TREAT', 'BTG')
           from entry_before where person = $1 and sequence = $2`,
      [person, a],
    );
    return ['inserted', a];
  },
  'an earlier entry once more, the others making room': async (person, _, a, b) => {
    const [early, late] = [Math.min(a, b), Math.max(a, b)];
    await shift(person, late, 1);
    await sql(
      `insert into access_entry select person, $2, key_id, occurred_ms, hash, record
         from entry_before where person = $1 and sequence = $3`,
      [person, late, early === late ? late - 1 || 2 : early],
    );
    return early === 1 && late === 1 ? ['out-of-order', 1] : ['inserted', late];
  },
  'a made-up entry after the last': async (person) => {
    await sql(
      `insert into access_entry select person, $2, key_id, occurred_ms, hash, record
         from entry_before where person = $1 and sequence = $2 - 1`,
      [person, length + 1],
    );
    return ['inserted', length + 1];
  },
  'a made-up entry before the first': async (person) => {
    await sql(
      `insert into access_entry select person, 0, key_id, occurred_ms, hash, record
         from entry_before where person = $1 and sequence = 1`,
      [person],
    );
    return ['inserted', 1];
  },
  'two entries swapped': async (person, _, a, b) => {
    if (a === b) return swap(person, a, (a % length) + 1).then(() => ['out-of-order', a === length ? 1 : a]);
    await swap(person, a, b);
    return ['out-of-order', Math.min(a, b)];
  },
  'the last entries cut off': async (person, _, a) => {
    await sql('delete from access_entry where person = $1 and sequence >= $2', [person, a]);
    return ['truncated', a];
  },
  'the last entries cut off, and the head set back with the hash that stands there': async (person, _, a) => {
    await sql('delete from access_entry where person = $1 and sequence >= $2', [person, a]);
    await sql(
      `update access_chain set sequence = $2,
         hash = coalesce((select hash from access_entry where person = $1 and sequence = $2), hash)
       where person = $1`,
      [person, a - 1],
    );
    return ['head-wrong', a];
  },
  'an old head put back': async (person, _, a) => {
    const old = openLog(database);
    await sql('create table old_head as select * from access_chain where person = $1', [person]);
    for (let n = 0; n < a; n++) await old.write(recordOf(people[persons.indexOf(person)] ?? people[0]));
    await sql('delete from access_chain where person = $1', [person]);
    await sql('insert into access_chain table old_head');
    await sql('drop table old_head');
    await old.close();
    return ['head-wrong', length + 1];
  },
  "another person's head": async (person, other) => {
    await sql(
      `update access_chain set (sequence, hash, seal) =
         (select sequence, hash, seal from access_chain where person = $2) where person = $1`,
      [person, other],
    );
    return ['head-wrong', length + 1];
  },
  'the head deleted': async (person) => {
    await sql('delete from access_chain where person = $1', [person]);
    return ['head-wrong', length + 1];
  },
  'all entries deleted': async (person) => {
    await sql('delete from access_entry where person = $1', [person]);
    return ['truncated', 1];
  },
};

test('what nobody touched is proved', async () => {
  expect(await verified(database.pool)).toEqual({ chains: 3, entries: 36, faults: [] });
});

describe('verification names the first broken link of the person, and proves the others', () => {
  test.each(Object.entries(tamperings))('%s', async (_, tamper) => {
    const place = fc.integer({ min: 1, max: length });
    await fc.assert(
      fc.asyncProperty(fc.nat(2), place, place, async (which, a, b) => {
        await restore();
        const person = persons[which] as number;
        const other = persons[(which + 1) % 3] as number;
        const [kind, sequence] = await tamper(person, other, a, b);
        const { faults } = await verified(database.pool);
        expect(faults.find((fault) => fault.person === person)).toEqual({ person, kind, sequence });
        const robbed = faults.filter((fault) => fault.person !== person);
        expect(robbed.every((fault) => fault.person === other && fault.kind !== 'changed')).toBe(true);
        expect((await verified(database.pool, { person })).faults).toEqual([{ person, kind, sequence }]);
      }),
      { numRuns: 12 },
    );
  });

  test('any byte of any column of any row', async () => {
    const cell = fc.record({
      table: fc.constantFrom('access_entry', 'access_chain'),
      person: fc.nat(2),
      sequence: fc.integer({ min: 1, max: length }),
      at: fc.nat(200),
      bit: fc.nat(7),
      column: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cell, async ({ table, person: which, sequence, at, bit, column }) => {
        await restore();
        const person = persons[which] as number;
        const names = table === 'access_entry' ? ['hash', 'record'] : ['hash', 'seal'];
        const name = names[column % 2] as string;
        const bytes = name === 'record' ? `convert_to(record, 'UTF8')` : name;
        const index = `${at} % octet_length(${bytes})`;
        // So that the text stays one: low bits of ASCII, the lowest of what is part of a longer character.
        const byte = `get_byte(${bytes}, ${index})`;
        const mask =
          name === 'record' ? `case when ${byte} < 128 then ${1 << (bit % 4)} else 1 end` : `${1 << bit}`;
        const flipped = `set_byte(${bytes}, ${index}, ${byte} # ${mask})`;
        const value = name === 'record' ? `convert_from(${flipped}, 'UTF8')` : flipped;
        const where = table === 'access_entry' ? `and sequence = ${sequence}` : '';
        await sql(`update ${table} set ${name} = ${value} where person = $1 ${where}`, [person]);
        const { faults } = await verified(database.pool);
        expect(faults).toEqual([
          table === 'access_entry'
            ? { person, kind: 'changed', sequence }
            : { person, kind: 'head-wrong', sequence: length + 1 },
        ]);
      }),
      {
        numRuns: 60,
        examples: [[{ table: 'access_entry', person: 0, sequence: 1, at: 113, bit: 1, column: 1 }]],
      },
    );
  });
});

describe('the key', () => {
  test('another one proves nothing', async () => {
    const { faults } = await verified(database.pool, { keys: deriveLogKeys(Buffer.alloc(32, 12)) });
    expect(faults.map(({ sequence }) => sequence)).toEqual([1, 1, 1]);
  });

  test('a new one goes on where the former one ended, and both prove the chain', async () => {
    const secrets = [Buffer.alloc(32, 11), Buffer.alloc(32, 12)] as const;
    const rotated = deriveLogKeys(secrets[1], [secrets[0]]);
    const next = openLog(database, { keys: rotated });
    await next.write(recordOf(people[0]));
    await next.close();
    const { rows } = await sql('select distinct key_id from access_entry');
    expect(rows).toHaveLength(2);
    expect((await verified(database.pool, { keys: rotated })).faults).toEqual([]);
    expect((await verified(database.pool, { keys })).faults).toEqual([
      { person: persons[0], kind: 'changed', sequence: length + 1 },
    ]);
  });

  test('is 32 bytes', () => {
    expect(() => deriveLogKeys(Buffer.alloc(31))).toThrow(/32 bytes/);
  });
});

describe('writing on', () => {
  test('after a head that was changed is refused for that person, and nobody else notices', async () => {
    await sql('update access_chain set sequence = 5 where person = $1', [persons[0]]);
    const outcomes = await Promise.allSettled(people.map((person) => log.write(recordOf(person))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { status: 503, reason: 'log-unavailable' } });
    await restore();
    await log.write(recordOf(people[0]));
    expect((await verified(database.pool)).faults).toEqual([]);
  });

  test('over an entry that somebody put there is refused for that person alone', async () => {
    await sql(
      `insert into access_entry select person, $2, key_id, occurred_ms, hash, record
         from access_entry where person = $1 and sequence = $3`,
      [persons[1], length + 1, length],
    );
    const outcomes = await Promise.allSettled(people.map((person) => log.write(recordOf(person))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
