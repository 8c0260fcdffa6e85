import type { PoolClient } from 'pg';
import { contentDigest } from '../../delivery/digest.ts';
import { FhirError } from '../../errors.ts';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { addContexts, findContexts } from './contexts.ts';
import { takeApart, type Incoming } from './incoming.ts';
import { readKnown, type KnownMeasurement } from './known.ts';
import { lockPerson, observationId, type LockedPerson } from './person.ts';
import { settleTwins, type Touched } from './settle-twins.ts';
import { seriesNumbers } from './series.ts';
import { writeMeasurements, type MeasurementWrite } from './write.ts';

/** What a delivery does to one measurement: its versions, the last of which stands. */
interface Change {
  before: KnownMeasurement | undefined;
  number: number;
  versions: Incoming[];
}

/** Stores one person's part of a delivery within a transaction. Results are in the order of the measurements. */
export async function storeForPerson(
  client: PoolClient,
  source: DeliveringSource,
  measurements: readonly Deliverable[],
): Promise<(DeliveryResult | FhirError)[]> {
  const [first] = measurements;
  if (!first) return [];
  const incoming = measurements.map((measurement) => takeApart(source, measurement));
  const person = await lockPerson(client, first.person);
  const contexts = await findContexts(
    client,
    person.person,
    incoming.map(({ context }) => context.digest),
  );
  const findKnown = await readKnown(client, person, source, incoming, contexts);
  const changes = new Map<string, Change>();
  let next = person.nextNumber;
  const results = incoming.map((sent): DeliveryResult | FhirError => {
    const { identifier, ifMatch } = sent.measurement;
    const before = findKnown(sent);
    const change = changes.get(identifier) ?? { before, number: before?.number ?? next, versions: [] };
    const version = (before?.version ?? 0) + change.versions.length;
    if (ifMatch !== undefined && ifMatch !== version) return versionConflict();
    const id = observationId(person.person, change.number);
    if (isSame(change, sent)) return { outcome: 'unchanged', id, version };
    if (change.number === next) next++;
    change.versions.push(sent);
    changes.set(identifier, change);
    return { outcome: version === 0 ? 'created' : 'changed', id, version: version + 1 };
  });
  await writeChanges(client, person, source, [...changes.values()], next, contexts);
  return results;
}

function versionConflict(): FhirError {
  return new FhirError(412, 'conflict', 'If-Match names another version than the measurement has', {
    expression: ['Bundle.entry.request.ifMatch'],
    reason: 'version-conflict',
  });
}

function isSame({ before, versions }: Change, sent: Incoming): boolean {
  const last = versions.at(-1);
  if (!last) return before?.isSame(sent) ?? false;
  const [one, other] = [last, sent].map(({ measurement }) => measurement.original);
  return one === other || digestOf(one) === digestOf(other);
}

function digestOf(original = '{}'): string {
  return contentDigest(JSON.parse(original) as fhir4.Observation);
}

async function writeChanges(
  client: PoolClient,
  person: LockedPerson,
  source: DeliveringSource,
  changes: readonly Change[],
  nextNumber: number,
  contexts: Map<string, number>,
): Promise<void> {
  if (changes.length === 0) return;
  const all = changes.flatMap(({ versions }) => versions);
  await addContexts(
    client,
    person.person,
    all.map(({ context }) => context),
    contexts,
  );
  const seriesOf = await seriesNumbers(
    client,
    person.person,
    person.series,
    all.map(({ measurement }) => measurement),
  );
  const writes = changes.map(({ before, number, versions }): MeasurementWrite => ({
    number,
    isNew: before === undefined,
    versions: versions.map((sent, index) => ({
      ...sent,
      version: (before?.version ?? 0) + index + 1,
      series: seriesOf(sent.measurement),
      contextNumber: contexts.get(sent.context.digest) ?? 0,
    })),
  }));
  await writeMeasurements(client, person, writes);
  const spans = all.map(({ measurement: { effective } }) => effective.to - effective.from);
  const sources = person.sources.includes(source.orgnr) ? person.sources : [...person.sources, source.orgnr];
  await client.query({
    name: 'advance-person',
    text: `update person set next_number = $2, last_received_ms = $3, sources = $4,
                  longest_span_ms = greatest(longest_span_ms, $5) where person = $1`,
    values: [person.person, nextNumber, person.now, sources, spans.reduce((a, b) => Math.max(a, b), 0)],
  });
  if (sources.length > 1) await settleTwins(client, person.person, touched(changes));
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
