import type { PoolClient } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { FhirError } from '../../errors.ts';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { decideChanges, type Change, type Decision } from './change.ts';
import { addContexts } from './contexts.ts';
import { takeApart, type Incoming, type Kinds } from './incoming.ts';
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

/**
 * Stores the parts within the transaction that the client has begun: every person's row is locked first, so that concurrent
 * deliveries of the same measurement find each other's and numbers follow the order of arrival. Statements about one
 * person each, sent without waiting for the one before: the connection is pipelined.
 */
export async function storeParts(
  client: PoolClient,
  keys: PersonKeys,
  source: DeliveringSource,
  parts: readonly PersonPart[],
): Promise<(DeliveryResult | FhirError)[][]> {
  // Keys first: a lock that waited for its key would come out of turn, and two deliveries could wait for each other.
  const kinds: Kinds = new Map();
  const incoming = parts.map(({ measurements }) => takeApart(source, measurements, kinds));
  await all(parts.map(({ person }) => keys.of(client, person)));
  const persons = await all(
    parts.map(({ person }, index) => lock(client, keys, person, incoming[index] ?? [])),
  );
  const decisions = await all(
    persons.map(async (person, index) => {
      const findKnown = await readKnown(client, person, source);
      return decideChanges(person, incoming[index] ?? [], findKnown);
    }),
  );
  await all(
    persons.map(async (person, index) => {
      const decision = decisions[index];
      if (decision) await write(client, person, source, decision);
    }),
  );
  return decisions.map(({ results }) => results);
}

/** Like Promise.all, but does not fail before all have ended: none may go on in a transaction that is over. */
async function all<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(tasks);
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

/** Each fails only when the person is erased just then. */
const mostAttempts = 10;

async function lock(
  client: PoolClient,
  keys: PersonKeys,
  identifier: PersonIdentifier,
  incoming: readonly Incoming[],
): Promise<LockedPerson> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const key = await keys.of(client, identifier);
    const person = await lockPerson(client, key, identifier.value, incoming);
    if (person) return person;
    keys.forget(identifier);
  }
  throw new Error('A person key has no person: was it erased in part?');
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
  await all([series.added, contexts, writeMeasurements(client, person, writes, change)]);
  if (sources.length > 1) await settleTwins(client, person, touched(changes, series.numbers));
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
