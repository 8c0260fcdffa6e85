import type { Pool } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { NationalStore } from '../national-store.ts';
import { deliver } from './deliver.ts';
import { deliveredBy } from './delivered.ts';
import { withStoreFailures } from './failure.ts';
import { lastn } from './lastn.ts';
import { PersonKeys } from './person-key.ts';
import { findPerson, type PersonRow } from './person.ts';
import { history, read } from './read.ts';
import { count, search } from './search.ts';
import { trend } from './trend.ts';

/**
 * The national store in PostgreSQL.
 * @param writers connections of the deliveries: those about one person wait for each other, and readers shall not wait
 *   with them
 */
export function createEmbeddedStore(pool: Pool, writers: Pool = pool): NationalStore {
  const keys = new PersonKeys();
  /** A person nobody has delivered measurements of is answered as empty, not as an error. */
  const ofPerson = <T>(
    identifier: PersonIdentifier,
    empty: T,
    work: (person: PersonRow) => Promise<T>,
  ): Promise<T> =>
    withStoreFailures(async () => {
      const person = await findPerson(pool, identifier);
      return person ? work(person) : empty;
    });

  return {
    search: (identifier, query, page) =>
      ofPerson(identifier, { observations: [] }, (person) => search(pool, person, query, page)),

    count: (identifier, query) => ofPerson(identifier, 0, (person) => count(pool, person, query)),

    read: (identifier, id, allowedCategories) =>
      ofPerson(identifier, undefined, (person) => read(pool, person, id, allowedCategories)),

    history: (identifier, id, allowedCategories) =>
      ofPerson(identifier, undefined, (person) => history(pool, person, id, allowedCategories)),

    lastn: (identifier, query) => ofPerson(identifier, [], (person) => lastn(pool, person, query)),

    trend: (identifier, query) =>
      ofPerson(
        identifier,
        { trends: query.codes.map((code) => ({ code, points: [] })), contexts: new Map() },
        (person) => trend(pool, person, query),
      ),

    deliver: (source, measurements) => deliver(writers, keys, source, measurements),

    deliveredBy: (source, query, page) => withStoreFailures(() => deliveredBy(pool, source, query, page)),

    health: () =>
      withStoreFailures(async () => {
        await pool.query('select 1');
      }),
  };
}
