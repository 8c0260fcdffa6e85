import type { PoolClient, QueryConfig } from 'pg';
import { ByteWriter } from './bytes.ts';
import type { Incoming } from './incoming.ts';
import type { LockedPerson } from './locked-person.ts';
import { encodePoint, toPoint } from './point.ts';
import { minuteOf, receivedEpoch } from './time.ts';
import { encodeVariables } from './variables.ts';

export interface VersionWrite {
  sent: Incoming;
  number: number;
  version: number;
  series: number;
  contextNumber: number;
}

export interface MeasurementWrite {
  isNew: boolean;
  /** Every version this delivery brought of the measurement, oldest first; the last one stands. */
  versions: VersionWrite[];
}

/**
 * Many rows in few parameters: numbers as arrays, and all points and all variables as one string of bytes each, to be
 * cut: an array of byte strings would travel as text, escaped.
 * @param persons whether $1 is the person of each row, or the person of all: Citus sends such a statement to one node
 */
const rowsOf = (persons: 'each' | 'one') => `select ${persons === 'one' ? '$1::int as person' : 'person'},
    number, version, series, effective_minute, identity,
    substring($3::bytea from point_at for point_length) as point,
    substring($4::bytea from variables_at for variables_length) as variables
  from unnest(${persons === 'one' ? '' : '$1::int[], '}
      $5::int[], $6::int[], $7::smallint[], $8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::int[])
    as packed (${persons === 'one' ? '' : 'person, '}
      number, version, series, effective_minute, identity, point_at, point_length, variables_at, variables_length)`;

const received = '($2::bigint / 1000)::int, ($2::bigint % 1000)::smallint';

const insertText = (persons: 'each' | 'one') => `insert into measurement
    (person, number, series, effective_minute, received_s, received_milli, identity, point, variables)
  select person, number, series, effective_minute, ${received}, identity, point, variables from (${rowsOf(persons)}) as sent`;

/** @param first place of its parameters but the first, which is the person */
const advanceText = (
  first: number,
) => `update person set next_number = $${first}, next_context = $${first + 1},
    deliveries = deliveries + 1, last_received_ms = $${first + 2}, sources = $${first + 3},
    longest_span_ms = greatest(longest_span_ms, $${first + 4}) where person = $1`;

/** Nearly all deliveries bring something new: one statement less for each person. */
const advanceAndInsertText = `with advanced as (${advanceText(14)}) ${insertText('one')}`;

const advanceAndInsertAllText = `with advanced as (
    update person set next_number = new.next_number, next_context = new.next_context,
      deliveries = deliveries + 1, last_received_ms = $2::bigint + ${receivedEpoch}, sources = new.sources::text[],
      longest_span_ms = greatest(person.longest_span_ms, new.longest_span_ms)
     from unnest($14::int[], $15::int[], $16::int[], $17::text[], $18::bigint[])
       as new (key, next_number, next_context, sources, longest_span_ms) where person.person = new.key)
  ${insertText('each')}`;

const insertVersionsText = `insert into measurement_version
    (person, number, version, series, effective_minute, received_s, received_milli, point, variables)
  select $1, number, version, series, effective_minute, ${received}, point, variables from (${rowsOf('one')}) as sent`;

const keepVersionsText = `insert into measurement_version
    (person, number, version, series, effective_minute, received_s, received_milli, point, variables)
  select person, number, before.version, series, effective_minute, received_s, received_milli, point, variables
    from unnest($2::int[], $3::int[], $4::int[]) as before (identity, number, version)
    join measurement using (identity, number) where person = $1`;

const updateText = `update measurement as kept
    set series = sent.series, effective_minute = sent.effective_minute, (received_s, received_milli) = row(${received}),
        twin = false, point = sent.point, variables = sent.variables
   from (${rowsOf('one')}) as sent
  where kept.person = $1 and kept.identity = sent.identity and kept.number = sent.number`;

/** What a delivery changes of one person. */
export interface PersonWrite {
  person: LockedPerson;
  writes: MeasurementWrite[];
  nextNumber: number;
  sources: string[];
  longestSpan: number;
}

/**
 * Writes what stands now, and keeps every version that no longer does; what is new of several persons in one statement. The
 * persons are locked, at one time (`now`).
 */
export async function writeMeasurements(client: PoolClient, all: readonly PersonWrite[]): Promise<void> {
  // All are put together before the first is sent: a fault of ours leaves none under way.
  const statements = [...additions(all), ...all.flatMap(corrections)];
  await Promise.all(statements.map((statement) => client.query(statement)));
}

/** What is new, and the persons' own rows. */
function additions(all: readonly PersonWrite[]): QueryConfig[] {
  const [first, ...others] = all;
  if (!first) return [];
  const added = all.map(({ writes }) => standing(writes.filter(({ isNew }) => isNew)));
  const versions = added.flat();
  if (others.length > 0) {
    const owners = all.flatMap(({ person }, at) => (added[at] ?? []).map(() => person.person));
    const values = [intArray(owners), ...valuesOf(first.person.now, versions), ...advancesOf(all)];
    return [{ name: 'advance-and-insert-all', text: advanceAndInsertAllText, values }];
  }
  const { person, nextNumber, sources, longestSpan } = first;
  const advance = [nextNumber, person.nextContext, person.now, sources, longestSpan];
  if (versions.length === 0) {
    return [{ name: 'advance-person', text: advanceText(2), values: [person.person, ...advance] }];
  }
  const values = [person.person, ...valuesOf(person.now, versions), ...advance];
  return [{ name: 'advance-and-insert', text: advanceAndInsertText, values }];
}

function advancesOf(all: readonly PersonWrite[]): unknown[] {
  return [
    intArray(all.map(({ person }) => person.person)),
    intArray(all.map(({ nextNumber }) => nextNumber)),
    intArray(all.map(({ person }) => person.nextContext)),
    // Organisation numbers are digits: nothing in them needs to be escaped.
    all.map(({ sources }) => `{${sources.join()}}`),
    intArray(all.map(({ longestSpan }) => longestSpan)),
  ];
}

function corrections({ person, writes }: PersonWrite): QueryConfig[] {
  const statements: QueryConfig[] = [];
  const add = (name: string, text: string, values: unknown[]) => statements.push({ name, text, values });
  const changed = writes.filter(({ isNew }) => !isNew);
  if (changed.length > 0) {
    const first = changed.flatMap(({ versions }) => versions[0] ?? []);
    const numbers = intArray(first.map(({ number }) => number));
    const identities = intArray(first.map(({ sent }) => sent.identity));
    const before = intArray(first.map(({ version }) => version - 1));
    add('keep-versions', keepVersionsText, [person.person, identities, numbers, before]);
    add('update-measurements', updateText, [person.person, ...valuesOf(person.now, standing(changed))]);
  }
  const passed = writes.flatMap(({ versions }) => versions.slice(0, -1));
  if (passed.length > 0) {
    add('insert-versions', insertVersionsText, [person.person, ...valuesOf(person.now, passed)]);
  }
  return statements;
}

const standing = (writes: readonly MeasurementWrite[]): VersionWrite[] =>
  writes.flatMap(({ versions }) => versions.at(-1) ?? []);

/** $2 to $13 of {@link rowsOf}. */
function valuesOf(now: number, versions: readonly VersionWrite[]): unknown[] {
  const points = new ByteWriter();
  const variables = new ByteWriter();
  const [pointAt, pointLength, variablesAt, variablesLength]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ];
  for (const version of versions) {
    const start = { point: points.length, variables: variables.length };
    const { measurement } = version.sent;
    const point = toPoint(measurement, version.number, version.version, version.contextNumber);
    encodePoint(points, point);
    encodeVariables(variables, version.sent.variables, point);
    pointAt.push(start.point + 1);
    pointLength.push(points.length - start.point);
    variablesAt.push(start.variables + 1);
    variablesLength.push(variables.length - start.variables);
  }
  return [
    now - receivedEpoch,
    points.slice(),
    variables.slice(),
    intArray(versions.map(({ number }) => number)),
    intArray(versions.map(({ version }) => version)),
    intArray(versions.map(({ series }) => series)),
    intArray(versions.map(({ sent }) => minuteOf(sent.measurement.effective.from))),
    intArray(versions.map(({ sent }) => sent.identity)),
    intArray(pointAt),
    intArray(pointLength),
    intArray(variablesAt),
    intArray(variablesLength),
  ];
}

/** The driver would look at every element for something to escape. */
function intArray(numbers: readonly number[]): string {
  return `{${numbers.join()}}`;
}
