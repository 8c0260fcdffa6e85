import type { Pool, PoolClient } from 'pg';
import type { PersonIdentifier } from '../access/grant.ts';

export interface Erased {
  table: string;
  rows: number;
}

/** Tables of the access log, which the law keeps: who the person was is what goes (server/access-log/README.md). */
const kept = ['access_chain', 'access_entry'];

/** How long deliveries under way are waited for, in ms. */
const patience = 30_000;

/**
 * Erases everything of a person but the access log: the rows of every other table with a column `person`, and last who
 * that was. Where there is a log, its key stays taken, by nobody, so that no other person is ever given it. In one transaction, with the person locked as deliveries do: with one under way, measurements could arrive after their person
 * had gone, and nobody would find them. Resolves to the rows per table; undefined when nothing is known of the person.
 */
export async function erasePerson(
  pool: Pool,
  { system, value }: PersonIdentifier,
): Promise<Erased[] | undefined> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = ${patience}`);
    const { rows } = await client.query<{ person: number }>(
      'select person from person_identity where system = $1 and value = $2 for update',
      [system, value],
    );
    const person = rows[0]?.person;
    // A delivery that knows the key holds this row: it is waited for, and the next one finds nobody.
    await client.query('select from person where person = $1 for update', [person]);
    const erased = person === undefined ? undefined : await eraseRows(client, person);
    await client.query('commit');
    client.release();
    return erased;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function eraseRows(client: PoolClient, person: number): Promise<Erased[]> {
  // Whoever waits to write in the log finds the chain closed.
  const { rowCount: chains } = await client.query('update access_chain set erased = true where person = $1', [
    person,
  ]);
  const { rows } = await client.query<{ table: string }>(
    `select quote_ident(table_name) as table from information_schema.columns
       join information_schema.tables using (table_schema, table_name)
      where column_name = 'person' and table_schema = current_schema() and table_type = 'BASE TABLE'
        and table_name <> all($1)
      order by table_name = 'person_identity', table_name`,
    [kept],
  );
  const erased: Erased[] = [];
  for (const { table } of rows) {
    const { rowCount } = await client.query(
      table === 'person_identity' && chains
        ? `update person_identity set system = 'erased', value = person::text where person = $1`
        : `delete from ${table} where person = $1`,
      [person],
    );
    erased.push({ table, rows: rowCount ?? 0 });
  }
  return erased;
}
