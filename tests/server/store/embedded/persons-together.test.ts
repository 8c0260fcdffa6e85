import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../../server/access/grant.ts';
import { migrate } from '../../../../server/database/migrate.ts';
import { createEmbeddedStore } from '../../../../server/store/embedded/store.ts';
import type {
  DeliveringSource,
  NationalStore,
  StoredObservation,
} from '../../../../server/store/national-store.ts';
import { accessLogKeys } from '../../../support/citizen-rights.ts';
import { freshDatabase, type TestDatabase } from '../../../support/database.ts';
import { originOf } from '../../../support/delivery-origin.ts';
import { fjordvik, heartRate, newPerson, oslo } from '../../../support/observation-builders.ts';
import { contentOf, prepared } from '../contract.ts';

/** What of a delivery is about one of the persons: a measurement by its identifier, as it was then. */
interface Sent {
  person: number;
  identifier: number;
  minute: number;
  value: number;
  withdrawn: boolean;
}

const anySent: fc.Arbitrary<Sent> = fc.record({
  person: fc.nat(4),
  identifier: fc.nat(5),
  minute: fc.nat(3),
  value: fc.integer({ min: 40, max: 44 }),
  withdrawn: fc.boolean(),
});
const anyDelivery = fc.record({
  source: fc.constantFrom(oslo, fjordvik),
  sent: fc.array(anySent, { minLength: 1, maxLength: 25 }),
});

describe('several persons in one delivery', () => {
  let database: TestDatabase;
  let store: NationalStore;
  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.pool);
  });
  beforeEach(() => {
    store = createEmbeddedStore(database.pool, accessLogKeys, database.writers);
  });
  afterAll(() => database.drop());

  const deliver = (to: NationalStore, source: DeliveringSource, resources: fhir4.Observation[]) =>
    to.deliver(
      originOf(source),
      resources.map((each) => prepared(each, {}, source)),
    );

  const statuses = ['final', 'entered-in-error'];
  const everything = { dates: [], lastUpdated: [], sort: 'date' as const, statuses };

  function withoutArrival(found: StoredObservation) {
    const content = contentOf(found);
    return { ...content, id: '', meta: { ...content.meta, lastUpdated: '' } };
  }

  /** Everything the store says of a person, but for ids and when it was received. */
  async function toldOf(person: PersonIdentifier) {
    const { observations } = await store.search(person, everything, { count: 100 });
    const told = [];
    for (const found of observations) {
      const versions = (await store.history(person, found.id)) ?? [];
      told.push([found, ...versions].map(withoutArrival));
    }
    return told;
  }

  /** Transactions that wrote the rows of these persons' measurements. */
  async function transactionsOf(persons: readonly PersonIdentifier[]): Promise<number> {
    const { rows } = await database.pool.query<{ many: number }>(
      `select count(distinct measurement.xmin::text)::int as many
         from measurement join person_identity using (person) where value = any($1)`,
      [persons.map(({ value }) => value)],
    );
    return rows[0]?.many ?? NaN;
  }

  test('are stored as each of them alone would be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyDelivery, { minLength: 1, maxLength: 4 }), async (deliveries) => {
        const [together, alone] = [0, 1].map(() => Array.from({ length: 5 }, () => newPerson()));
        const resourceOf = (people: readonly PersonIdentifier[], sent: Sent) =>
          heartRate(
            people[sent.person] as PersonIdentifier,
            `2026-03-01T08:0${sent.minute}:00Z`,
            sent.value,
            {
              identifier: [{ system: 'https://source.example/m', value: `m-${sent.identifier}` }],
              subject: { reference: 'Patient/p', identifier: people[sent.person] },
              ...(sent.withdrawn && { status: 'entered-in-error' }),
            },
          );
        for (const { source, sent } of deliveries) {
          const results = await deliver(
            store,
            source,
            sent.map((each) => resourceOf(together as PersonIdentifier[], each)),
          );
          const each = [0, 1, 2, 3, 4].map((person) => sent.filter((one) => one.person === person));
          const apart = new Map<Sent, unknown>();
          for (const own of each) {
            const outcomes = await deliver(
              store,
              source,
              own.map((one) => resourceOf(alone as PersonIdentifier[], one)),
            );
            own.forEach((one, at) => apart.set(one, outcomes[at]));
          }
          const plain = (result: unknown) => ({ ...(result as object), id: undefined });
          expect(results.map(plain)).toEqual(sent.map((one) => plain(apart.get(one))));
        }
        for (let person = 0; person < 5; person++) {
          const [here, there] = [together, alone].map((people) => people?.[person] as PersonIdentifier);
          const [ours, theirs] = [
            await toldOf(here as PersonIdentifier),
            await toldOf(there as PersonIdentifier),
          ];
          const named = JSON.stringify(theirs).replaceAll(there?.value ?? '', here?.value ?? '');
          expect(ours).toEqual(JSON.parse(named));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('are stored by one transaction, whoever of them is new', async () => {
    const persons = Array.from({ length: 20 }, () => newPerson());
    const day = (n: number) => persons.map((person) => heartRate(person, `2026-03-0${n}T08:00:00Z`, 70));
    await deliver(store, oslo, day(1).slice(0, 10));
    expect(await transactionsOf(persons.slice(0, 10))).toBe(1);
    await deliver(store, oslo, day(2));
    expect(await transactionsOf(persons)).toBe(2);
  });

  test('are received at one time, which is theirs too', async () => {
    const persons = Array.from({ length: 5 }, () => newPerson());
    const before = Date.now();
    await deliver(
      store,
      oslo,
      persons.map((person) => heartRate(person, '2026-03-01T08:00:00Z', 70)),
    );
    const { rows } = await database.pool.query<{ received: number; last: number; sources: string[] }>(
      `select distinct extract(epoch from timestamptz '2000-01-01Z')::bigint * 1000
                + received_s::bigint * 1000 + received_milli as received,
              last_received_ms as last, sources
         from measurement join person using (person) join person_identity using (person) where value = any($1)`,
      [persons.map(({ value }) => value)],
    );
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row?.sources).toEqual([oslo.orgnr]);
    expect(row?.last).toBe(row?.received);
    expect(row?.received).toBeGreaterThanOrEqual(before);
    expect(row?.received).toBeLessThanOrEqual(Date.now());
  });

  test('a database that answers about one person at a time is asked so from then on', async () => {
    await database.pool.query(`
      create function only_one() returns trigger language plpgsql as $$ begin
        if (select count(distinct person) from changed) > 1 then
          raise exception 'one person at a time' using errcode = '0A000';
        end if;
        return null;
      end $$;
      create trigger only_one after update on person referencing new table as changed
        for each statement execute function only_one()`);
    const persons = Array.from({ length: 6 }, () => newPerson());
    const deliverDay = (n: number) =>
      deliver(
        store,
        oslo,
        persons.map((person) => heartRate(person, `2026-03-0${n}T08:00:00Z`, 70)),
      );
    try {
      for (const n of [1, 2, 3]) {
        for (const result of await deliverDay(n)) expect(result).toMatchObject({ outcome: 'created' });
        // Still one transaction each: only the statements are about one.
        expect(await transactionsOf(persons)).toBe(n);
      }
    } finally {
      await database.pool.query('drop trigger only_one on person; drop function only_one');
    }
  });
});
