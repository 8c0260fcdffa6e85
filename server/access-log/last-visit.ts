import type { PersonIdentifier } from '../access/grant.ts';
import type { Pool } from '../database/pool.ts';

/** When one clinician looked at one person's measurements: the first and the last look of a visit, epoch milliseconds. */
export interface Visit {
  start: number;
  end: number;
}

/** Looks of one clinician that lie at least this far apart are of different visits, in ms. */
export const betweenVisits = 30 * 60_000;

/** As in migration 0010, so that the index is used. */
const hprOfEntry = `substring(record from '^\\{"action":"[a-z-]+","actor":\\{"hpr":"([0-9]+)"')`;

/**
 * The newest visit that had ended `betweenVisits` before `now`, by this clinician's own entries alone; undefined: there is none.
 * A look is an entry that discloses measurements, or that there are none: a refusal is no look. It goes back no further than the
 * visit's first look.
 */
export async function readLastVisit(
  pool: Pool,
  { system, value }: PersonIdentifier,
  hpr: string,
  now: number,
): Promise<Visit | undefined> {
  const known = await pool.query<{ person: number }>({
    name: 'person-of-log',
    text: 'select person from person_identity where system = $1 and value = $2',
    values: [system, value],
  });
  const person = known.rows[0]?.person;
  if (person === undefined) return undefined;
  const { rows } = await pool.query<{ at: number; begins: boolean; ends: boolean }>({
    name: 'own-visits',
    text: `select occurred_ms as at, after_ms - occurred_ms >= $4 as ends,
                  coalesce(occurred_ms - before_ms >= $4, true) as begins
             from (select occurred_ms, lag(occurred_ms, 1, $3::bigint) over newest_first as after_ms,
                          lead(occurred_ms) over newest_first as before_ms
                     from access_entry
                    where person = $1 and ${hprOfEntry} = $2 and record like '%"disclosed":{%'
                   window newest_first as (order by occurred_ms desc)) as look
            where after_ms - occurred_ms >= $4 or coalesce(occurred_ms - before_ms >= $4, true)
            order by occurred_ms desc limit 3`,
    values: [person, hpr, now, betweenVisits],
  });
  const last = rows.findIndex(({ ends }) => ends);
  const end = rows[last];
  const start = rows.slice(last).find(({ begins }) => begins);
  return end && start && { start: start.at, end: end.at };
}
