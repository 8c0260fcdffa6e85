import type { PoolClient } from '../database/pool.ts';
import { beginning, headSeal, type StoredEntry, type StoredHead } from './chain.ts';
import type { LogKey } from './log-keys.ts';

/** What is to follow in one person's chain, and its new end. */
export interface NextLinks {
  entries: StoredEntry[];
  head: StoredHead;
}

/** How heads are locked and links written: a promise for each person, in the order given. */
export interface ChainStatements {
  /** Whether what fails for a person is that person's failure. */
  blames: boolean;
  /** In ascending order of persons, as whoever writes here does. Undefined: no open chain. */
  lock(client: PoolClient, persons: readonly number[]): Promise<StoredHead | undefined>[];
  write(client: PoolClient, links: readonly NextLinks[]): Promise<void>[];
}

/** An empty chain for a person who has none; an erasure of the person must be kept from coming in between. */
export async function beginChain(client: PoolClient, key: LogKey, person: number): Promise<void> {
  const seal = headSeal(key, { person, sequence: 0, hash: beginning });
  await client.query({
    name: 'begin-chain',
    text: `insert into access_chain (person, sequence, key_id, hash, seal) values ($1, 0, $2, $3, $4)
           on conflict (person) do nothing`,
    values: [person, key.id, beginning, seal],
  });
}

const headColumns = 'person, sequence, key_id as "keyId", hash, seal';

/** Statements about one person each: they tell whose fault a failure is, and Citus answers each on one node. */
export const oneByOne: ChainStatements = {
  blames: true,
  lock: (client, persons) =>
    persons.map(async (person) => {
      const { rows } = await client.query<StoredHead>({
        name: 'lock-chain',
        text: `select ${headColumns} from access_chain where person = $1 and not erased for update`,
        values: [person],
      });
      return rows[0];
    }),
  write: (client, links) =>
    links.map(async ({ entries, head }) => {
      const { rowCount } = await client.query({
        name: 'append-to-chain',
        text: `with added as (
                 insert into access_entry (person, key_id, sequence, occurred_ms, hash, record)
                 select $1, $2, * from unnest($3::int[], $4::bigint[], $5::bytea[], $6::text[]))
               update access_chain set sequence = $7, key_id = $2, hash = $8, seal = $9 where person = $1`,
        values: [
          ...[head.person, head.keyId, entries.map(({ sequence }) => sequence)],
          ...[entries.map(({ occurred }) => occurred), entries.map(({ hash }) => hash)],
          ...[entries.map(({ record }) => record), head.sequence, head.hash, head.seal],
        ],
      });
      expectHeads(rowCount, 1);
    }),
};

/** Two statements about all persons together: half the work for PostgreSQL. */
export const allAtOnce: ChainStatements = {
  blames: false,
  lock(client, persons) {
    const locked = client
      .query<StoredHead>({
        name: 'lock-chains',
        text: `select ${headColumns} from access_chain where person = any($1::int[]) and not erased
                order by person for update`,
        values: [persons],
      })
      .then(({ rows }) => new Map(rows.map((head) => [head.person, head])));
    return persons.map((person) => locked.then((heads) => heads.get(person)));
  },
  write(client, links) {
    const entries = links.flatMap((next) => next.entries);
    const heads = links.map(({ head }) => head);
    const written = client
      .query({
        name: 'append-to-chains',
        text: `with added as (
                 insert into access_entry (person, key_id, sequence, occurred_ms, hash, record)
                 select * from unnest($1::int[], $2::int[], $3::int[], $4::bigint[], $5::bytea[], $6::text[]))
               update access_chain as chain
                  set sequence = new.sequence, key_id = new.key_id, hash = new.hash, seal = new.seal
                 from unnest($7::int[], $8::int[], $9::int[], $10::bytea[], $11::bytea[])
                   as new (person, key_id, sequence, hash, seal)
                where chain.person = new.person`,
        values: [
          ...[entries.map(({ person }) => person), entries.map(({ keyId }) => keyId)],
          ...[entries.map(({ sequence }) => sequence), entries.map(({ occurred }) => occurred)],
          ...[entries.map(({ hash }) => hash), entries.map(({ record }) => record)],
          ...[heads.map(({ person }) => person), heads.map(({ keyId }) => keyId)],
          ...[heads.map(({ sequence }) => sequence), heads.map(({ hash }) => hash)],
          heads.map(({ seal }) => seal),
        ],
      })
      .then(({ rowCount }) => expectHeads(rowCount, links.length));
    return links.map(() => written);
  },
};

function expectHeads(found: number | null, expected: number): void {
  if (found !== expected) throw new Error('The head of a chain in the access log is gone');
}
