import type { Pool } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { IndividualLimits } from '../../clinical/orders/limits-at.ts';
import { readSeriesList, type SeriesList } from './series-list.ts';

/** What the store knows of a person before any measurement is read. */
export interface PersonRow extends SeriesList {
  person: number;
  /** The person's own number, which stored texts leave out. */
  ownNumber: string;
  longestSpan: number;
  lastReceived: number | undefined;
  /** Organisation numbers that have delivered about this person. */
  sources: string[];
  /** What an answer is judged by, beside what is stored. */
  individual?: IndividualLimits | undefined;
}

export interface PersonColumns {
  person: number;
  longest_span_ms: number;
  last_received_ms: number | null;
  sources: string[];
  series: string | null;
}

const seriesList = `(select json_agg(json_build_object('series', series, 'code', code, 'codings', codings,
                                    'categories', categories, 'status', status) order by series)
   from measurement_series as own where own.person = person.person)::text as series`;

/** SQL of the columns of `person` that make a {@link PersonRow}. */
export const personColumns = `person, longest_span_ms, last_received_ms, sources, ${seriesList}`;

export function toPersonRow(row: PersonColumns, value: string): PersonRow {
  return {
    person: row.person,
    ownNumber: value,
    longestSpan: row.longest_span_ms,
    lastReceived: row.last_received_ms ?? undefined,
    sources: row.sources,
    ...readSeriesList(row.series, value),
  };
}

export async function findPerson(
  pool: Pool,
  { system, value }: PersonIdentifier,
): Promise<PersonRow | undefined> {
  const { rows } = await pool.query<PersonColumns>({
    name: 'find-person',
    text: `select ${personColumns} from person_identity join person using (person) where system = $1 and value = $2`,
    values: [system, value],
  });
  return rows[0] && toPersonRow(rows[0], value);
}

/** Observation ids carry the person's key, so that one id never means two persons' measurements. */
export function observationId(person: number, number: number): string {
  return `${person.toString(36)}-${number.toString(36)}`;
}

/** The number in an id of this person; undefined when the id is another person's or no id of ours. */
export function observationNumber(person: number, id: string): number | undefined {
  const [key, number, ...rest] = id.split('-');
  if (rest.length > 0 || key !== person.toString(36) || !/^[0-9a-z]{1,6}$/.test(number ?? ''))
    return undefined;
  const parsed = parseInt(number ?? '', 36);
  return parsed < 2 ** 31 ? parsed : undefined;
}
