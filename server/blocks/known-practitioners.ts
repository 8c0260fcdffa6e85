import type { ClinicianGrant } from '../access/grant.ts';
import type { Pool } from '../database/pool.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import { holdsPersonNumber } from '../person/person-number-in-text.ts';
import { withBlockFailures } from './failure.ts';

/** A practitioner at one workplace. */
export interface KnownPractitioner {
  hpr: string;
  name: string;
  organization: ClinicianGrant['organization'];
}

/** Practitioners who have looked at measurements of anybody, for citizens to find whom they want to block. */
export interface KnownPractitioners {
  /**
   * Makes a practitioner findable who looks at measurements. Cheap to call at every look: the database hears of each once
   * a day. Whose name holds a national number is not remembered.
   * @param at epoch milliseconds
   */
  remember(
    practitioner: Pick<ClinicianGrant['practitioner'], 'hpr' | 'name'>,
    organization: ClinicianGrant['organization'],
    at: number,
  ): Promise<void>;
  /**
   * Those whose name or workplace has, for each word of the text, a word that begins with it, in whatever case, by name.
   * Nobody for a text without letters and digits. `more`: there are others.
   */
  find(text: string): Promise<{ found: KnownPractitioner[]; more: boolean }>;
}

/** Of one search. */
export const mostFound = 20;
const mostRemembered = 20_000;

export function createKnownPractitioners(pool: Pool): KnownPractitioners {
  /** What the database has been told, as text, by practitioner and workplace. */
  const told = new Map<string, string>();
  return {
    async remember({ hpr, name }, { orgnr, name: organization }, at) {
      if (holdsPersonNumber(name) || holdsPersonNumber(organization)) return;
      const day = osloDate(at);
      const [who, what] = [`${hpr}|${orgnr}`, `${day}|${name}|${organization}`];
      if (told.get(who) === what) return;
      await withBlockFailures(() =>
        pool.query({
          name: 'remember-practitioner',
          text: `insert into known_practitioner as known (hpr, orgnr, name, organization, words, last_seen)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (hpr, orgnr) do update set name = excluded.name, organization = excluded.organization,
                   words = excluded.words, last_seen = excluded.last_seen where known.last_seen <= excluded.last_seen`,
          values: [hpr, orgnr, name, organization, ` ${wordsOf(`${name} ${organization}`).join(' ')}`, day],
        }),
      );
      if (told.size >= mostRemembered) told.clear();
      told.set(who, what);
    },

    async find(text) {
      const words = wordsOf(text);
      if (words.length === 0) return { found: [], more: false };
      const rows = await withBlockFailures(async () => {
        const answer = await pool.query<PractitionerRow>({
          name: 'find-practitioners',
          text: `select hpr, name, orgnr, organization from known_practitioner where words like all ($1)
                 order by name, hpr, last_seen desc, orgnr limit ${mostFound + 1}`,
          values: [words.map((word) => `% ${word}%`)],
        });
        return answer.rows;
      });
      return { found: rows.slice(0, mostFound).map(practitionerOf), more: rows.length > mostFound };
    },
  };
}

interface PractitionerRow {
  hpr: string;
  name: string;
  orgnr: string;
  organization: string;
}

function practitionerOf({ hpr, name, orgnr, organization }: PractitionerRow): KnownPractitioner {
  return { hpr, name, organization: { orgnr, name: organization } };
}

/** Letters and digits only: none that a pattern of SQL would take for its own. Lower case is ours, whatever the database's locale. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
