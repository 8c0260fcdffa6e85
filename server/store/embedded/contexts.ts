import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Deliverable, Placement } from '../deliverable.ts';
import type { DeliveringSource, MeasurementContext } from '../national-store.ts';

/** What many measurements of a person share: who, where, status, limits, and all of their text that does not vary. */
export interface StoredContext {
  source: string;
  description: MeasurementContext;
  placement: Placement;
  template: string;
}

interface ContextRow {
  context: number;
  source: string;
  description: MeasurementContext;
  placement: Placement;
  template: string;
}

/** A context as it is about to be stored, with the digest it is found by. */
export interface NewContext {
  digest: string;
  source: string;
  /** JSON of MeasurementContext. */
  description: string;
  /** JSON of Placement. */
  placement: string;
  template: string;
}

export function newContext(
  { orgnr }: DeliveringSource,
  { context, placement }: Deliverable,
  template: string,
): NewContext {
  const content = [orgnr, JSON.stringify(context), JSON.stringify(placement), template] as const;
  const digest = createHash('md5').update(content.join('\n')).digest('hex');
  return { digest, source: orgnr, description: content[1], placement: content[2], template };
}

/** The numbers that the person's dictionary has for these digests. */
export async function findContexts(
  client: PoolClient,
  person: number,
  digests: Iterable<string>,
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ context: number; digest: string }>({
    name: 'find-contexts',
    text: `select context, replace(digest::text, '-', '') as digest from measurement_context
            where person = $1 and digest = any($2::uuid[])`,
    values: [person, [...new Set(digests)]],
  });
  return new Map(rows.map(({ context, digest }) => [digest, context]));
}

/** Adds to the person's dictionary, and to `numbers`, what is not there yet. The person is locked. */
export async function addContexts(
  client: PoolClient,
  person: number,
  contexts: readonly NewContext[],
  numbers: Map<string, number>,
): Promise<void> {
  const missing = [...new Map(contexts.map((context) => [context.digest, context])).values()].filter(
    ({ digest }) => !numbers.has(digest),
  );
  if (missing.length === 0) return;
  const added = await client.query<{ first: number }>(
    'update person set next_context = next_context + $2 where person = $1 returning next_context - $2 as first',
    [person, missing.length],
  );
  const first = added.rows[0]?.first ?? 1;
  missing.forEach(({ digest }, index) => numbers.set(digest, first + index));
  await client.query(
    `insert into measurement_context (person, context, digest, source, description, placement, template)
     select $1, $2 + ordinality - 1, digest, source, description, placement, template
       from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
            with ordinality as added (digest, source, description, placement, template, ordinality)`,
    [
      person,
      first,
      missing.map(({ digest }) => digest),
      missing.map(({ source }) => source),
      missing.map(({ description }) => description),
      missing.map(({ placement }) => placement),
      missing.map(({ template }) => template),
    ],
  );
}

export async function readContexts(
  pool: Pool | PoolClient,
  person: number,
  numbers: Iterable<number>,
): Promise<Map<number, StoredContext>> {
  const { rows } = await pool.query<ContextRow>({
    name: 'read-contexts',
    text: `select context, source, description::json as description, placement::json as placement, template
             from measurement_context where person = $1 and context = any($2)`,
    values: [person, [...new Set(numbers)]],
  });
  return new Map(rows.map(({ context, ...stored }) => [context, stored]));
}
