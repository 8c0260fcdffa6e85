import type { Pool } from '../database/pool.ts';
import { beginFollowUpOf } from './begin.ts';
import { withFollowUpFailures } from './failure.ts';
import type { Followed, FollowUp, FollowUps } from './follow-ups.ts';

interface FollowUpRow {
  from_ms: number;
  to_ms: number | null;
}

interface FollowedRow extends FollowUpRow {
  orgnr: string;
  name: string | null;
}

const ofPerson = 'from person_identity join follow_up using (person)';

/** Who is no longer enrolled follows nobody. */
const ending = `least(to_ms, date_part('epoch', enrolled_to) * 1000)`;
const withOrganization = `${ofPerson} left join organization using (orgnr) where system = $1 and value = $2`;

/** The last end of all. */
const untilText = `select max(coalesce(${ending}, 'Infinity'::float8)) as until ${withOrganization}`;

const followedText = `select orgnr, name, from_ms, floor(${ending})::bigint as to_ms ${withOrganization} order by from_ms, orgnr`;

/**
 * Home follow-ups in PostgreSQL: the facade's own register, whichever national store holds the measurements.
 * @param readableAfterEnd how long measurements may be read when the last follow-up has ended, in ms
 */
export function createFollowUps(pool: Pool, { readableAfterEnd }: { readableAfterEnd: number }): FollowUps {
  const one = async (name: string, text: string, values: (string | number | null)[]) => {
    const { rows } = await pool.query<FollowUpRow>({ name, text, values });
    return rows[0] && followUpOf(rows[0]);
  };

  return {
    readableUntil: ({ system, value }) =>
      withFollowUpFailures(async () => {
        const { rows } = await pool.query<{ until: number | null }>({
          name: 'followed-until',
          text: untilText,
          values: [system, value],
        });
        const until = rows[0]?.until ?? undefined;
        return until === undefined ? undefined : until + readableAfterEnd;
      }),

    of: ({ system, value }) =>
      withFollowUpFailures(async () => {
        const { rows } = await pool.query<FollowedRow>({
          name: 'followed-by',
          text: followedText,
          values: [system, value],
        });
        return rows.map(followedOf);
      }),

    begin: (person, orgnr, measured) =>
      withFollowUpFailures(async () => {
        await pool.query(beginFollowUpOf(person, orgnr, measured));
      }),

    end: ({ system, value }, orgnr, to, beforeChange) =>
      withFollowUpFailures(async () => {
        const own = [system, value, orgnr];
        const standing = await one(
          'standing-follow-up',
          `select from_ms, to_ms ${ofPerson} where system = $1 and value = $2 and orgnr = $3`,
          own,
        );
        const isDone = to === undefined ? standing?.to !== undefined : to === standing?.to;
        if (!standing || isDone) return standing;
        await beforeChange();
        return await one(
          'end-follow-up',
          `update follow_up set to_ms = ending, from_ms = least(from_ms, ending)
             from person_identity, (select coalesce($4::bigint, floor(date_part('epoch', clock_timestamp()) * 1000)::bigint) as ending) as said
            where follow_up.person = person_identity.person and system = $1 and value = $2 and orgnr = $3
            returning from_ms, to_ms`,
          [...own, to ?? null],
        );
      }),
  };
}

function followUpOf({ from_ms, to_ms }: FollowUpRow): FollowUp {
  return { from: from_ms, ...(to_ms !== null && { to: to_ms }) };
}

function followedOf({ orgnr, name, ...row }: FollowedRow): Followed {
  return { orgnr, ...(name !== null && { name }), ...followUpOf(row) };
}
