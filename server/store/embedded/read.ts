import type { Pool } from 'pg';
import type { CodeToken, StoredObservation } from '../national-store.ts';
import { observationNumber, type PersonRow } from './person.ts';
import { bucket, bucketOf, decodeRecords, recordBytes, writerOf } from './records.ts';
import { chooseSeries } from './series.ts';
import { readAlsoFrom } from './twins.ts';

interface Row {
  series: number;
  record: Buffer;
}

/** Withdrawn measurements can still be read by id: their status says what they are. */
export async function read(
  pool: Pool,
  person: PersonRow,
  id: string,
  allowedCategories: CodeToken[] | undefined,
): Promise<StoredObservation | undefined> {
  const number = observationNumber(person.person, id);
  if (number === undefined) return undefined;
  const { rows } = await pool.query<Row>({
    name: 'read-measurement',
    text: `select series, ${recordBytes} as record from measurement
            where person = $1 and ${bucket} = $3 and number = $2`,
    values: [person.person, number, bucketOf(number)],
  });
  const [found] = await writeAllowed(pool, person, rows, allowedCategories);
  return found;
}

/** All versions, newest first. Those of a category that the scopes do not allow are left out. */
export async function history(
  pool: Pool,
  person: PersonRow,
  id: string,
  allowedCategories: CodeToken[] | undefined,
): Promise<StoredObservation[] | undefined> {
  const number = observationNumber(person.person, id);
  if (number === undefined) return undefined;
  const { rows } = await pool.query<Row>({
    name: 'read-history',
    text: `select series, record from (
             select series, ${recordBytes} as record, null as version from measurement
              where person = $1 and ${bucket} = $3 and number = $2
             union all
             select series, ${recordBytes} as record, version from measurement_version
              where person = $1 and number = $2) as versions
            order by version desc nulls first`,
    values: [person.person, number, bucketOf(number)],
  });
  const versions = await writeAllowed(pool, person, rows, allowedCategories);
  return versions.length > 0 ? versions : undefined;
}

async function writeAllowed(
  pool: Pool,
  person: PersonRow,
  rows: readonly Row[],
  allowedCategories: CodeToken[] | undefined,
): Promise<StoredObservation[]> {
  const found = rows.flatMap(({ series, record }) => {
    const own = person.series.find((each) => each.series === series);
    const allowed = own && chooseSeries([own], { allowedCategories, statuses: [own.status] }).length > 0;
    return allowed ? decodeRecords(record).map((decoded) => ({ series, record: decoded })) : [];
  });
  const [writer, alsoFrom] = await Promise.all([
    writerOf(
      pool,
      person,
      found.map(({ record }) => record),
    ),
    readAlsoFrom(pool, person),
  ]);
  // Versions that no longer stand have no twin.
  return found.map(({ series, record }, index) =>
    writer.write(record, (source) => (index === 0 ? alsoFrom(series, record.point, source) : [])),
  );
}
