import type { PersonIdentifier } from '../access/grant.ts';
import type { PoolClient } from '../database/pool.ts';
import { PersonKeys } from '../store/embedded/person-key.ts';
import { beginChain } from './chain-statements.ts';
import type { StoredHead } from './chain.ts';
import type { LogKeys } from './log-keys.ts';

const mostRemembered = 20_000;
const mostHeads = 5_000;

/** The person of a record was erased since their key was learnt. Asked again, they get a new one. */
export class PersonErased extends Error {
  override name = 'PersonErased';
}

/**
 * Persons' keys, and whose chains are begun: what is remembered of these stays so until the person is erased. Beside them the
 * heads that were written last, which others may have moved since.
 */
export class ChainPersons {
  readonly #keys = new PersonKeys();
  readonly #begun = new Set<number>();
  readonly #heads = new Map<number, StoredHead>();
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

  /** The end of the person's chain when it was written last, if that is remembered. */
  headOf(identifier: PersonIdentifier): StoredHead | undefined {
    const person = this.#keys.remembered(identifier);
    return person === undefined ? undefined : this.#heads.get(person);
  }

  wrote(head: StoredHead): void {
    if (this.#heads.size >= mostHeads) this.#heads.clear();
    this.#heads.set(head.person, head);
  }

  /** Asked next, it is all asked of the database again. */
  forget(identifier: PersonIdentifier): void {
    const person = this.#keys.forget(identifier);
    if (person === undefined) return;
    this.#begun.delete(person);
    this.#heads.delete(person);
  }
}
