import type { Pool } from 'pg';
import { DeliveryChains } from '../../access-log/delivery-chains.ts';
import type { LogKeys } from '../../access-log/log-keys.ts';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { IndividualLimits } from '../../clinical/orders/limits-at.ts';
import { nothingOf, type NationalStore } from '../national-store.ts';
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
 * @param logKeys what is delivered is in the access log, in the same transaction
 * @param writers connections of the deliveries: those about one person wait for each other, and readers shall not wait
 *   with them
 */
export function createEmbeddedStore(pool: Pool, logKeys: LogKeys, writers: Pool = pool): NationalStore {
  const delivering = {
    pool: writers,
    keys: new PersonKeys(),
    chains: new DeliveryChains(logKeys),
    together: true,
  };
  /** A person nobody has delivered measurements of is answered as empty, not as an error. */
  const ofPerson = <T>(
    identifier: PersonIdentifier,
    individual: IndividualLimits | undefined,
    empty: T,
    work: (person: PersonRow) => Promise<T>,
  ): Promise<T> =>
    withStoreFailures(async () => {
      const person = await findPerson(pool, identifier);
      return person ? work({ ...person, individual }) : empty;
    });

  return {
    search: (identifier, query, page, individual) =>
      ofPerson(identifier, individual, { observations: [] }, (person) => search(pool, person, query, page)),

    count: (identifier, query) => ofPerson(identifier, undefined, 0, (person) => count(pool, person, query)),

    read: (identifier, id, allowedCategories, individual) =>
      ofPerson(identifier, individual, undefined, (person) => read(pool, person, id, allowedCategories)),

    history: (identifier, id, allowedCategories, individual) =>
      ofPerson(identifier, individual, undefined, (person) => history(pool, person, id, allowedCategories)),

    lastn: (identifier, query, individual) =>
      ofPerson(identifier, individual, [], (person) => lastn(pool, person, query)),

    trend: (identifier, query, individual) =>
      ofPerson(
        identifier,
        individual,
        { trends: query.codes.map((code) => nothingOf(code, query)), contexts: new Map() },
        (person) => trend(pool, person, query),
      ),

    deliver: (origin, measurements) => deliver(delivering, origin, measurements),

    deliveredBy: (source, query, page) => withStoreFailures(() => deliveredBy(pool, source, query, page)),

    health: () =>
      withStoreFailures(async () => {
        await pool.query('select 1');
      }),
  };
}
