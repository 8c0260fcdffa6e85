import type { Pool } from 'pg';

/** The store without our store: one row an Observation, the text as sent, two indexes that any reader or writer needs. */
export const bareTable = `create table if not exists bare (
  person text not null, code text not null, effective timestamptz not null, identifier text not null, text text not null);
create unique index if not exists bare_identifier on bare (person, identifier);
create index if not exists bare_time on bare (person, code, effective)`;

export function bareRow(observation: fhir4.Observation): string[] {
  return [
    observation.subject?.identifier?.value ?? '',
    observation.code.coding?.[0]?.code ?? '',
    observation.effectiveDateTime ?? '',
    observation.identifier?.[0]?.value ?? '',
    JSON.stringify(observation),
  ];
}

/** All rows of a Bundle in one statement, committed. */
export async function insertBare(pool: Pool, rows: readonly string[][]): Promise<void> {
  await pool.query({
    name: 'insert-bare',
    text: `insert into bare select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
           on conflict do nothing`,
    values: [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column])),
  });
}
