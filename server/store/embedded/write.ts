import type { PoolClient } from 'pg';
import type { Deliverable } from '../deliverable.ts';
import { observationId } from './person.ts';

export interface MeasurementWrite {
  measurement: Deliverable;
  number: number;
  version: number;
  /** Every version this delivery brought of the measurement, oldest first. */
  versions: { version: number; original: string }[];
  isNew: boolean;
  /** The measurement's context as the dictionary has it. */
  contextBody: string;
}

interface WriteTarget {
  person: number;
  source: string;
  received: Date;
  contexts: Map<string, number>;
}

/** Column name, SQL type of one value, and where the value comes from. Arrays travel as text and are cast. */
const columns: readonly [string, string, (write: MeasurementWrite, target: WriteTarget) => unknown][] = [
  ['number', 'bigint', ({ number }) => number],
  ['version', 'int', ({ version }) => version],
  ['code', 'text', ({ measurement }) => measurement.code],
  ['codings', 'text', ({ measurement }) => measurement.codings && toArrayLiteral(measurement.codings)],
  ['categories', 'text', ({ measurement }) => toArrayLiteral(measurement.categories)],
  ['status', 'text', ({ measurement }) => measurement.status],
  ['effective_from', 'timestamptz', ({ measurement }) => new Date(measurement.effective.from).toISOString()],
  ['effective_to', 'timestamptz', ({ measurement }) => new Date(measurement.effective.to).toISOString()],
  ['date_only', 'boolean', ({ measurement }) => measurement.effective.precision === 'day'],
  ['received', 'timestamptz', (_, { received }) => received.toISOString()],
  ['source', 'text', (_, { source }) => source],
  ['identifier', 'text', ({ measurement }) => measurement.identifier],
  ['digest', 'text', ({ measurement }) => measurement.digest],
  ['value_1', 'float8', ({ measurement }) => measurement.values[0] ?? null],
  ['value_2', 'float8', ({ measurement }) => measurement.values[1] ?? null],
  ['judgement_1', 'smallint', ({ measurement }) => measurement.judgements[0] ?? null],
  ['judgement_2', 'smallint', ({ measurement }) => measurement.judgements[1] ?? null],
  ['context', 'int', ({ contextBody }, { contexts }) => contexts.get(contextBody)],
  ['aside', 'text', ({ measurement }) => measurement.aside],
  ['served', 'json', servedText],
];

/**
 * JSON texts travel joined by a control character, which JSON cannot hold: an array literal would have every quote in
 * them escaped and unescaped again, at more than the cost of all the rest.
 */
const separator = '\u0001';
const splitTexts = (parameter: string) => `string_to_array(${parameter}::text, E'\\x01')`;

const arrayColumns = new Set(['codings', 'categories']);
const names = columns.map(([name]) => name);
const selected = names.map((name) => (arrayColumns.has(name) ? `${name}::text[]` : name));
const unnested = columns.map(([, type], index) =>
  type === 'json' ? splitTexts(`$${index + 2}`) : `$${index + 2}::${type}[]`,
);

const insertText = `insert into measurement (person, ${names.join(', ')})
  select $1, ${selected.join(', ')} from unnest(${unnested.join(', ')}) as sent (${names.join(', ')})`;

const updateText = `update measurement as kept set ${columns
  .slice(1)
  .map(([name]) => `${name} = sent.${name}${arrayColumns.has(name) ? '::text[]' : ''}`)
  .join(', ')}
  from unnest(${unnested.join(', ')}) as sent (${names.join(', ')})
  where kept.person = $1 and kept.number = sent.number`;

export async function writeMeasurements(
  client: PoolClient,
  target: WriteTarget,
  writes: MeasurementWrite[],
): Promise<void> {
  const added = writes.filter(({ isNew }) => isNew);
  const changed = writes.filter(({ isNew }) => !isNew);
  const values = (some: MeasurementWrite[]) => [
    target.person,
    ...columns.map(([, type, read]) => {
      const column = some.map((write) => read(write, target));
      return type === 'json' ? column.join(separator) : column;
    }),
  ];
  if (added.length > 0)
    await client.query({ name: 'insert-measurements', text: insertText, values: values(added) });
  if (changed.length > 0) await client.query(updateText, values(changed));
  const versions = writes.flatMap(({ number, versions }) =>
    versions.map((version) => ({ number, ...version })),
  );
  await client.query({
    name: 'insert-versions',
    text: `insert into measurement_version (person, number, version, received, original)
           select $1, number, version, $2, original
             from unnest($3::bigint[], $4::int[], ${splitTexts('$5')}) as sent (number, version, original)`,
    values: [
      target.person,
      target.received,
      versions.map(({ number }) => number),
      versions.map(({ version }) => version),
      versions.map(({ original }) => original).join(separator),
    ],
  });
}

function servedText(
  { measurement, number, version }: MeasurementWrite,
  { person, received }: WriteTarget,
): string {
  const id = observationId(person, number);
  const meta = { versionId: String(version), lastUpdated: received.toISOString(), ...measurement.meta };
  return `"id":"${id}","meta":${JSON.stringify(meta)},${measurement.served}`;
}

/** A PostgreSQL array literal: unnest would flatten an array of arrays. */
function toArrayLiteral(texts: string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
