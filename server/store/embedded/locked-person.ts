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

const lockText = `select ${personColumns}, next_number, next_context,
    floor(date_part('epoch', clock_timestamp()) * 1000)::bigint as now,
    deliveries = (select deliveries from person as before where before.person = $1) as fresh,
    (select string_agg(replace(digest::text, '-', '') || ' ' || context, ',') from measurement_context as known
      where known.person = $1 and digest = any($2::uuid[])) as contexts,
    (select string_agg(int4send(identity) || int2send(series) || ${recordBytes}, ''::bytea) from measurement as known
      where known.person = $1 and identity = any($3::int[])) as candidates,
    (select coalesce(to_ms, 'Infinity'::float8) from follow_up as own where own.person = $1 and own.orgnr = $4) as followed_until
  from person where person = $1 for update`;

/**
 * Locks the person's row and reads the rest in one statement. Its other reads are as old as its beginning: when another
 * delivery was waited for, it is asked again. Undefined: there is no such person any more.
 * @param source organisation number of who delivers
 */
export async function lockPerson(
  client: PoolClient,
  person: number,
  ownNumber: string,
  source: string,
  incoming: readonly Incoming[],
): Promise<LockedPerson | undefined> {
  const digests = new Set(incoming.map(({ context }) => context.digest));
  const identities = incoming.map(({ identity }) => identity);
  const { rows } = await client.query<Columns>({
    name: 'lock-person',
    text: lockText,
    values: [person, [...digests], identities, source],
  });
  const [row] = rows;
  if (!row) return undefined;
  if (!row.fresh) return lockPerson(client, person, ownNumber, source, incoming);
  const contexts = (row.contexts?.split(',') ?? []).map((each) => each.split(' '));
  return {
    ...toPersonRow(row, ownNumber),
    nextNumber: row.next_number,
    nextContext: row.next_context,
    now: row.now,
    contexts: new Map(contexts.map(([digest = '', number]) => [digest, Number(number)])),
    candidates: decodeCandidates(row.candidates),
    followedUntil: row.followed_until ?? undefined,
  };
}

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
