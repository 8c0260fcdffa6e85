import type { Pool } from '../database/pool.ts';
import type { NextLinks } from './chain-statements.ts';
import type { StoredHead } from './chain.ts';

/**
 * Appends to a chain behind the head that is remembered, in one statement that is its own transaction: nobody waits for a
 * head to be read and locked first. False: the chain ends otherwise by now, or is erased, and nothing was written.
 */
export async function appendBehind(pool: Pool, before: StoredHead, links: NextLinks): Promise<boolean> {
  const { entries, head } = links;
  const { rowCount } = await pool.query({
    name: 'append-behind',
    text: `with moved as (
             update access_chain set sequence = $3, key_id = $2, hash = $4, seal = $5
              where person = $1 and not erased
                and sequence = $6 and key_id = $7 and hash = $8 and seal = $9 returning person)
           insert into access_entry (person, key_id, sequence, occurred_ms, hash, record)
           select moved.person, $2, added.* from moved,
                  unnest($10::int[], $11::bigint[], $12::bytea[], $13::text[]) as added`,
    values: [
      ...[head.person, head.keyId, head.sequence, head.hash, head.seal],
      ...[before.sequence, before.keyId, before.hash, before.seal],
      ...[entries.map(({ sequence }) => sequence), entries.map(({ occurred }) => occurred)],
      ...[entries.map(({ hash }) => hash), entries.map(({ record }) => record)],
    ],
  });
  if (rowCount === 0) return false;
  if (rowCount === entries.length) return true;
  throw new Error('The database wrote other entries than it was told to');
}
