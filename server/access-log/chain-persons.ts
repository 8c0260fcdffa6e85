import type { PersonIdentifier } from '../access/grant.ts';
import type { PoolClient } from '../database/pool.ts';
import { PersonKeys } from '../store/embedded/person-key.ts';
import { beginChain } from './chain-statements.ts';
import type { LogKeys } from './log-keys.ts';

const mostRemembered = 20_000;

/** The person of a record was erased since their key was learnt. Asked again, they get a new one. */
export class PersonErased extends Error {
  override name = 'PersonErased';
}

/** Persons' keys, and whose chains are begun. What is remembered stays so until the person is erased. */
export class ChainPersons {
  readonly #keys = new PersonKeys();
  readonly #begun = new Set<number>();
  readonly #logKeys: LogKeys;

  constructor(logKeys: LogKeys) {
    this.#logKeys = logKeys;
  }

  /** As deliveries do it: a person who is not known yet gets a random key. */
  keyOf(client: PoolClient, identifier: PersonIdentifier): Promise<number> {
    return this.#keys.of(client, identifier);
  }

  /** Sees to it that the person has a chain. The identity is held meanwhile, so that nobody erases it in between. */
  async begin(client: PoolClient, identifier: PersonIdentifier, person: number): Promise<void> {
    if (this.#begun.has(person)) return;
    const { rowCount } = await client.query({
      name: 'hold-identity',
      text: 'select from person_identity where system = $1 and value = $2 and person = $3 for key share',
      values: [identifier.system, identifier.value, person],
    });
    if (rowCount !== 1) throw new PersonErased();
    await beginChain(client, this.#logKeys.current, person);
    if (this.#begun.size >= mostRemembered) this.#begun.clear();
    this.#begun.add(person);
  }

  /** Asked next, it is all asked of the database again. */
  forget(identifier: PersonIdentifier): void {
    const person = this.#keys.forget(identifier);
    if (person !== undefined) this.#begun.delete(person);
  }
}
