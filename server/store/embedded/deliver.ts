import { commitBehind } from '../../database/commit.ts';
import { gatherStatements } from '../../database/gather.ts';
import { isUnsupported } from '../../database/unsupported.ts';
import { FhirError } from '../../errors.ts';
import { accessLogRefusals } from '../../metrics.ts';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveryOrigin } from '../national-store.ts';
import { toStoreFailure } from './failure.ts';
import { recordsTogether } from './records.ts';
import { PersonGone, storeParts, type Delivering, type PersonPart } from './store-parts.ts';

type Outcome = DeliveryResult | FhirError;

/** Persons stored in one transaction: commits are shared, and locks are held no longer than a few milliseconds. */
const personsTogether = 25;
/** And measurements: what is there already is read at once. */
const measurementsTogether = recordsTogether;

/** A part, and where its measurements stand in the delivery. */
interface PlacedPart extends PersonPart {
  key: string;
  places: number[];
}

/**
 * Stores a delivery, grouped by person. Each person's part stands alone: when one fails, its measurements are answered
 * with the failure and the others are stored. Results are in the order of the measurements.
 */
export async function deliver(
  delivering: Delivering,
  origin: DeliveryOrigin,
  measurements: readonly Deliverable[],
): Promise<Outcome[]> {
  const parts = partsOf(measurements);
  const results = new Array<Outcome>(measurements.length);
  const answer = ({ places }: PlacedPart, outcomes: Outcome[] | FhirError) => {
    if (outcomes instanceof FhirError && outcomes.reason === 'log-unavailable') {
      accessLogRefusals.inc({ by: 'delivery' });
    }
    places.forEach((place, at) => {
      const outcome = outcomes instanceof FhirError ? outcomes : outcomes[at];
      if (outcome) results[place] = outcome;
    });
  };
  let outage: FhirError | undefined;
  for (const together of groupsOf(parts)) {
    const outcomes = outage ?? (await inTransaction(delivering, origin, together).catch(toStoreFailure));
    if (!(outcomes instanceof FhirError)) {
      together.forEach((part, index) => answer(part, outcomes[index] ?? []));
    } else if (together.length === 1 || isOutage(outcomes)) {
      together.forEach((part) => answer(part, outcomes));
      if (isOutage(outcomes)) outage = outcomes;
    } else {
      for (const part of together) {
        const alone = inTransaction(delivering, origin, [part]);
        answer(part, await alone.then(([own = []]) => own, toStoreFailure));
      }
    }
  }
  return results;
}

/** The rest of the delivery would only wait for the same. A broken chain in the access log is one person's. */
function isOutage({ status, reason }: FhirError): boolean {
  return (status === 503 && reason !== 'log-unavailable') || status === 504;
}

/** Parts that are stored together. */
function groupsOf(parts: readonly PlacedPart[]): PlacedPart[][] {
  const groups: PlacedPart[][] = [];
  let size = Infinity;
  for (const part of parts) {
    const group = groups.at(-1);
    size += part.measurements.length;
    if (
      group &&
      size <= measurementsTogether &&
      group.length < personsTogether &&
      group.at(-1)?.key !== part.key
    ) {
      group.push(part);
    } else {
      groups.push([part]);
      size = part.measurements.length;
    }
  }
  return groups;
}

/** In the order of the persons' identifiers: all deliveries lock in the same order, so that none waits for another in a ring. */
function partsOf(measurements: readonly Deliverable[]): PlacedPart[] {
  const parts: PlacedPart[] = [];
  const open = new Map<string, PlacedPart>();
  measurements.forEach((measurement, place) => {
    const key = `${measurement.person.system}|${measurement.person.value}`;
    let part = open.get(key);
    if (!part || part.measurements.length === measurementsTogether) {
      part = { key, person: measurement.person, measurements: [], places: [] };
      open.set(key, part);
      parts.push(part);
    }
    part.measurements.push(measurement);
    part.places.push(place);
  });
  // The sort is stable: pieces of one person keep their order.
  return parts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/**
 * A transaction that found a person gone begins anew; each does only when one is erased, or first made, just then. So does the
 * first about several persons where each statement must be about one.
 */
const mostAttempts = 10;

async function inTransaction(
  delivering: Delivering,
  origin: DeliveryOrigin,
  parts: readonly PersonPart[],
): Promise<Outcome[][]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeAll(delivering, origin, parts);
    } catch (error) {
      const isNews = delivering.together && isUnsupported(error);
      if (isNews) delivering.together = false;
      if (!(isNews || error instanceof PersonGone) || attempt === mostAttempts) throw error;
    }
  }
}

/** All of the parts, or none. */
async function storeAll(
  delivering: Delivering,
  origin: DeliveryOrigin,
  parts: readonly PersonPart[],
): Promise<Outcome[][]> {
  const client = await delivering.pool.connect();
  try {
    gatherStatements(client);
    const [, { results, log }] = await Promise.all([
      client.query('begin'),
      storeParts(client, delivering, origin, parts),
    ]);
    gatherStatements(client);
    await commitBehind(client, log.append());
    log.committed();
    client.release();
    return results;
  } catch (error) {
    // What is under way ends with the connection. Persons that it would have made are not there.
    client.release(true);
    for (const { person } of parts) delivering.keys.forget(person);
    throw error;
  }
}
