import { createHash } from 'node:crypto';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Deliverable, Placement } from '../deliverable.ts';
import type { DeliveringSource, MeasurementContext } from '../national-store.ts';
import { tooLarge } from './failure.ts';
import type { LockedPerson } from './locked-person.ts';
import { hideNumber, showNumber } from './own-number.ts';
import type { PersonRow } from './person.ts';
import { noteMember } from './template.ts';

/** What many measurements of a person share: who, where, status, limits, and all of their text that does not vary. */
export interface StoredContext {
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
  { context, placement, person }: Deliverable,
  template: string,
): NewContext {
  const description = hideNumber(JSON.stringify(context), person.value);
  const content = [
    orgnr,
    description,
    hideNumber(JSON.stringify(placement), person.value),
    template,
  ] as const;
  const digest = createHash('md5').update(content.join('\n')).digest('hex');
  return { digest, source: orgnr, description, placement: content[2], template };
}

/** Adds to the locked person's dictionary, and to its numbers, what is not there yet. Answers with what is to be sent. */
export function addContexts(person: LockedPerson, contexts: readonly NewContext[]): QueryConfig[] {
  const missing = [...new Map(contexts.map((context) => [context.digest, context])).values()].filter(
    ({ digest }) => !person.contexts.has(digest),
  );
  if (missing.length === 0) return [];
  const first = person.nextContext;
  missing.forEach(({ digest }, index) => person.contexts.set(digest, first + index));
  person.nextContext += missing.length;
  const statement = {
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
  };
  return [statement];
}

const contextsTogether = 500;
/** Of one answer: beyond it the answer could not be held in memory. */
const mostText = 64 * 1024 * 1024;

/** Contexts by number, with the person's own number where it was sent. */
export function readContexts(
  pool: Pool | PoolClient,
  person: Named,
  numbers: Iterable<number>,
): Promise<Map<number, StoredContext>> {
  return readInSlices(pool, person, numbers, 'template');
}

/** The same without their texts, for answers that hold none. */
export function readDescriptions(
  pool: Pool | PoolClient,
  person: Named,
  numbers: Iterable<number>,
): Promise<Map<number, StoredContext>> {
  return readInSlices(pool, person, numbers, `'' as template`);
}

type Named = Pick<PersonRow, 'person' | 'ownNumber'>;

async function readInSlices(
  pool: Pool | PoolClient,
  { person, ownNumber }: Named,
  numbers: Iterable<number>,
  template: string,
): Promise<Map<number, StoredContext>> {
  const wanted = [...new Set(numbers)];
  const found = new Map<number, StoredContext>();
  let size = 0;
  for (let at = 0; at < wanted.length; at += contextsTogether) {
    const { rows } = await pool.query<
      Record<'source' | 'description' | 'placement' | 'template', string> & { context: number }
    >(
      `select context, source, description, placement, ${template}
         from measurement_context where person = $1 and context = any($2)`,
      [person, wanted.slice(at, at + contextsTogether)],
    );
    for (const row of rows) {
      size += row.description.length + row.template.length;
      found.set(row.context, {
        source: row.source,
        description: JSON.parse(showNumber(row.description, ownNumber)) as MeasurementContext,
        placement: JSON.parse(showNumber(row.placement, ownNumber)) as Placement,
        template: row.template,
      });
    }
    if (size > mostText) throw tooLarge();
  }
  return found;
}

/** Which contexts are of one source. */
export async function contextsOfSource(pool: Pool, person: number, orgnr: string): Promise<Set<number>> {
  const { rows } = await pool.query<{ context: number }>(
    'select context from measurement_context where person = $1 and source = $2',
    [person, orgnr],
  );
  return new Set(rows.map(({ context }) => context));
}

/** Those of these contexts whose measurements have notes: `note` is in what they share, its texts are their own. */
export async function contextsWithNotes(
  pool: Pool | PoolClient,
  { person }: Named,
  numbers: Iterable<number>,
): Promise<Set<number>> {
  const { rows } = await pool.query<{ context: number }>({
    name: 'contexts-with-notes',
    text: `select context from measurement_context
            where person = $1 and context = any($2) and strpos(template, $3) > 0`,
    values: [person, [...numbers], noteMember],
  });
  return new Set(rows.map(({ context }) => context));
}
