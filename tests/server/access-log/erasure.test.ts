import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { erasePerson } from '../../../server/database/erase.ts';
import type { TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { keyOf, migratedDatabase, openLog, recordOf, requestsOf, verified, type OpenLog } from './log.ts';

let database: TestDatabase;
let logs: [OpenLog, OpenLog];
beforeAll(async () => {
  database = await migratedDatabase();
  logs = [openLog(database), openLog(database)];
});
afterAll(async () => {
  for (const log of logs) await log.close();
  await database.drop();
});

const count = async (query: string) =>
  (await database.pool.query<{ count: number }>(`select count(*)::int from ${query}`)).rows[0]?.count;

test('an erased person: the log stays and is proved, but tells of nobody, and begins anew', async () => {
  const person = newPerson();
  for (const log of logs) await log.write(recordOf(person));
  const key = await keyOf(database.pool, person);
  expect(await erasePerson(database.pool, person)).toContainEqual({ table: 'person_identity', rows: 1 });

  expect(await logs[0].entries(person, { count: 9 })).toEqual({ entries: [], more: false });
  expect(await keyOf(database.pool, person)).toBeNaN();
  const { rows } = await database.pool.query('select system, value from person_identity where person = $1', [
    key,
  ]);
  expect(rows).toEqual([{ system: 'erased', value: String(key) }]);
  expect(await count(`access_entry where person = ${key}`)).toBe(2);

  const later = [recordOf(person), recordOf(person)];
  for (const [n, record] of later.entries()) await logs[n]?.write(record);
  expect(await keyOf(database.pool, person)).not.toBe(key);
  expect(await requestsOf(logs[0], person)).toEqual(later.map(({ request }) => request));
  expect(await verified(database.pool)).toMatchObject({ chains: 2, entries: 4, faults: [] });
});

test('a person of whom there is no log leaves nothing', async () => {
  const person = newPerson();
  const before = await count('person_identity');
  await database.pool.query('insert into person_identity values ($1, $2, 5)', [person.system, person.value]);
  await erasePerson(database.pool, person);
  expect(await count('person_identity')).toBe(before);
});

test('erased over and over while two facades write: no acknowledged entry is lost, none is refused', async () => {
  const person = newPerson();
  const before = await count('access_entry');
  let wanted = true;
  let acknowledged = 0;
  const writers = [0, 1, 0, 1].map(async (n) => {
    while (wanted) {
      await logs[n]?.write(recordOf(person));
      acknowledged += 1;
    }
  });
  for (let erased = 0; erased < 15;) {
    if (await erasePerson(database.pool, person)) erased++;
    // A write finds its person gone again and again only if nobody else does anything.
    await delay(20);
  }
  wanted = false;
  await Promise.all(writers);
  expect(await count('access_entry')).toBe((before ?? 0) + acknowledged);
  expect(await count('access_entry where person not in (select person from person_identity)')).toBe(0);
  expect((await verified(database.pool)).faults).toEqual([]);
});
