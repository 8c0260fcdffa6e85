import type { Pool } from 'pg';
import type {
  CodeToken,
  ObservationQuery,
  SearchPage,
  SearchPageRequest,
  StoredObservation,
} from '../national-store.ts';
import { Conditions } from './conditions.ts';
import { observationId, observationNumber, type PersonRow } from './person.ts';

function conditionsOf(person: PersonRow, query: ObservationQuery): Conditions {
  const conditions = new Conditions(person);
  conditions.codes(query.codes);
  conditions.categories(query.categories);
  conditions.categories(query.allowedCategories);
  conditions.statuses(query.statuses);
  for (const filter of query.dates) conditions.effective(filter);
  for (const filter of query.lastUpdated) conditions.received(filter);
  return conditions;
}

/** The page is chosen from the covering index; only its own rows are fetched from the table. */
export async function search(
  pool: Pool,
  person: PersonRow,
  query: ObservationQuery,
  { count, after }: SearchPageRequest,
): Promise<SearchPage> {
  const conditions = conditionsOf(person, query);
  const [direction, beyond] = query.sort === 'date' ? ['asc', '>'] : ['desc', '<'];
  if (after) {
    const effective = conditions.parameter(new Date(after.effective));
    conditions.add(
      `(effective_from, number) ${beyond} (${effective}, ${conditions.parameter(after.number)})`,
    );
  }
  const { rows } = await pool.query<{
    number: string;
    version: number;
    effective: number;
    received: number;
    served: string;
  }>(
    `with page as (
       select number, effective_from from measurement where ${conditions.where}
       order by effective_from ${direction}, number ${direction} limit ${conditions.parameter(count + 1)})
     select number::text, version, served, round(date_part('epoch', page.effective_from) * 1000) as effective,
            round(date_part('epoch', received) * 1000) as received
       from page join measurement using (number) where person = $1
      order by page.effective_from ${direction}, page.number ${direction}`,
    conditions.values,
  );
  const page = rows.slice(0, count);
  const last = page.at(-1);
  return {
    observations: page.map(({ number, version, received, served }) => ({
      id: observationId(person.person, Number(number)),
      version,
      received,
      text: served,
    })),
    ...(rows.length > count && last && { next: { effective: last.effective, number: Number(last.number) } }),
  };
}

export async function count(pool: Pool, person: PersonRow, query: ObservationQuery): Promise<number> {
  const conditions = conditionsOf(person, query);
  const { rows } = await pool.query<{ total: number }>(
    `select count(*)::float8 as total from measurement where ${conditions.where}`,
    conditions.values,
  );
  return rows[0]?.total ?? 0;
}

/** Withdrawn measurements can still be read by id: their status says what they are. */
export async function read(
  pool: Pool,
  person: PersonRow,
  id: string,
  allowedCategories: CodeToken[] | undefined,
): Promise<StoredObservation | undefined> {
  const number = observationNumber(person.person, id);
  if (number === undefined) return undefined;
  const conditions = new Conditions(person);
  conditions.add(`number = ${conditions.parameter(number)}`);
  conditions.categories(allowedCategories);
  const { rows } = await pool.query<{ version: number; received: number; served: string }>(
    `select version, round(date_part('epoch', received) * 1000) as received, served
       from measurement where ${conditions.where}`,
    conditions.values,
  );
  const row = rows[0];
  return row && { id, version: row.version, received: row.received, text: row.served };
}
