import type { Pool, PoolClient } from 'pg';
import { ByteReader } from './bytes.ts';
import { readContexts } from './contexts.ts';
import type { PersonRow } from './person.ts';
import { decodePoint } from './point.ts';
import { ServedWriter, type StoredRecord } from './served.ts';
import { decodeVariables } from './variables.ts';

/** SQL of the bytes that {@link decodeRecords} takes apart. */
export const recordBytes = 'int8send(received_ms) || point || variables';

export function decodeRecords(bytes: Buffer | null): StoredRecord[] {
  if (!bytes) return [];
  const reader = new ByteReader(bytes);
  const records: StoredRecord[] = [];
  while (!reader.done) records.push(readRecord(reader));
  return records;
}

export function readRecord(reader: ByteReader): StoredRecord {
  const received = reader.uint(2) * 2 ** 48 + reader.uint(6);
  const point = decodePoint(reader);
  return { received, point, variables: decodeVariables(reader, point) };
}

/** As many as are read at once: with the most that one may hold, what the driver can still take as one text. */
export const recordsTogether = 500;

/** At most {@link recordsTogether} measurements by number, as they stand now. */
export async function readRecords(
  pool: Pool | PoolClient,
  { person }: PersonRow,
  numbers: readonly number[],
): Promise<StoredRecord[]> {
  if (numbers.length === 0) return [];
  const { rows } = await pool.query<{ records: Buffer | null }>({
    name: 'read-records',
    text: `select string_agg(${recordBytes}, ''::bytea) as records from measurement
            where person = $1 and number = any($2)`,
    values: [person, numbers],
  });
  return decodeRecords(rows[0]?.records ?? null);
}

/** What writes these records as Observations. */
export async function writerOf(
  pool: Pool | PoolClient,
  person: PersonRow,
  records: readonly StoredRecord[],
): Promise<ServedWriter> {
  const numbers = records.map(({ point }) => point.context);
  return new ServedWriter(person, await readContexts(pool, person, numbers));
}
