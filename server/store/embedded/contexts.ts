import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Deliverable, Placement } from '../deliverable.ts';
import type { DeliveringSource, MeasurementContext } from '../national-store.ts';
import type { LockedPerson } from './locked-person.ts';

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

/** Adds to the locked person's dictionary, and to its numbers, what is not there yet. */
export function addContexts(
  client: PoolClient,
  person: LockedPerson,
  contexts: readonly NewContext[],
): Promise<unknown> {
  const missing = [...new Map(contexts.map((context) => [context.digest, context])).values()].filter(
    ({ digest }) => !person.contexts.has(digest),
  );
  if (missing.length === 0) return Promise.resolve();
  const first = person.nextContext;
  missing.forEach(({ digest }, index) => person.contexts.set(digest, first + index));
  person.nextContext += missing.length;
  return client.query({
    name: 'add-contexts',
    text: `insert into measurement_context (person, context, digest, source, description, placement, template)
           select $1, $2 + ordinality - 1, digest, source, description, placement, template
             from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
                  with ordinality as added (digest, source, description, placement, template, ordinality)`,
    values: [
      person.person,
      first,
      missing.map(({ digest }) => digest),
      missing.map(({ source }) => source),
      missing.map(({ description }) => description),
      missing.map(({ placement }) => placement),
      missing.map(({ template }) => template),
    ],
  });
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

/** Which contexts are of one source. */
export async function contextsOfSource(pool: Pool, person: number, orgnr: string): Promise<Set<number>> {
  const { rows } = await pool.query<{ context: number }>(
    'select context from measurement_context where person = $1 and source = $2',
    [person, orgnr],
  );
  return new Set(rows.map(({ context }) => context));
}
