import { randomInt } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';

const mostRemembered = 20_000;

/** Person keys by identifier. A key stays the same until the person is erased; then it has to be forgotten. */
export class PersonKeys {
  readonly #known = new Map<string, number>();

  async of(client: PoolClient, identifier: PersonIdentifier): Promise<number> {
    const name = nameOf(identifier);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const key = (await readKey(client, identifier)) ?? (await addPerson(client, identifier));
    const oldest = this.#known.keys().next();
    if (this.#known.size >= mostRemembered && !oldest.done) this.#known.delete(oldest.value);
    this.#known.set(name, key);
    return key;
  }

  /** The key, if it is remembered. */
  remembered(identifier: PersonIdentifier): number | undefined {
    return this.#known.get(nameOf(identifier));
  }

  /** @returns the key that was remembered */
  forget(identifier: PersonIdentifier): number | undefined {
    const name = nameOf(identifier);
    const key = this.#known.get(name);
    this.#known.delete(name);
    return key;
  }
}

function nameOf({ system, value }: PersonIdentifier): string {
  return `${system}|${value}`;
}

async function readKey(client: PoolClient, { system, value }: PersonIdentifier): Promise<number | undefined> {
  const { rows } = await client.query<{ person: number }>({
    name: 'person-key',
    text: 'select person from person_identity where system = $1 and value = $2',
    values: [system, value],
  });
  return rows[0]?.person;
}

/** A key that is random, so that it tells nothing of the person. A key that is taken is drawn again. */
async function addPerson(client: PoolClient, identifier: PersonIdentifier): Promise<number> {
  const { rows } = await client.query<{ person: number }>({
    name: 'add-identity',
    text: `insert into person_identity (system, value, person) values ($1, $2, $3)
           on conflict do nothing returning person`,
    values: [identifier.system, identifier.value, randomInt(2 ** 30, 2 ** 31)],
  });
  const person = rows[0]?.person;
  // Somebody else made it, with its row, or the key is taken. A row that is missing by now was erased: it is not made again.
  if (person === undefined) return (await readKey(client, identifier)) ?? addPerson(client, identifier);
  await client.query({
    name: 'add-person',
    text: 'insert into person (person) values ($1)',
    values: [person],
  });
  return person;
}
