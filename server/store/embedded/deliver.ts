import type { Pool } from 'pg';
import type { PersonIdentifier } from '../../access/grant.ts';
import { FhirError } from '../../errors.ts';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { toStoreFailure } from './failure.ts';
import { storeForPerson } from './store-for-person.ts';

type Outcome = DeliveryResult | FhirError;

const parallelPersons = 4;

/**
 * Each person's part of a delivery stands alone: when one fails, its measurements are answered with the failure and
 * the others are stored. Results are in the order of the measurements.
 */
export async function deliver(
  pool: Pool,
  source: DeliveringSource,
  measurements: Deliverable[],
): Promise<Outcome[]> {
  const groups = [...groupByPerson(measurements).values()];
  const results = new Array<Outcome>(measurements.length);
  const worker = async () => {
    for (let group = groups.pop(); group; group = groups.pop()) {
      const part = group.map(({ measurement }) => measurement);
      const outcomes = await deliverToPerson(pool, source, part).catch(toStoreFailure);
      group.forEach(({ index }, at) => {
        const outcome = outcomes instanceof FhirError ? outcomes : outcomes[at];
        if (outcome) results[index] = outcome;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelPersons, groups.length) }, worker));
  return results;
}

interface Placed {
  measurement: Deliverable;
  index: number;
}

function groupByPerson(measurements: Deliverable[]): Map<string, Placed[]> {
  const groups = new Map<string, Placed[]>();
  measurements.forEach((measurement, index) => {
    const key = keyOf(measurement.person);
    const group = groups.get(key);
    if (group) group.push({ measurement, index });
    else groups.set(key, [{ measurement, index }]);
  });
  return groups;
}

function keyOf({ system, value }: PersonIdentifier): string {
  return `${system}|${value}`;
}

/**
 * Stores one person's part of a delivery in one transaction. The person's row is locked first, so that concurrent
 * deliveries of the same measurement find each other's and numbers follow the order of arrival.
 */
async function deliverToPerson(
  pool: Pool,
  source: DeliveringSource,
  measurements: Deliverable[],
): Promise<Outcome[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const results = await storeForPerson(client, source, measurements);
    await client.query('commit');
    return results;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}
