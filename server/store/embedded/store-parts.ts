import type { Pool, PoolClient } from 'pg';
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
import { lockPerson, type LockedPerson } from './locked-person.ts';
import type { PersonKeys } from './person-key.ts';
import { addSeries } from './series.ts';
import { settleTwins, type Touched } from './settle-twins.ts';
import { writeMeasurements, type MeasurementWrite } from './write.ts';

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
}

export interface StoredParts {
  /** In the order of the parts and their measurements. */
  results: (DeliveryResult | FhirError)[][];
  /** What is left to write, with the commit. */
  log: OpenChains;
}

/**
 * Stores the parts within the transaction that the client has begun: every person's row is locked first, so that concurrent
 * deliveries of the same measurement find each other's and numbers follow the order of arrival. Statements about one
 * person each, sent without waiting for the one before: the connection is pipelined.
 */
export async function storeParts(
  client: PoolClient,
  { keys, chains }: Pick<Delivering, 'keys' | 'chains'>,
  origin: DeliveryOrigin,
  parts: readonly PersonPart[],
): Promise<StoredParts> {
  // Keys first: a lock that waited for its key would come out of turn, and two deliveries could wait for each other.
  const kinds = new Kinds();
  const incoming = parts.map(({ measurements }) => takeApart(origin, measurements, kinds));
  await all(parts.map(({ person }) => keys.of(client, person)));
  const persons = await all(
    parts.map(({ person }, index) => lock(client, keys, person, origin, incoming[index] ?? [])),
  );
  const decisions = await all(
    persons.map(async (person, index) => {
      const findKnown = await readKnown(client, person, origin);
      return decideChanges(person, incoming[index] ?? [], findKnown);
    }),
  );
  gatherStatements(client);
  const writes = persons.map(async (person, index) => {
    const decision = decisions[index];
    if (decision) await write(client, person, origin, decision);
  });
  // Last, so that nobody who looks waits longer than a commit for what a delivery locks.
  const opening = chains.open(client, recordsOf(origin, parts, persons, decisions));
  await all<unknown>([...writes, opening]);
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

async function lock(
  client: PoolClient,
  keys: PersonKeys,
  identifier: PersonIdentifier,
  { orgnr }: DeliveringSource,
  incoming: readonly Incoming[],
): Promise<LockedPerson> {
  const key = await keys.of(client, identifier);
  const person = await lockPerson(client, key, identifier.value, orgnr, incoming);
  if (person) return person;
  keys.forget(identifier);
  throw new PersonGone('A person key has no person');
}

async function write(
  client: PoolClient,
  person: LockedPerson,
  source: DeliveringSource,
  { changes, nextNumber }: Decision,
): Promise<void> {
  if (changes.length === 0) return;
  const versions = changes.flatMap(({ versions }) => versions);
  const spans = versions.map(({ measurement: { effective } }) => effective.to - effective.from);
  const sources = person.sources.includes(source.orgnr) ? person.sources : [...person.sources, source.orgnr];
  const change = { nextNumber, sources, longestSpan: spans.reduce((a, b) => Math.max(a, b), 0) };
  const series = addSeries(client, person, versions);
  const contexts = addContexts(
    client,
    person,
    versions.map(({ context }) => context),
  );
  const writes = writesOf(person, series.numbers, changes);
  await all<unknown>([
    series.added,
    contexts,
    writeMeasurements(client, person, writes, change),
    follow(client, person, source, versions),
  ]);
  if (sources.length > 1) await settleTwins(client, person, touched(changes, series.numbers));
}

/** To deliver about somebody is to say that they are followed up. */
async function follow(
  client: PoolClient,
  { person, now, followedUntil }: LockedPerson,
  { orgnr }: DeliveringSource,
  written: readonly Incoming[],
): Promise<void> {
  const measured = measuredWithin(
    written.map(({ measurement }) => measurement),
    now,
  );
  if (measured && begins(measured, followedUntil)) await client.query(beginFollowUp(person, orgnr, measured));
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
