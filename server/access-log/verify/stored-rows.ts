import type { PoolClient } from '../../database/pool.ts';
import type { StoredEntry, StoredHead } from '../chain.ts';

/** Rows held in memory at once. */
const page = 1000;

/** Of all persons, or of one. */
type Whose = number | undefined;

/** Every entry, by person and place in the chain, a page at a time. */
export async function* storedEntries(client: PoolClient, whose: Whose): AsyncGenerator<StoredEntry> {
  let last: StoredEntry | undefined;
  while (true) {
    const { rows } = await client.query<StoredEntry>({
      name: 'verify-entries',
      text: `select person, sequence, key_id as "keyId", occurred_ms as occurred, hash, record from access_entry
              where ($1::int is null or person = $1)
                and ($2::int is null or (person, sequence) > ($2, $3))
              order by person, sequence limit ${page}`,
      values: [whose ?? null, last?.person ?? null, last?.sequence ?? null],
    });
    yield* rows;
    last = rows.at(-1);
    if (rows.length < page) return;
  }
}

/** The end of every chain, by person. */
export async function* storedHeads(client: PoolClient, whose: Whose): AsyncGenerator<StoredHead> {
  let last: number | undefined;
  while (true) {
    const { rows } = await client.query<StoredHead>({
      name: 'verify-heads',
      text: `select person, sequence, key_id as "keyId", hash, seal from access_chain
              where ($1::int is null or person = $1) and ($2::int is null or person > $2)
              order by person limit ${page}`,
      values: [whose ?? null, last ?? null],
    });
    yield* rows;
    last = rows.at(-1)?.person;
    if (rows.length < page) return;
  }
}
