import type { Pool, PoolClient, QueryConfig } from 'pg';
import { storedRecord } from '../../access-log/delivery-record.ts';
import type { DeliveryChains, DeliveryRecord, OpenChains } from '../../access-log/delivery-chains.ts';
import type { PersonIdentifier } from '../../access/grant.ts';
import { gatherStatements } from '../../database/gather.ts';
import type { FhirError } from '../../errors.ts';
import { beginFollowUp, begins, measuredWithin } from '../../follow-ups/begin.ts';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveringSource, DeliveryOrigin } from '../national-store.ts';
import { decideChanges, type Change, type Decision } from './change.ts';
import { addContexts } from './contexts.ts';
import { Kinds, takeApart, type Incoming } from './incoming.ts';
import { readKnown } from './known.ts';
import { lockAll, lockOne, type AskedPerson, type LockedPerson } from './locked-person.ts';
import type { PersonKeys } from './person-key.ts';
import { addSeries } from './series.ts';
import { settleTwins, type Touched } from './settle-twins.ts';
import { writeMeasurements, type MeasurementWrite, type PersonWrite } from './write.ts';

/** One person's part of a delivery. */
export interface PersonPart {
  person: PersonIdentifier;
  measurements: Deliverable[];
}

/** What deliveries are stored with. */
export interface Delivering {
  pool: Pool;
  keys: PersonKeys;
  chains: DeliveryChains;
  /** Statements about several persons; false where each must be about one. */
  together: boolean;
}

export interface StoredParts {
  /** In the order of the parts and their measurements. */
  results: (DeliveryResult | FhirError)[][];
  /** What is left to write, with the commit. */
  log: OpenChains;
}

/**
 * Stores the parts within the transaction that the client has begun: every person's row is locked first, so that concurrent
 * deliveries of the same measurement find each other's and numbers follow the order of arrival. Statements are sent without
 * waiting for the one before: the connection is pipelined.
 */
export async function storeParts(
  client: PoolClient,
  delivering: Omit<Delivering, 'pool'>,
  origin: DeliveryOrigin,
  parts: readonly PersonPart[],
): Promise<StoredParts> {
  const kinds = new Kinds();
  const incoming = parts.map(({ measurements }) => takeApart(origin, measurements, kinds));
  const persons = await lock(client, delivering, origin, parts, incoming);
  const decisions = await all(
    persons.map(async (person, index) => {
      const findKnown = await readKnown(client, person, origin);
      return decideChanges(person, incoming[index] ?? [], findKnown);
    }),
  );
  gatherStatements(client);
  const writing = write(client, delivering, origin, persons, decisions);
  // Last, so that nobody who looks waits longer than a commit for what a delivery locks.
  const opening = delivering.chains.open(client, recordsOf(origin, parts, persons, decisions));
  await all<unknown>([writing, opening]);
  return { results: decisions.map(({ results }) => results), log: await opening };
}

/** One for each person about whom something is new; in the order of the parts. */
function recordsOf(
  origin: DeliveryOrigin,
  parts: readonly PersonPart[],
  persons: readonly LockedPerson[],
  decisions: readonly Decision[],
): DeliveryRecord[] {
  return parts.flatMap(({ person: identifier, measurements }, index) => {
    const results = decisions[index]?.results ?? [];
    const stored = measurements.flatMap((measurement, at) => {
      const result = results[at];
      return result ? [{ measurement, result }] : [];
    });
    const record = storedRecord(origin, identifier, stored);
    const { person } = persons[index] as LockedPerson;
    return record ? [{ person, record }] : [];
  });
}

/** Like Promise.all, but does not fail before all have ended: none may go on in a transaction that is over. */
async function all<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(tasks);
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

/**
 * A key that was remembered has no person: erased since, or made by a transaction that is not over. Asking again in the same
 * transaction would lock out of turn: it has to begin anew.
 */
export class PersonGone extends Error {
  override name = 'PersonGone';
}

/** In the order of the parts, all at one time. */
async function lock(
  client: PoolClient,
  { keys, together }: Pick<Delivering, 'keys' | 'together'>,
  { orgnr }: DeliveringSource,
  parts: readonly PersonPart[],
  incoming: readonly Incoming[][],
): Promise<LockedPerson[]> {
  // Keys first: a lock that waited for its key would come out of turn, and two deliveries could wait for each other.
  const known = await all(parts.map(({ person }) => keys.of(client, person)));
  const asked = known.map((key, at): AskedPerson => {
    return { key, ownNumber: parts[at]?.person.value ?? '', incoming: incoming[at] ?? [] };
  });
  const locked = await (together && asked.length > 1
    ? lockAll(client, asked, orgnr)
    : all(asked.map((person) => lockOne(client, person, orgnr))));
  const gone = parts.filter((_, at) => !locked[at]);
  for (const { person } of gone) keys.forget(person);
  if (gone.length > 0) throw new PersonGone('A person key has no person');
  const there = locked.flatMap((person) => person ?? []);
  const now = Math.max(...there.map((person) => person.now));
  return there.map((person) => ({ ...person, now }));
}

/** Dictionaries first, then what refers to them. All is worked out before the first statement is sent. */
async function write(
  client: PoolClient,
  { together }: Pick<Delivering, 'together'>,
  source: DeliveringSource,
  persons: readonly LockedPerson[],
  decisions: readonly Decision[],
): Promise<void> {
  const prepared = persons.flatMap((person, at) => prepare(person, source, decisions[at]) ?? []);
  const writes = prepared.map(({ write }) => write);
  await all<unknown>([
    ...prepared.flatMap(({ before }) => before.map((statement) => client.query(statement))),
    ...(together ? [writes] : writes.map((one) => [one])).map((some) => writeMeasurements(client, some)),
    ...prepared.map(async ({ write: { person, sources }, touched }) => {
      if (sources.length > 1) await settleTwins(client, person, touched);
    }),
  ]);
}

/** What is written of one person, and the statements before it; undefined: nothing is new. */
function prepare(
  person: LockedPerson,
  source: DeliveringSource,
  decision: Decision | undefined,
): { write: PersonWrite; touched: Touched[]; before: QueryConfig[] } | undefined {
  if (!decision || decision.changes.length === 0) return undefined;
  const { changes, nextNumber } = decision;
  const versions = changes.flatMap((change) => change.versions);
  const spans = versions.map(({ measurement: { effective } }) => effective.to - effective.from);
  const longestSpan = spans.reduce((a, b) => Math.max(a, b), 0);
  const sources = person.sources.includes(source.orgnr) ? person.sources : [...person.sources, source.orgnr];
  const series = addSeries(person, versions);
  const contexts = versions.map(({ context }) => context);
  const before = [
    ...series.statements,
    ...addContexts(person, contexts),
    ...follow(person, source, versions),
  ];
  const writes = writesOf(person, series.numbers, changes);
  return {
    write: { person, writes, nextNumber, sources, longestSpan },
    touched: touched(changes, series.numbers),
    before,
  };
}

/** To deliver about somebody is to say that they are followed up. */
function follow(
  { person, now, followedUntil }: LockedPerson,
  { orgnr }: DeliveringSource,
  written: readonly Incoming[],
): QueryConfig[] {
  const measurements = written.map(({ measurement }) => measurement);
  const measured = measuredWithin(measurements, now);
  return measured && begins(measured, followedUntil) ? [beginFollowUp(person, orgnr, measured)] : [];
}

/** The person's dictionaries have all that the changes need. */
function writesOf(
  { contexts }: LockedPerson,
  series: ReadonlyMap<string, number>,
  changes: readonly Change[],
): MeasurementWrite[] {
  return changes.map(({ before, number, versions }) => ({
    isNew: before === undefined,
    versions: versions.map((sent, index) => ({
      sent,
      number,
      version: (before?.version ?? 0) + index + 1,
      series: series.get(sent.seriesKey) ?? 0,
      contextNumber: contexts.get(sent.context.digest) ?? 0,
    })),
  }));
}

/** Series and times at which something came, went or changed. */
function touched(changes: readonly Change[], series: ReadonlyMap<string, number>): Touched[] {
  return changes.flatMap(({ before, versions }) => {
    const last = versions.at(-1);
    return [
      ...(before ? [{ series: before.series, effective: before.effective }] : []),
      ...(last
        ? [{ series: series.get(last.seriesKey) ?? 0, effective: last.measurement.effective.from }]
        : []),
    ];
  });
}
