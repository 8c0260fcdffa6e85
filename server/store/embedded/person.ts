import { randomInt } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';

/** What the store knows of a person before any measurement is read. */
export interface PersonRow {
  person: number;
  longestSpan: number;
  lastReceived: number | undefined;
}

export async function findPerson(
  pool: Pool,
  { system, value }: PersonIdentifier,
): Promise<PersonRow | undefined> {
  const { rows } = await pool.query<{ person: string; span: string; received: Date | null }>({
    name: 'find-person',
    text: `select person::text, longest_span_ms::text as span, last_received as received
             from person_identity join person using (person) where system = $1 and value = $2`,
    values: [system, value],
  });
  const row = rows[0];
  return (
    row && {
      person: Number(row.person),
      longestSpan: Number(row.span),
      lastReceived: row.received?.getTime(),
    }
  );
}

/** The person's key, made at the first delivery: random, so that it tells nothing of the person. */
export async function ensurePerson(client: PoolClient, { system, value }: PersonIdentifier): Promise<number> {
  const { rows } = await client.query<{ person: string }>(
    `with added as (
       insert into person_identity (system, value, person) values ($1, $2, $3)
       on conflict (system, value) do nothing returning person)
     select person::text from added
     union all select person::text from person_identity where system = $1 and value = $2 limit 1`,
    [system, value, randomInt(2 ** 46, 2 ** 47)],
  );
  const person = rows[0]?.person;
  if (person === undefined) return ensurePerson(client, { system, value });
  await client.query('insert into person (person) values ($1) on conflict do nothing', [person]);
  return Number(person);
}

/** Observation ids carry the person's key, so that one id never means two persons' measurements. */
export function observationId(person: number, number: number): string {
  return `${person.toString(36)}-${number.toString(36)}`;
}

/** The number in an id of this person; undefined when the id is another person's or no id of ours. */
export function observationNumber(person: number, id: string): number | undefined {
  const [key, number, ...rest] = id.split('-');
  if (rest.length > 0 || key !== person.toString(36) || !/^[0-9a-z]{1,10}$/.test(number ?? ''))
    return undefined;
  return parseInt(number ?? '', 36);
}
