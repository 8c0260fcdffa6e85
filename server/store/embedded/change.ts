import { contentDigest } from '../../delivery/digest.ts';
import { FhirError } from '../../errors.ts';
import type { DeliveryResult } from '../deliverable.ts';
import type { Incoming } from './incoming.ts';
import type { FindKnown, KnownMeasurement } from './known.ts';
import type { LockedPerson } from './locked-person.ts';
import { observationId } from './person.ts';

/** What a delivery does to one measurement: its versions, the last of which stands. */
export interface Change {
  before: KnownMeasurement | undefined;
  number: number;
  versions: Incoming[];
}

export interface Decision {
  changes: Change[];
  nextNumber: number;
  /** In the order of what came in. */
  results: (DeliveryResult | FhirError)[];
}

/**
 * What each measurement of a delivery is to the store: new, a correction, or already there. The same identifier twice in
 * one delivery is one measurement with two versions.
 */
export function decideChanges(
  { person, nextNumber }: LockedPerson,
  incoming: readonly Incoming[],
  findKnown: FindKnown,
): Decision {
  const changes = new Map<string, Change>();
  let next = nextNumber;
  const results = incoming.map((sent): DeliveryResult | FhirError => {
    const { identifier, ifMatch } = sent.measurement;
    const known = changes.get(identifier);
    const before = known ? known.before : findKnown(sent);
    const change = known ?? { before, number: before?.number ?? next, versions: [] };
    const version = (before?.version ?? 0) + change.versions.length;
    if (ifMatch !== undefined && ifMatch !== version) return versionConflict();
    const id = observationId(person, change.number);
    if (isSame(change, sent)) return { outcome: 'unchanged', id, version };
    if (change.number === next) next++;
    change.versions.push(sent);
    changes.set(identifier, change);
    return { outcome: version === 0 ? 'created' : 'changed', id, version: version + 1 };
  });
  return { changes: [...changes.values()], nextNumber: next, results };
}

/** HTTP's If-Match as FHIR uses it: https://hl7.org/fhir/R4/http.html#concurrency */
export function versionConflict(): FhirError {
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
