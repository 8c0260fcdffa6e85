import type { PersonIdentifier } from '../access/grant.ts';
import type { Pool, PoolClient } from '../database/pool.ts';
import { FhirError } from '../errors.ts';
import { PersonKeys } from '../store/embedded/person-key.ts';

/**
 * Runs `work` in a transaction that has locked the row of the person's identity: changes of one person's blocks take turns,
 * and nobody is erased meanwhile. Deliveries and the access log lock other rows, so that the log can be written before the
 * commit. Undefined when nobody knows the person.
 */
export async function withLockedIdentity<T>(
  pool: Pool,
  { system, value }: PersonIdentifier,
  work: (client: PoolClient, person: number) => Promise<T>,
): Promise<T | undefined> {
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ person: number }>({
      name: 'lock-identity',
      text: 'select person from person_identity where system = $1 and value = $2 for no key update',
      values: [system, value],
    });
    return rows[0] && (await work(client, rows[0].person));
  });
}

/** Gives the person a key, as a delivery would, and commits it: a log that is written meanwhile must not wait for it. */
export async function addIdentity(pool: Pool, identifier: PersonIdentifier): Promise<void> {
  await inTransaction(pool, (client) => new PersonKeys().of(client, identifier));
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('The database rolled back what was to be committed');
    client.release();
    return result;
  } catch (error) {
    // A refusal leaves the connection as it was; whatever else happened to it, it is not used again.
    const undone = error instanceof FhirError && (await rollback(client));
    client.release(!undone);
    throw error;
  }
}

async function rollback(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}
