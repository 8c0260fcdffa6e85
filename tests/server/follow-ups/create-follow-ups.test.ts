import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logUnavailable } from '../../../server/access-log/failure.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { erasePerson } from '../../../server/database/erase.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { createFollowUps } from '../../../server/follow-ups/create-follow-ups.ts';
import type { FollowUps } from '../../../server/follow-ups/follow-ups.ts';
import { endEnrolment } from '../../../server/organizations/end.ts';
import { createEmbeddedStore } from '../../../server/store/embedded/store.ts';
import type { DeliveringSource, NationalStore } from '../../../server/store/national-store.ts';
import { accessLogKeys } from '../../support/citizen-rights.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { originOf } from '../../support/delivery-origin.ts';
import { fjordvik, heartRate, newPerson, observation, oslo } from '../../support/observation-builders.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { prepared } from '../store/contract.ts';

const readable = 1000;
const migrations = new URL('../../../server/database/migrations/', import.meta.url);

let database: TestDatabase;
let store: NationalStore;
let followUps: FollowUps;
/** Another facade on the same database. */
let otherPool: Pool;
let other: FollowUps;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  store = createEmbeddedStore(database.pool, accessLogKeys);
  followUps = createFollowUps(database.pool, { readableAfterEnd: readable });
  otherPool = createPool(database.url);
  other = createFollowUps(otherPool, { readableAfterEnd: readable });
  await enrolDelivering(database.pool, oslo);
  await enrolDelivering(database.pool, fjordvik);
});
afterAll(async () => {
  await otherPool.end();
  await database.drop();
});

const at = (day: number, hour = 8) => Date.UTC(2026, 2, day, hour);
const sent = (person: PersonIdentifier, time: number, changes = {}) =>
  heartRate(person, new Date(time).toISOString(), 70, changes);

/** As the embedded store does it, and as it is done for a store elsewhere. */
const ways: [string, (person: PersonIdentifier, source: DeliveringSource, time: number) => Promise<void>][] =
  [
    [
      'a delivery to the embedded store',
      async (person, source, time) => {
        const results = await store.deliver(originOf(source), [prepared(sent(person, time))]);
        expect(results).toMatchObject([{ outcome: 'created' }]);
      },
    ],
    [
      'a delivery to a store elsewhere',
      async (person, { orgnr }, time) => {
        await database.pool.query(
          `insert into person_identity values ($1, $2, (random() * 1e9)::int) on conflict do nothing`,
          [person.system, person.value],
        );
        await followUps.begin(person, orgnr, { first: time, last: time });
      },
    ],
  ];

const logged = () => Promise.resolve();
const until = async (person: PersonIdentifier) => {
  const found = await other.readableUntil(person);
  return found === undefined ? undefined : found - readable;
};

describe.each(ways)('%s', (_, deliver) => {
  test('begins a follow-up, which lasts until it is ended; nobody who was never delivered about is followed', async () => {
    const person = newPerson();
    expect(await until(person)).toBeUndefined();
    await deliver(person, oslo, at(1));
    await deliver(person, oslo, at(2));
    expect(await until(person)).toBe(Infinity);
    expect(await followUps.end(person, oslo.orgnr, at(3), logged)).toEqual({ from: at(1), to: at(3) });
    expect(await until(person)).toBe(at(3));
  });

  test('of what was measured after the end begins a new one, of what was measured before does not', async () => {
    const person = newPerson();
    await deliver(person, oslo, at(1));
    await followUps.end(person, oslo.orgnr, at(3), logged);
    await deliver(person, oslo, at(3) - 1);
    expect(await until(person)).toBe(at(3));
    await deliver(person, oslo, at(3));
    expect(await until(person)).toBe(Infinity);
    expect(await followUps.end(person, oslo.orgnr, at(5), logged)).toEqual({ from: at(3), to: at(5) });
  });

  test('of two who follow, the last end counts; one that has ended says nothing of the other', async () => {
    const person = newPerson();
    await deliver(person, oslo, at(1));
    await deliver(person, fjordvik, at(1));
    await followUps.end(person, oslo.orgnr, at(2), logged);
    expect(await until(person)).toBe(Infinity);
    await followUps.end(person, fjordvik.orgnr, at(4), logged);
    expect(await until(person)).toBe(at(4));
    await deliver(person, oslo, at(6));
    expect(await until(person)).toBe(Infinity);
  });
});

describe('in the embedded store', () => {
  const result = async (person: PersonIdentifier, changes: object, time = at(6)) =>
    store.deliver(originOf(oslo), [prepared(sent(person, time, changes))]);
  const ended = async () => {
    const person = newPerson();
    const identifier = [{ system: 'https://source.example/measurement', value: `own-${person.value}` }];
    await store.deliver(originOf(oslo), [prepared(sent(person, at(1), { identifier }))]);
    await followUps.end(person, oslo.orgnr, at(3), logged);
    return { person, identifier };
  };

  test('a correction and a withdrawal of what was measured before begin nothing', async () => {
    const { person, identifier } = await ended();
    await result(person, { identifier, status: 'corrected' }, at(1));
    await result(person, { identifier, status: 'entered-in-error' }, at(1));
    expect(await until(person)).toBe(at(3));
  });

  test('what is withdrawn begins nothing, whenever it was measured', async () => {
    const { person } = await ended();
    await result(person, { status: 'entered-in-error' });
    expect(await until(person)).toBe(at(3));
  });

  test('what was measured nobody knows when begins nothing after an end, and a first follow-up', async () => {
    const { person } = await ended();
    const unknown = (whom: PersonIdentifier) => [prepared(observation(whom, { effectiveDateTime: '' }))];
    await store.deliver(originOf(oslo), unknown(person));
    expect(await until(person)).toBe(at(3));
    const unheardOf = newPerson();
    await store.deliver(originOf(oslo), unknown(unheardOf));
    expect(await until(unheardOf)).toBe(Infinity);
  });

  test('one delivery with what was measured before and after the end begins one', async () => {
    const { person } = await ended();
    const measurements = [at(2), at(4)].map((time) => prepared(sent(person, time)));
    await store.deliver(originOf(oslo), measurements);
    expect(await until(person)).toBe(Infinity);
    expect(await followUps.end(person, oslo.orgnr, at(5), logged)).toEqual({ from: at(3), to: at(5) });
  });

  test('deliveries and ends at once, at two facades: what stands is one of what was said', async () => {
    const person = newPerson();
    await store.deliver(originOf(oslo), [prepared(sent(person, at(1)))]);
    const second = createEmbeddedStore(otherPool, accessLogKeys);
    await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const [here, there] = n % 2 ? [store, other] : [second, followUps];
        await here.deliver(originOf(oslo), [prepared(sent(person, at(n + 2)))]);
        await there.end(person, oslo.orgnr, at(n + 2, 9), logged);
      }),
    );
    const ends = Array.from({ length: 12 }, (_, n) => at(n + 2, 9));
    expect([...ends, Infinity]).toContain(await until(person));
    await followUps.end(person, oslo.orgnr, at(20), logged);
    expect(await until(person)).toBe(at(20));
  });
});

describe('an end', () => {
  const followed = async () => {
    const person = newPerson();
    await store.deliver(originOf(oslo), [prepared(sent(person, at(1)))]);
    return person;
  };

  test('without a time is now by the database, and stays when it is told again', async () => {
    const person = await followed();
    const before = Date.now();
    const first = await followUps.end(person, oslo.orgnr, undefined, logged);
    expect(first?.to).toBeGreaterThanOrEqual(before - 1000);
    let entries = 0;
    const count = () => Promise.resolve(void (entries += 1));
    expect(await other.end(person, oslo.orgnr, undefined, count)).toEqual(first);
    expect(await other.end(person, oslo.orgnr, first?.to, count)).toEqual(first);
    expect(entries).toBe(0);
  });

  test('can be moved both ways, lie ahead, and before the first delivery', async () => {
    const person = await followed();
    for (const to of [at(9), at(4), Date.UTC(2090, 0, 1), at(1) - 5000]) {
      expect(await followUps.end(person, oslo.orgnr, to, logged)).toMatchObject({ to });
      expect(await until(person)).toBe(to);
    }
  });

  test('by who does not follow the person is none, and asks for no entry in the log', async () => {
    const person = await followed();
    const never = () => Promise.reject(new Error('There is nothing to log'));
    expect(await followUps.end(person, fjordvik.orgnr, at(2), never)).toBeUndefined();
    expect(await followUps.end(newPerson(), oslo.orgnr, at(2), never)).toBeUndefined();
    expect(await until(person)).toBe(Infinity);
  });

  test('that cannot be logged is none', async () => {
    const person = await followed();
    const full = () => Promise.reject(logUnavailable(new Error('disk full')));
    await expect(followUps.end(person, oslo.orgnr, at(2), full)).rejects.toMatchObject({
      reason: 'log-unavailable',
    });
    expect(await until(person)).toBe(Infinity);
  });

  test('of the enrolment ends the follow-up, and enrolling anew brings it back', async () => {
    const skien = { orgnr: '938759839', name: 'Skien kommune' };
    await enrolDelivering(database.pool, skien);
    const person = newPerson();
    await store.deliver(originOf(skien), [prepared(sent(person, at(1)))]);
    await endEnrolment(database.pool, skien.orgnr, at(5));
    expect(await until(person)).toBe(at(5));
    await followUps.end(person, skien.orgnr, at(7), logged);
    expect(await until(person)).toBe(at(5));
    await database.pool.query('update organization set enrolled_to = null where orgnr = $1', [skien.orgnr]);
    expect(await until(person)).toBe(at(7));
  });
});

test('is erased with the person', async () => {
  const person = newPerson();
  await store.deliver(originOf(oslo), [prepared(sent(person, at(1)))]);
  expect(await erasePerson(database.pool, person)).toContainEqual({ table: 'follow_up', rows: 1 });
  expect(await until(person)).toBeUndefined();
});

test('is unknown when the database is out of reach: 503, never "nobody"', async () => {
  const gone = createPool('postgres://nobody@127.0.0.1:1/none');
  const away = createFollowUps(gone, { readableAfterEnd: readable });
  const refused = { status: 503, reason: 'follow-ups-unavailable' };
  await expect(away.readableUntil(newPerson())).rejects.toMatchObject(refused);
  await expect(away.end(newPerson(), oslo.orgnr, undefined, logged)).rejects.toMatchObject(refused);
  await gone.end();
});

test('whoever had delivered before there was a register follows the person', async () => {
  const older = await freshDatabase();
  await migrate(older.pool);
  await createEmbeddedStore(older.pool, accessLogKeys).deliver(originOf(oslo), [
    prepared(sent(newPerson(), at(1))),
  ]);
  await older.pool.query('drop table follow_up');
  const name = (await readdir(migrations)).find((each) => each.endsWith('-follow-ups.sql')) ?? '';
  await older.pool.query(await readFile(new URL(name, migrations), 'utf8'));
  const { rows } = await older.pool.query('select orgnr, to_ms, from_ms > 0 as began from follow_up');
  expect(rows).toEqual([{ orgnr: oslo.orgnr, to_ms: null, began: true }]);
  await older.drop();
});

test('is found by the person’s key, however many are followed', async () => {
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query(
    `insert into person_identity select 'load', n::text, n from generate_series(1, 20000) n`,
  );
  await client.query(`insert into follow_up select n, '958935420', 0 from generate_series(1, 20000) n`);
  await client.query('analyze follow_up; analyze person_identity');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `explain select max(to_ms) from person_identity join follow_up using (person) where system = 'load' and value = '77'`,
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
  await client.query('rollback');
  client.release();
});
