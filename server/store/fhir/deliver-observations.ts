import type { PersonIdentifier } from '../../access/grant.ts';
import { contentDigest } from '../../delivery/digest.ts';
import { FhirError } from '../../errors.ts';
import type { Deliverable } from '../deliverable.ts';
import { versionConflict } from '../embedded/change.ts';
import { patientsOf } from './create-patient.ts';
import { findKnown, identityOf, type Known } from './known-observations.ts';
import { batchOf, outgoingObservation, type Write } from './outgoing-observation.ts';
import type { FhirServer } from './search.ts';
import { sendBatch } from './send-batch.ts';

export type Outcome = 'created' | 'unchanged' | 'changed' | FhirError;

const mostEntries = 200;
const mostBytes = 4 * 1024 * 1024;
/** Persons. */
const atOnce = 4;

/** A measurement on its way, and where its outcome belongs. */
interface Outgoing {
  place: number;
  measurement: Deliverable;
  identity: string;
}

interface Delivery {
  person: PersonIdentifier;
  outgoing: Outgoing[];
}

/**
 * Delivers person by person, in Bundles of what fits, in the order given. What the server has already is looked up first,
 * so that the same again is unchanged and other content replaces it. Persons do not touch each other's outcomes.
 */
export async function deliverObservations(
  server: FhirServer,
  measurements: readonly Deliverable[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = byPerson(measurements);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await deliverAbout(server, next, outcomes);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

async function deliverAbout(
  server: FhirServer,
  { person, outgoing }: Delivery,
  outcomes: Outcome[],
): Promise<void> {
  try {
    const patients = await patientsOf(server, person);
    for (const part of parts(outgoing)) await deliverPart(server, person, patients, part, outcomes);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    // What was answered before stays answered.
    for (const { place } of outgoing) outcomes[place] ??= error;
  }
}

function byPerson(measurements: readonly Deliverable[]): Delivery[] {
  const persons = new Map<string, Delivery>();
  for (const [place, measurement] of measurements.entries()) {
    const { person, original } = measurement;
    const key = JSON.stringify([person.system, person.value]);
    const known = persons.get(key) ?? { person, outgoing: [] };
    persons.set(key, known);
    const identity = identityOf(JSON.parse(original) as fhir4.Observation, { identifier: person });
    known.outgoing.push({ place, measurement, identity });
  }
  return [...persons.values()];
}

/** The order within a batch is the server's: two versions of one measurement never go in one. */
function* parts(outgoing: readonly Outgoing[]): Generator<Outgoing[]> {
  let part: Outgoing[] = [];
  let size = 0;
  for (const each of outgoing) {
    const own = Buffer.byteLength(each.measurement.original) + 300;
    const repeats = part.some(({ identity }) => identity === each.identity);
    if (part.length > 0 && (repeats || size + own > mostBytes || part.length >= mostEntries)) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(each);
    size += own;
  }
  if (part.length > 0) yield part;
}

async function deliverPart(
  server: FhirServer,
  person: PersonIdentifier,
  patients: readonly string[],
  part: readonly Outgoing[],
  outcomes: Outcome[],
): Promise<void> {
  const known = await findKnown(
    server,
    person,
    patients,
    part.map(({ measurement }) => measurement),
  );
  const writes: { place: number; write: Write }[] = [];
  for (const { place, measurement, identity } of part) {
    const decided = decide(measurement, patients[0] ?? '', known.get(identity));
    if (typeof decided === 'string' || decided instanceof FhirError) outcomes[place] = decided;
    else writes.push({ place, write: decided });
  }
  if (writes.length === 0) return;
  const answers = await sendBatch(server, batchOf(writes.map(({ write }) => write)), writes.length);
  for (const [index, { place, write }] of writes.entries()) {
    outcomes[place] = answers[index] ?? (write.method === 'PUT' ? 'changed' : 'created');
  }
}

function decide(measurement: Deliverable, patient: string, known: Known | undefined): Write | Outcome {
  const { ifMatch, original } = measurement;
  if (ifMatch !== undefined && ifMatch !== versionNumber(known)) return versionConflict();
  if (!known)
    return { method: 'POST', url: 'Observation', resource: outgoingObservation(measurement, patient) };
  if (known.digest === contentDigest(JSON.parse(original) as fhir4.Observation)) return 'unchanged';
  const { id, version } = known;
  return {
    ...{ method: 'PUT', url: `Observation/${id}`, resource: outgoingObservation(measurement, patient, id) },
    ...(version && { ifMatch: `W/"${version}"` }),
  };
}

/** As readers of the facade see it (collect.ts). */
function versionNumber(known: Known | undefined): number {
  if (!known) return 0;
  const version = Number(known.version);
  return Number.isInteger(version) && version > 0 ? version : 1;
}
