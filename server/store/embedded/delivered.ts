import type { Pool } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { DateFilter, DeliveredCursor, DeliveredPage, ObservationQuery } from '../national-store.ts';
import { findPerson } from './person.ts';
import { search } from './search.ts';

/** Persons that are looked at for one page: a page may be short, but never takes long. */
const personsPerPage = 100;

interface PersonOfSource extends PersonIdentifier {
  person: number;
}

/**
 * What a source delivered, person by person in the order of their keys: the one read that is about several, and each step
 * of it about one. Persons nothing has come of since `_lastUpdated` are passed over.
 */
export async function deliveredBy(
  pool: Pool,
  source: string,
  query: Omit<ObservationQuery, 'source' | 'sort'>,
  { count, after }: { count: number; after?: DeliveredCursor },
): Promise<DeliveredPage> {
  const persons = await personsOf(pool, source, after, query.lastUpdated);
  const found: DeliveredPage['found'] = [];
  let room = count;
  for (const { person, system, value } of persons) {
    const identifier = { system, value };
    const row = await findPerson(pool, identifier);
    if (!row) continue;
    const start = after && Number(after.person) === person ? { after } : {};
    const page = await search(pool, row, { ...query, source, sort: 'date' }, { count: room, ...start });
    if (page.observations.length > 0) found.push({ person: identifier, observations: page.observations });
    room -= page.observations.length;
    if (page.next) return { found, next: { person: String(person), ...page.next } };
    if (room === 0) return { found, next: endOf(person) };
  }
  const last = persons.at(-1);
  return { found, ...(last && persons.length === personsPerPage && { next: endOf(last.person) }) };
}

/** After everything of a person. */
function endOf(person: number): DeliveredCursor {
  return { person: String(person), effective: 8.64e15, number: 2 ** 31 };
}

async function personsOf(
  pool: Pool,
  source: string,
  after: DeliveredCursor | undefined,
  lastUpdated: readonly DateFilter[],
): Promise<PersonOfSource[]> {
  const { rows } = await pool.query<PersonOfSource>({
    name: 'persons-of-source',
    text: `select person, system, value from (
             select distinct person from measurement_context join person using (person)
              where source = $1 and person >= $2 and last_received_ms >= $3 order by person limit $4) as own
             join person_identity using (person) order by person`,
    values: [source, Number(after?.person ?? 0), earliest(lastUpdated), personsPerPage],
  });
  return rows;
}

/** Nothing that matches was received before. */
function earliest(filters: readonly DateFilter[]): number {
  const starts = filters
    .filter(({ prefix }) => ['eq', 'ge', 'gt', 'sa'].includes(prefix))
    .map(({ from }) => from);
  return Math.max(0, ...starts);
}
