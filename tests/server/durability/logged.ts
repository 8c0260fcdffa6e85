import { readEntries } from '../../../server/access-log/entries.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import type { Pool } from '../../../server/database/pool.ts';

/** How many versions of a person's measurements the person's log says were stored. */
export async function versionsLogged(pool: Pool, person: PersonIdentifier): Promise<number> {
  const { entries } = await readEntries(pool, person, { count: 100_000 });
  return entries
    .flatMap(({ delivered }) => Object.values(delivered?.counts ?? {}))
    .reduce((sum, each) => sum + each, 0);
}

/** How many there are. */
export async function versionsStored(pool: Pool, { system, value }: PersonIdentifier): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `with own as (select person from person_identity where system = $1 and value = $2)
     select (select count(*) from measurement join own using (person))::int
          + (select count(*) from measurement_version join own using (person))::int as count`,
    [system, value],
  );
  return rows[0]?.count ?? Number.NaN;
}
