import type { PoolClient } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { FhirError } from '../../errors.ts';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { decideChanges, type Change, type Decision } from './change.ts';
import { addContexts } from './contexts.ts';
import { takeApart, type Incoming } from './incoming.ts';
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
  const locked = await Promise.all(
    parts.map(async ({ person, measurements }) => {
      const incoming = takeApart(source, measurements);
      return { incoming, person: await lock(client, keys, person, incoming) };
    }),
  );
  const decided = await Promise.all(
    locked.map(async ({ incoming, person }) => {
      const findKnown = await readKnown(client, person, source);
      return { person, decision: decideChanges(person, incoming, findKnown) };
    }),
  );
  await Promise.all(decided.map(({ person, decision }) => write(client, person, source, decision)));
  return decided.map(({ decision }) => decision.results);
}

async function lock(
  client: PoolClient,
  keys: PersonKeys,
  identifier: PersonIdentifier,
  incoming: readonly Incoming[],
): Promise<LockedPerson> {
  for (let attempt = 0; attempt < 3; attempt++) {
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
  const all = changes.flatMap(({ versions }) => versions);
  const spans = all.map(({ measurement: { effective } }) => effective.to - effective.from);
  const sources = person.sources.includes(source.orgnr) ? person.sources : [...person.sources, source.orgnr];
  const change = { nextNumber, sources, longestSpan: spans.reduce((a, b) => Math.max(a, b), 0) };
  const series = addSeries(client, person, all);
  await Promise.all([
    series.added,
    addContexts(
      client,
      person,
      all.map(({ context }) => context),
    ),
    writeMeasurements(client, person, writesOf(person, series.numbers, changes), change),
  ]);
  if (sources.length > 1) await settleTwins(client, person.person, touched(changes));
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

/** Codes and times at which something came, went or changed. */
function touched(changes: readonly Change[]): Touched[] {
  return changes.flatMap(({ before, versions }) => {
    const last = versions.at(-1)?.measurement;
    return [
      ...(before ? [{ code: before.code, effective: before.effective }] : []),
      ...(last ? [{ code: last.code, effective: last.effective.from }] : []),
    ];
  });
}
