import type { Pool, PoolClient } from 'pg';
import type { Deliverable, DeliveryResult } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { FhirError } from '../../errors.ts';
import { contextNumbers } from './contexts.ts';
import { toStoreFailure } from './failure.ts';
import { ensurePerson, observationId } from './person.ts';
import { writeMeasurements, type MeasurementWrite } from './write.ts';

interface Known {
  number: number;
  version: number;
  digest: string;
}

const parallelPersons = 4;

/**
 * Each person's part of a delivery stands alone: when one fails, its measurements are answered with the failure and
 * the others are stored. Results are in the order of the measurements.
 */
export async function deliver(
  pool: Pool,
  source: DeliveringSource,
  measurements: Deliverable[],
): Promise<(DeliveryResult | FhirError)[]> {
  const groups = [...groupByPerson(measurements).values()];
  const results = new Array<DeliveryResult | FhirError>(measurements.length);
  const worker = async () => {
    for (let group = groups.pop(); group; group = groups.pop()) {
      const outcomes = await deliverToPerson(
        pool,
        source,
        group.map(({ measurement }) => measurement),
      ).catch(toStoreFailure);
      group.forEach(({ index }, at) => {
        const outcome = outcomes instanceof FhirError ? outcomes : outcomes[at];
        if (outcome) results[index] = outcome;
      });
    }
  };
  await Promise.all(Array.from({ length: parallelPersons }, worker));
  return results;
}

function groupByPerson(
  measurements: Deliverable[],
): Map<string, { measurement: Deliverable; index: number }[]> {
  const groups = new Map<string, { measurement: Deliverable; index: number }[]>();
  measurements.forEach((measurement, index) => {
    const key = `${measurement.person.system}|${measurement.person.value}`;
    const group = groups.get(key);
    if (group) group.push({ measurement, index });
    else groups.set(key, [{ measurement, index }]);
  });
  return groups;
}

/**
 * Stores one person's part of a delivery in one transaction. The person's row is locked first, so that concurrent
 * deliveries of the same measurement find each other's and numbers follow the order of arrival.
 */
async function deliverToPerson(
  pool: Pool,
  source: DeliveringSource,
  measurements: Deliverable[],
): Promise<DeliveryResult[]> {
  const first = measurements[0];
  if (!first) return [];
  const client = await pool.connect();
  try {
    await client.query('begin');
    const person = await ensurePerson(client, first.person);
    const results = await store(client, person, source, measurements);
    await client.query('commit');
    return results;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function store(
  client: PoolClient,
  person: number,
  source: DeliveringSource,
  measurements: Deliverable[],
): Promise<DeliveryResult[]> {
  const locked = await client.query<{ next: string; received: Date }>(
    'select next_number::text as next, clock_timestamp() as received from person where person = $1 for update',
    [person],
  );
  let next = Number(locked.rows[0]?.next);
  const received = locked.rows[0]?.received ?? new Date();
  const known = await findKnown(client, person, source, measurements);
  const writes = new Map<number, MeasurementWrite>();
  const results = measurements.map((measurement): DeliveryResult => {
    const before = known.get(measurement.identifier);
    if (before?.digest === measurement.digest) {
      return { outcome: 'unchanged', id: observationId(person, before.number), version: before.version };
    }
    const number = before?.number ?? next++;
    const version = (before?.version ?? 0) + 1;
    known.set(measurement.identifier, { number, version, digest: measurement.digest });
    const versions = [...(writes.get(number)?.versions ?? []), { version, original: measurement.original }];
    writes.set(number, {
      measurement,
      number,
      version,
      versions,
      isNew: versions[0]?.version === 1,
      contextBody: JSON.stringify(measurement.context),
    });
    return { outcome: before ? 'changed' : 'created', id: observationId(person, number), version };
  });
  if (writes.size > 0) {
    const contexts = await contextNumbers(
      client,
      person,
      [...writes.values()].map(({ contextBody }) => contextBody),
    );
    await writeMeasurements(client, { person, source: source.orgnr, received, contexts }, [
      ...writes.values(),
    ]);
    const longest = Math.max(...measurements.map(({ effective }) => effective.to - effective.from));
    await client.query(
      `update person set next_number = $2, last_received = $3, longest_span_ms = greatest(longest_span_ms, $4)
        where person = $1`,
      [person, next, received, longest],
    );
  }
  return results;
}

async function findKnown(
  client: PoolClient,
  person: number,
  source: DeliveringSource,
  measurements: Deliverable[],
): Promise<Map<string, Known>> {
  const { rows } = await client.query<{
    identifier: string;
    number: string;
    version: number;
    digest: string;
  }>(
    `select identifier, number::text, version, digest from measurement
      where person = $1 and source = $2 and identifier = any($3)`,
    [person, source.orgnr, measurements.map(({ identifier }) => identifier)],
  );
  return new Map(
    rows.map(({ identifier, number, version, digest }) => [
      identifier,
      { number: Number(number), version, digest },
    ]),
  );
}
