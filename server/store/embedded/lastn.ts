import type { Pool } from 'pg';
import { vitalSigns } from '../../clinical/vital-signs.ts';
import type { LastnQuery, StoredObservation } from '../national-store.ts';
import { Conditions } from './conditions.ts';
import { observationId, type PersonRow } from './person.ts';

/**
 * Codes are walked one by one in the index (a recursive step to the next code), and each is read from its newest end:
 * the cost follows the number of codes, not the length of the history.
 */
export async function lastn(pool: Pool, person: PersonRow, query: LastnQuery): Promise<StoredObservation[]> {
  const conditions = new Conditions(person);
  conditions.add('code = group_code');
  conditions.codes(query.codes);
  conditions.categories(query.categories);
  conditions.categories(query.allowedCategories);
  conditions.statuses(query.statuses);
  for (const filter of query.dates) conditions.effective(filter);
  const max = conditions.parameter(query.max);
  const { rows } = await pool.query<{
    code: string;
    number: string;
    version: number;
    received: number;
    served: string;
  }>(
    `with recursive group_codes as (
       (select code as group_code from measurement where person = $1 order by code limit 1)
       union all
       select (select code from measurement where person = $1 and code > group_code order by code limit 1)
         from group_codes where group_code is not null)
     select code, number::text, version, served, round(date_part('epoch', received) * 1000) as received
       from group_codes cross join lateral (
         select number, effective_from from measurement where ${conditions.where}
          order by effective_from desc fetch first ${max} rows with ties) as latest
       join measurement using (number)
      where person = $1 and group_code is not null
      order by code, latest.effective_from desc, latest.number desc`,
    conditions.values,
  );
  const order = new Map(vitalSigns.map(({ code }, index) => [code.code, index]));
  return rows
    .sort((a, b) => (order.get(a.code) ?? order.size) - (order.get(b.code) ?? order.size))
    .map(({ number, version, received, served }) => ({
      id: observationId(person.person, Number(number)),
      version,
      received,
      text: served,
    }));
}
