import type { Pool, PoolClient } from 'pg';
import { IndividualJudge } from '../individual-judge.ts';
import { ByteReader } from './bytes.ts';
import { readContexts } from './contexts.ts';
import type { PersonRow } from './person.ts';
import { decodePoint, type Point } from './point.ts';
import { ServedWriter, type StoredRecord } from './served.ts';
import { receivedEpoch, receivedMs, minuteOf } from './time.ts';
import { decodeVariables } from './variables.ts';

/** SQL of the bytes that {@link decodeRecords} takes apart. */
export const recordBytes = `int8send(${receivedMs}) || int4send(effective_minute) || point
    || int4send(octet_length(variables)) || variables`;

export function decodeRecords(bytes: Buffer | null): StoredRecord[] {
  if (!bytes) return [];
  const reader = new ByteReader(bytes);
  const records: StoredRecord[] = [];
  while (!reader.done) records.push(readRecord(reader));
  return records;
}

export function readRecord(reader: ByteReader): StoredRecord {
  const received = receivedEpoch + reader.int() * 2 ** 32 + reader.uint(4);
  const point = decodePoint(reader, reader.int());
  const length = reader.uint(4);
  return { received, point, variables: decodeVariables(reader, point, reader.at + length) };
}

/** As many as are read at once: with the most that one may hold, what the driver can still take as one text. */
export const recordsTogether = 500;

/**
 * At most {@link recordsTogether} measurements as they stand now, found where their points stood in the index. By number
 * only those that are not there: twins, and what was corrected since.
 */
export async function readRecords(
  pool: Pool | PoolClient,
  { person }: PersonRow,
  wanted: readonly { series: number; point: Point }[],
): Promise<StoredRecord[]> {
  if (wanted.length === 0) return [];
  const { rows } = await pool.query<{ records: Buffer | null }>({
    name: 'read-records',
    text: `select string_agg(${recordBytes}, ''::bytea) as records
             from unnest($2::smallint[], $3::int[], $4::int[]) as wanted (series, effective_minute, number)
             join measurement using (series, effective_minute, number) where person = $1 and not twin`,
    values: [
      person,
      wanted.map(({ series }) => series),
      wanted.map(({ point }) => minuteOf(point.effective)),
      wanted.map(({ point }) => point.number),
    ],
  });
  const found = decodeRecords(rows[0]?.records ?? null);
  if (found.length === wanted.length) return found;
  const numbers = new Set(found.map(({ point }) => point.number));
  const missing = wanted.map(({ point }) => point.number).filter((number) => !numbers.has(number));
  return [...found, ...(await readByNumber(pool, person, missing))];
}

/** SQL of the expression that {@link bucketOf} works out: what the index on numbers holds. */
export const bucket = `number / 32`;
export const bucketOf = (number: number) => Math.floor(number / 32);

async function readByNumber(
  pool: Pool | PoolClient,
  person: number,
  numbers: readonly number[],
): Promise<StoredRecord[]> {
  const { rows } = await pool.query<{ records: Buffer | null }>({
    name: 'read-records-by-number',
    text: `select string_agg(${recordBytes}, ''::bytea) as records from measurement
            where person = $1 and ${bucket} = any($2::int[]) and number = any($3::int[])`,
    values: [person, [...new Set(numbers.map(bucketOf))], numbers],
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
  const judge = person.individual && new IndividualJudge(person.individual);
  return new ServedWriter(person, await readContexts(pool, person, numbers), judge);
}
