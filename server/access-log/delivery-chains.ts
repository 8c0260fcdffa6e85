import type { PoolClient } from '../database/pool.ts';
import { isUnsupported } from '../database/unsupported.ts';
import { accessLogEntries } from '../metrics.ts';
import type { AccessRecord } from './access-log.ts';
import { allAtOnce, beginChain, oneByOne, type ChainStatements } from './chain-statements.ts';
import type { StoredHead } from './chain.ts';
import { isOutage, logUnavailable } from './failure.ts';
import type { LogKeys } from './log-keys.ts';
import { nextLinks } from './next-links.ts';

/** A record, and the key of the person it is about. */
export interface DeliveryRecord {
  person: number;
  record: AccessRecord;
}

/** Chains of persons, locked until the transaction ends. */
export interface OpenChains {
  /** Sends the entries, one a person; they are in the chains when the transaction is. */
  append(): Promise<void>;
  /** To be told when it is. */
  committed(): void;
}

const mostRemembered = 20_000;

/**
 * The access log as a delivery writes it: in the transaction that stores the measurements, so that neither is ever there
 * without the other. Failures are as of the log: what concerns one chain is 503 `log-unavailable`.
 *
 * Whoever writes locks in one order: identities, rows of persons, beginnings of chains (each by identifier), heads of chains (by
 * key). Nobody waits for one of the earlier while holding one of the later, so that no ring comes about, also between facades.
 */
export class DeliveryChains {
  readonly #keys: LogKeys;
  readonly #begun = new Set<number>();
  #together: ChainStatements = allAtOnce;

  constructor(keys: LogKeys) {
    this.#keys = keys;
  }

  /**
   * Begins the persons' chains where there are none, and locks their heads. Sent without waiting for what was sent before.
   * @param records in the order of the persons' identifiers; their rows in `person` are locked, so that none is erased meanwhile
   */
  async open(client: PoolClient, records: readonly DeliveryRecord[]): Promise<OpenChains> {
    if (records.length === 0) return { append: () => Promise.resolve(), committed: () => undefined };
    const key = this.#keys.current;
    const begins = records
      .filter(({ person }) => !this.#begun.has(person))
      .map(({ person }) => beginChain(client, key, person));
    const ordered = [...records].sort((a, b) => a.person - b.person);
    const statements = ordered.length === 1 ? oneByOne : this.#together;
    const persons = ordered.map(({ person }) => person);
    const [heads] = await Promise.all([this.#allOf(statements.lock(client, persons)), this.#allOf(begins)]);
    // What cannot follow is found before anything is committed.
    const links = ordered.map(({ record }, at) => this.#linksOf(heads[at], record));
    return {
      append: async () => {
        await this.#allOf(statements.write(client, links));
      },
      committed: () => {
        if (this.#begun.size >= mostRemembered) this.#begun.clear();
        for (const person of persons) this.#begun.add(person);
        accessLogEntries.inc({ by: 'delivery' }, persons.length);
      },
    };
  }

  #linksOf(head: StoredHead | undefined, record: AccessRecord) {
    try {
      return nextLinks(this.#keys, head, [record]);
    } catch (cause) {
      throw logUnavailable(cause);
    }
  }

  /** Fails with the first that failed, but not before all have ended. */
  async #allOf<T>(statements: readonly Promise<T>[]): Promise<T[]> {
    const ended = await Promise.allSettled(statements);
    return ended.map((each) => {
      if (each.status === 'fulfilled') return each.value;
      // Citus answers what is about one person at a time (README.md, Group commit).
      if (isUnsupported(each.reason)) this.#together = oneByOne;
      throw isOutage(each.reason) ? each.reason : logUnavailable(each.reason);
    });
  }
}
