import type { PoolClient } from 'pg';

/** The number of each context (JSON text) in the person's dictionary; new ones are added. The person is locked. */
export async function contextNumbers(
  client: PoolClient,
  person: number,
  contexts: string[],
): Promise<Map<string, number>> {
  const bodies = [...new Set(contexts)];
  const { rows } = await client.query<{ context: number; body: string }>(
    'select context, body from measurement_context where person = $1 and body = any($2)',
    [person, bodies],
  );
  const numbers = new Map(rows.map(({ context, body }) => [body, context]));
  const missing = bodies.filter((body) => !numbers.has(body));
  if (missing.length === 0) return numbers;
  const added = await client.query<{ first: number }>(
    'update person set next_context = next_context + $2 where person = $1 returning next_context - $2 as first',
    [person, missing.length],
  );
  const first = added.rows[0]?.first ?? 1;
  missing.forEach((body, index) => numbers.set(body, first + index));
  await client.query(
    `insert into measurement_context (person, context, body)
     select $1, $2 + ordinality - 1, body from unnest($3::text[]) with ordinality as added (body)`,
    [person, first, missing],
  );
  return numbers;
}
