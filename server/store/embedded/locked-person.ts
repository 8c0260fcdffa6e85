import type { PoolClient } from 'pg';
import { ByteReader } from './bytes.ts';
import type { Incoming } from './incoming.ts';
import { personColumns, toPersonRow, type PersonColumns, type PersonRow } from './person.ts';
import { readRecord, recordBytes } from './records.ts';
import type { StoredRecord } from './served.ts';

/** A measurement that has the identity of a delivered one. */
export interface Candidate {
  identity: number;
  series: number;
  record: StoredRecord;
}

/** A person whose row is locked until the transaction ends, and what the store has that a delivery may be about. */
export interface LockedPerson extends PersonRow {
  nextNumber: number;
  nextContext: number;
  /** The database's clock, in epoch milliseconds: the same for every facade. */
  now: number;
  /** Numbers of known contexts by digest. */
  contexts: Map<string, number>;
  candidates: Candidate[];
  /** When the source's follow-up ends: Infinity without an end, undefined when it has not followed the person. */
  followedUntil: number | undefined;
}

interface Columns extends PersonColumns {
  next_number: number;
  next_context: number;
  now: number;
  /** Nothing was written between the statement's snapshot and its lock. */
  fresh: boolean;
  contexts: string | null;
  candidates: Buffer | null;
  followed_until: number | null;
}

/** What a delivery is about to store of a person, and for which it looks what is there. */
export interface AskedPerson {
  key: number;
  ownNumber: string;
  incoming: readonly Incoming[];
}

/** @param asked SQL of the person's key, digests and identities, and of the organisation number of who delivers */
const columnsFor = (asked: { person: string; digests: string; identities: string; source: string }) =>
  `${personColumns}, next_number, next_context,
    floor(date_part('epoch', clock_timestamp()) * 1000)::bigint as now,
    deliveries = (select deliveries from person as before where before.person = ${asked.person}) as fresh,
    (select string_agg(replace(digest::text, '-', '') || ' ' || context, ',') from measurement_context as known
      where known.person = ${asked.person} and digest = any(${asked.digests}::uuid[])) as contexts,
    (select string_agg(int4send(identity) || int2send(series) || ${recordBytes}, ''::bytea) from measurement as known
      where known.person = ${asked.person} and identity = any(${asked.identities}::int[])) as candidates,
    (select coalesce(to_ms, 'Infinity'::float8) from follow_up as own
      where own.person = ${asked.person} and own.orgnr = ${asked.source}) as followed_until`;

const lockOneText = `select ${columnsFor({ person: '$1', digests: '$2', identities: '$3', source: '$4' })}
  from person where person = $1 for update`;

const lockAllText = `select ${columnsFor({
  person: 'asked.key',
  digests: 'asked.digests',
  identities: 'asked.identities',
  source: '$4',
})}
  from unnest($1::int[], $2::text[], $3::text[]) with ordinality as asked (key, digests, identities, place)
  join person on person.person = asked.key order by place for update of person`;

/**
 * Locks the persons' rows, in their order, and reads the rest in one statement. Its other reads are as old as its beginning: of
 * whom another delivery was waited for is asked again. Undefined: there is no such person any more.
 * @param source organisation number of who delivers
 */
export async function lockAll(
  client: PoolClient,
  persons: readonly AskedPerson[],
  source: string,
): Promise<(LockedPerson | undefined)[]> {
  const digests = persons.map((person) => `{${digestsOf(person).join()}}`);
  const identities = persons.map((person) => `{${identitiesOf(person).join()}}`);
  const { rows } = await client.query<Columns>({
    name: 'lock-persons',
    text: lockAllText,
    values: [persons.map(({ key }) => key), digests, identities, source],
  });
  const found = new Map(rows.map((row) => [row.person, row]));
  return Promise.all(persons.map((person) => lockedOr(client, person, found.get(person.key), source)));
}

/** The same of one person; Citus answers it on one node. */
export async function lockOne(
  client: PoolClient,
  person: AskedPerson,
  source: string,
): Promise<LockedPerson | undefined> {
  const { rows } = await client.query<Columns>({
    name: 'lock-person',
    text: lockOneText,
    values: [person.key, digestsOf(person), identitiesOf(person), source],
  });
  return lockedOr(client, person, rows[0], source);
}

async function lockedOr(
  client: PoolClient,
  person: AskedPerson,
  row: Columns | undefined,
  source: string,
): Promise<LockedPerson | undefined> {
  if (!row) return undefined;
  if (!row.fresh) return lockOne(client, person, source);
  const contexts = (row.contexts?.split(',') ?? []).map((each) => each.split(' '));
  return {
    ...toPersonRow(row, person.ownNumber),
    nextNumber: row.next_number,
    nextContext: row.next_context,
    now: row.now,
    contexts: new Map(contexts.map(([digest = '', number]) => [digest, Number(number)])),
    candidates: decodeCandidates(row.candidates),
    followedUntil: row.followed_until ?? undefined,
  };
}

const digestsOf = ({ incoming }: AskedPerson) => [...new Set(incoming.map(({ context }) => context.digest))];
const identitiesOf = ({ incoming }: AskedPerson) => incoming.map(({ identity }) => identity);

function decodeCandidates(bytes: Buffer | null): Candidate[] {
  if (!bytes) return [];
  const reader = new ByteReader(bytes);
  const candidates: Candidate[] = [];
  while (!reader.done) {
    const identity = reader.int();
    const series = reader.uint(2);
    candidates.push({ identity, series, record: readRecord(reader) });
  }
  return candidates;
}
