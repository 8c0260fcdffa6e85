import type { Pool } from 'pg';

/** How a table lies on a Citus cluster: in pieces by person, or whole on every node. */
export interface Distribution {
  table: string;
  kind: 'by person' | 'reference';
}

/** Whether this database can distribute tables: the extension is installed and created in it. */
export async function hasCitus(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    `select exists (select from pg_proc
       where proname = 'create_distributed_table' and pg_function_is_visible(oid)) as found`,
  );
  return rows[0]?.found === true;
}

/**
 * How every table of the schema is to lie, by its own definition: with a column `person` that none of its unique keys is
 * without, it is distributed by that column, so that one person's rows lie together; all others, but the record of migrations,
 * are small and whole on every node. A new migration needs no change here.
 */
export async function planDistribution(pool: Pool): Promise<Distribution[]> {
  const { rows } = await pool.query<{ table: string; byPerson: boolean }>(
    `select relname as table, exists (
         select from pg_attribute where attrelid = pg_class.oid and attname = 'person' and not exists (
           select from pg_index where indrelid = pg_class.oid and indisunique and attnum <> all(indkey))) as "byPerson"
       from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
        and relname <> 'migration'
      order by relname`,
  );
  return rows.map(({ table, byPerson }) => ({ table, kind: byPerson ? 'by person' : 'reference' }));
}

/** Distributes what is not distributed yet; resolves to that. Each table stands alone, so that it can be run again. */
export async function distribute(pool: Pool): Promise<Distribution[]> {
  const { rows } = await pool.query<{ table: string }>(
    `select relname as table from pg_dist_partition join pg_class on pg_class.oid = logicalrelid
      where relnamespace = current_schema()::regnamespace`,
  );
  const distributed = new Set(rows.map(({ table }) => table));
  const missing = (await planDistribution(pool)).filter(({ table }) => !distributed.has(table));
  for (const { table, kind } of missing) {
    const call =
      kind === 'by person'
        ? `create_distributed_table(quote_ident($1)::regclass, 'person')`
        : `create_reference_table(quote_ident($1)::regclass)`;
    await pool.query(`select ${call}`, [table]);
  }
  return missing;
}
