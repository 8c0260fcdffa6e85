import type { PoolClient } from 'pg';
import { readContexts } from './contexts.ts';
import { decodeRecords, recordBytes } from './records.ts';
import { findTwins, type TwinCandidate } from './twins.ts';

/** Where measurements of a person may have become, or ceased to be, each other's twins. */
export interface Touched {
  code: string;
  /** Start of the effective time, epoch milliseconds. */
  effective: number;
}

interface Row {
  number: number;
  code: string;
  status: string;
  identity: number;
  twin: boolean;
  record: Buffer;
}

/** Marks anew which measurements are shown as another's twin, at the places that were touched. The person is locked. */
export async function settleTwins(
  client: PoolClient,
  person: number,
  touched: readonly Touched[],
): Promise<void> {
  const { rows } = await client.query<Row>({
    name: 'read-candidates',
    // Each half has an index of its own.
    text: `with places as (select distinct series, code, status, effective_ms
             from unnest($2::text[], $3::bigint[]) as touched (code, effective_ms)
             join measurement_series using (code) where person = $1)
           select number, code, status, identity, false as twin, ${recordBytes} as record
             from places join measurement using (series, effective_ms) where person = $1 and not twin
           union all
           select number, code, status, identity, true as twin, ${recordBytes} as record
             from places join measurement using (series, effective_ms) where person = $1 and twin`,
    values: [person, touched.map(({ code }) => code), touched.map(({ effective }) => effective)],
  });
  const records = rows.flatMap(({ record }) => decodeRecords(record));
  const contexts = await readContexts(
    client,
    person,
    records.map(({ point }) => point.context),
  );
  const byCode = new Map<string, TwinCandidate[]>();
  rows.forEach(({ number, code, status, identity }, index) => {
    const record = records[index];
    if (!record) return;
    const { point, variables } = record;
    const candidate = {
      number,
      source: contexts.get(point.context)?.source ?? '',
      rank: `${identity + 2 ** 31} ${variables.join(' ')}`,
      point,
      withdrawn: status === 'entered-in-error',
    };
    byCode.set(code, [...(byCode.get(code) ?? []), candidate]);
  });
  const twins = new Set([...byCode.values()].flatMap((candidates) => [...findTwins(candidates)]));
  const changed = rows.filter(({ number, twin }) => twin !== twins.has(number));
  if (changed.length === 0) return;
  await client.query(
    `update measurement as kept set twin = marked.twin
       from unnest($2::int[], $3::boolean[]) as marked (number, twin)
      where kept.person = $1 and kept.number = marked.number`,
    [person, changed.map(({ number }) => number), changed.map(({ number }) => twins.has(number))],
  );
}
