import type { PersonIdentifier } from '../access/grant.ts';
import type { Pool } from '../database/pool.ts';
import type { AccessEntry, AccessLogQuery } from './access-log.ts';
import { fromRecordText } from './record-text.ts';

/** One person's entries, newest first: by their place in the chain. Nobody has looked at whoever is not known. */
export async function readEntries(
  pool: Pool,
  { system, value }: PersonIdentifier,
  { from, to, before, count }: AccessLogQuery,
): Promise<{ entries: AccessEntry[]; more: boolean }> {
  const known = await pool.query<{ person: number }>({
    name: 'person-of-log',
    text: 'select person from person_identity where system = $1 and value = $2',
    values: [system, value],
  });
  const person = known.rows[0]?.person;
  if (person === undefined) return { entries: [], more: false };
  const { rows } = await pool.query<{ record: string }>({
    name: 'read-log',
    text: `select record from access_entry
            where person = $1 and ($2::int is null or sequence < $2)
              and ($3::bigint is null or occurred_ms >= $3) and ($4::bigint is null or occurred_ms < $4)
            order by sequence desc limit $5`,
    values: [person, before ?? null, from ?? null, to ?? null, count + 1],
  });
  return {
    entries: rows.slice(0, count).map(({ record }) => fromRecordText(record)),
    more: rows.length > count,
  };
}
