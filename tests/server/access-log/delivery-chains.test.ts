import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DisclosedVersions, numberIn } from '../../../server/access-log/digest.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { erasePerson } from '../../../server/database/erase.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { FhirError } from '../../../server/errors.ts';
import { createEmbeddedStore } from '../../../server/store/embedded/store.ts';
import type { NationalStore } from '../../../server/store/national-store.ts';
import type { TestDatabase } from '../../support/database.ts';
import { originOf } from '../../support/delivery-origin.ts';
import { fjordvik, heartRate, newPerson, oslo } from '../../support/observation-builders.ts';
import { versionsLogged, versionsStored } from '../durability/logged.ts';
import { prepared } from '../store/contract.ts';
import { keys, migratedDatabase, openLog, recordOf, verified, type OpenLog } from './log.ts';

interface FacadeParts {
  writers: Pool;
  store: NationalStore;
  log: OpenLog;
}

let database: TestDatabase;
let facades: [FacadeParts, FacadeParts];
beforeAll(async () => {
  database = await migratedDatabase();
  const open = (): FacadeParts => {
    const writers = createPool(database.url, { max: 4, pipeline: true, connectTimeout: 30_000 });
    return { writers, store: createEmbeddedStore(database.pool, keys, writers), log: openLog(database) };
  };
  facades = [open(), open()];
});
afterAll(async () => {
  for (const { writers, log } of facades) await Promise.all([writers.end(), log.close()]);
  await database.drop();
});

/** Every entry about a person, without pages. */
const entriesOf = async (person: PersonIdentifier) =>
  (await facades[0].log.entries(person, { count: 10_000 })).entries;

/** A look-up may be refused for having waited too long on a slow machine; anything else is a fault. */
function onlyForWaiting(error: FhirError): [] {
  const { code, message } = error.cause as { code?: string; message: string };
  expect(code ?? message).toMatch(/^(55P03|Not written within \d+ ms)$/);
  return [];
}

test('two sources at two facades about the same persons in opposite orders, beside look-ups: no deadlock, and every chain is proved', async () => {
  const known = Array.from({ length: 6 }, newPerson);
  const rounds = Array.from({ length: 12 }, (_, round) =>
    [...known, newPerson(), newPerson()].map((person) => ({ person, round })),
  );
  const time = (round: number, second: number) =>
    new Date(Date.UTC(2026, 0, 1 + round, 8, 0, second)).toISOString();
  const work = rounds.flatMap((people, round) =>
    facades.flatMap(({ store, log }, at) => [
      store.deliver(
        originOf(at === 0 ? oslo : fjordvik),
        (at === 0 ? people : [...people].reverse()).map(({ person }) =>
          prepared(heartRate(person, time(round, at), 60 + at)),
        ),
      ),
      ...known.map((person) => log.write(recordOf(person)).then(() => [], onlyForWaiting)),
    ]),
  );
  const results = (await Promise.all(work)).flat();
  const failed = results.filter((result) => result instanceof FhirError);
  expect(failed.map(({ reason, cause }) => `${reason}: ${String(cause)}`)).toEqual([]);
  const { rows } = await database.pool.query<{ deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  expect(rows).toEqual([{ deadlocks: 0 }]);
  for (const person of new Set(rounds.flat().map((each) => each.person))) {
    expect(await versionsLogged(database.pool, person)).toBe(await versionsStored(database.pool, person));
  }
  expect((await verified(database.pool)).faults).toEqual([]);
}, 60_000);

test('persons who are erased over and over while both deliver about them: nothing hangs, and every chain is proved', async () => {
  const people = [newPerson(), newPerson(), newPerson()];
  const erased: Promise<unknown>[] = [];
  for (let round = 0; round < 6; round++) {
    const deliveries = facades.map(({ store }, at) =>
      store.deliver(
        originOf(oslo),
        people.map((person) => prepared(heartRate(person, `2026-01-0${round + 1}T08:00:0${at}Z`, 60))),
      ),
    );
    erased.push(...people.map((person) => erasePerson(database.pool, person)));
    const failed = (await Promise.all(deliveries)).flat().filter((result) => result instanceof FhirError);
    expect(failed).toEqual([]);
  }
  await Promise.all(erased);
  expect((await verified(database.pool)).faults).toEqual([]);
}, 60_000);

test('the log of a person tells of the versions that were stored of them, and of nothing of others', async () => {
  const place = fc.record({
    who: fc.nat(3),
    which: fc.nat(4),
    value: fc.integer({ min: 50, max: 53 }),
    withdrawn: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(place, { maxLength: 12 }), { maxLength: 4 }), async (deliveries) => {
      const people = Array.from({ length: 4 }, newPerson);
      const expected = people.map((): string[] => []);
      for (const [at, delivery] of deliveries.entries()) {
        const { store } = facades[at % 2] as FacadeParts;
        const sent = delivery.map(({ who, which, value, withdrawn }) =>
          prepared(
            heartRate(people[who] as PersonIdentifier, `2026-01-0${which + 1}T08:00:00Z`, value, {
              identifier: [{ system: 'urn:x', value: `${which}` }],
              ...(withdrawn && { status: 'entered-in-error' }),
            }),
          ),
        );
        const results = await store.deliver(originOf(oslo), sent);
        for (const who of people.keys()) {
          const versions = new DisclosedVersions();
          for (const [index, result] of results.entries()) {
            if (result instanceof FhirError) throw result;
            if (delivery[index]?.who !== who || result.outcome === 'unchanged') continue;
            versions.add(numberIn(result.id ?? ''), result.version ?? 0);
          }
          if (versions.count > 0) expected[who]?.unshift(versions.digest());
        }
      }
      for (const [who, person] of people.entries()) {
        const found = (await entriesOf(person)).map(({ delivered }) => delivered?.digest);
        expect(found).toEqual(expected[who]);
        expect(await versionsLogged(database.pool, person)).toBe(await versionsStored(database.pool, person));
      }
    }),
    { numRuns: 15 },
  );
  expect((await verified(database.pool)).faults).toEqual([]);
}, 60_000);

test('codes without end do not keep a delivery out: the first are named, and how many more there are', async () => {
  const person = newPerson();
  const code = (n: number) => `${String(n).padStart(3, '0')}-${person.value}-${'x'.repeat(400)}`;
  const sent = Array.from({ length: 60 }, (_, n) =>
    prepared(
      heartRate(person, '2026-01-01T08:00:00Z', 60, {
        code: { coding: [{ system: 'urn:own', code: code(n) }] },
      }),
    ),
  );
  const results = await facades[0].store.deliver(originOf(oslo), sent);
  expect(results.filter((result) => result instanceof FhirError)).toEqual([]);
  const [entry] = await entriesOf(person);
  const { codes = [], furtherCodes = 0, counts } = entry?.delivered ?? {};
  expect([codes.length + furtherCodes, counts]).toEqual([60, { created: 60 }]);
  expect(codes.length).toBeGreaterThan(10);
  expect(JSON.stringify(entry)).not.toContain(person.value);
});
