import { randomInt } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { Series } from './series.ts';

/** What the store knows of a person before any measurement is read. */
export interface PersonRow {
  person: number;
  /** The person's own number, which stored texts leave out. */
  ownNumber: string;
  longestSpan: number;
  lastReceived: number | undefined;
  /** Organisation numbers that have delivered about this person. */
  sources: string[];
  series: Series[];
}

interface Columns {
  person: number;
  longest_span_ms: number;
  last_received_ms: number | null;
  sources: string[];
  series: Series[] | null;
}

const columns = 'person, longest_span_ms, last_received_ms, sources';

const seriesList = `(select json_agg(json_build_object('series', series, 'code', code, 'codings', codings,
                                    'categories', categories, 'status', status) order by series)
   from measurement_series as own where own.person = person.person) as series`;

function toPersonRow(row: Columns, value: string): PersonRow {
  return {
    person: row.person,
    ownNumber: value,
    longestSpan: row.longest_span_ms,
    lastReceived: row.last_received_ms ?? undefined,
    sources: row.sources,
    series: row.series ?? [],
  };
}

export async function findPerson(
  pool: Pool,
  { system, value }: PersonIdentifier,
): Promise<PersonRow | undefined> {
  const { rows } = await pool.query<Columns>({
    name: 'find-person',
    text: `select ${columns}, ${seriesList} from person_identity join person using (person) where system = $1 and value = $2`,
    values: [system, value],
  });
  return rows[0] && toPersonRow(rows[0], value);
}

export interface LockedPerson extends PersonRow {
  nextNumber: number;
  /** The database's clock, in epoch milliseconds: the same for every facade. */
  now: number;
}

/** The person's row, made at the first delivery and locked until the transaction ends. */
export async function lockPerson(
  client: PoolClient,
  identifier: PersonIdentifier,
  attempts = 3,
): Promise<LockedPerson> {
  const person = (await keyOf(client, identifier)) ?? (await addPerson(client, identifier));
  const { rows } = await client.query<Omit<Columns, 'series'> & { next_number: number; now: number }>({
    name: 'lock-person',
    text: `select ${columns}, next_number,
                  floor(date_part('epoch', clock_timestamp()) * 1000)::bigint as now
             from person where person = $1 for update`,
    values: [person],
  });
  const row = rows[0];
  // Erased between the two statements: as a new person.
  if (!row && attempts > 1) return lockPerson(client, identifier, attempts - 1);
  if (!row) throw new Error('A person key has no person: was it erased in part?');
  // Not part of the statement that waited for the lock: its other reads are as old as its beginning.
  const { rows: own } = await client.query<Pick<Columns, 'series'>>({
    name: 'series-of-person',
    text: `select ${seriesList} from person where person = $1`,
    values: [person],
  });
  const series = own[0]?.series ?? [];
  return { ...toPersonRow({ ...row, series }, identifier.value), nextNumber: row.next_number, now: row.now };
}

async function keyOf(client: PoolClient, { system, value }: PersonIdentifier): Promise<number | undefined> {
  const { rows } = await client.query<{ person: number }>({
    name: 'person-key',
    text: 'select person from person_identity where system = $1 and value = $2',
    values: [system, value],
  });
  return rows[0]?.person;
}

/** A key that is random, so that it tells nothing of the person. A key that is taken is drawn again. */
async function addPerson(client: PoolClient, { system, value }: PersonIdentifier): Promise<number> {
  await client.query(
    'insert into person_identity (system, value, person) values ($1, $2, $3) on conflict do nothing',
    [system, value, randomInt(2 ** 30, 2 ** 31)],
  );
  const person = await keyOf(client, { system, value });
  if (person === undefined) return addPerson(client, { system, value });
  await client.query('insert into person (person) values ($1) on conflict do nothing', [person]);
  return person;
}

/** Observation ids carry the person's key, so that one id never means two persons' measurements. */
export function observationId(person: number, number: number): string {
  return `${person.toString(36)}-${number.toString(36)}`;
}

/** The number in an id of this person; undefined when the id is another person's or no id of ours. */
export function observationNumber(person: number, id: string): number | undefined {
  const [key, number, ...rest] = id.split('-');
  if (rest.length > 0 || key !== person.toString(36) || !/^[0-9a-z]{1,6}$/.test(number ?? ''))
    return undefined;
  const parsed = parseInt(number ?? '', 36);
  return parsed < 2 ** 31 ? parsed : undefined;
}
