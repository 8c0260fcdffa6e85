import type { PoolClient } from 'pg';
import { readDescriptions } from './contexts.ts';
import type { PersonRow } from './person.ts';
import { decodeRecords, recordBytes } from './records.ts';
import { minuteOf } from './time.ts';
import { findTwins, priorityOf, type TwinCandidate } from './twins.ts';

/** Where measurements of a person may have become, or ceased to be, each other's twins. */
export interface Touched {
  series: number;
  /** Start of the effective time, epoch milliseconds. */
  effective: number;
}

interface Row {
  number: number;
  series: number;
  identity: number;
  twin: boolean;
  record: Buffer;
}

/**
 * Marks anew which measurements are shown as another's twin, in the minutes that were touched. Only measurements of one
 * series stand for each other: whatever finds one would have found the other. The person is locked.
 */
export async function settleTwins(
  client: PoolClient,
  person: PersonRow,
  touched: readonly Touched[],
): Promise<void> {
  const { rows } = await client.query<Row>({
    name: 'read-candidates',
    // Each half has an index of its own.
    text: `with places as (select distinct series, effective_minute
             from unnest($2::smallint[], $3::int[]) as touched (series, effective_minute))
           select number, series, identity, false as twin, ${recordBytes} as record
             from places join measurement using (series, effective_minute) where person = $1 and not twin
           union all
           select number, series, identity, true as twin, ${recordBytes} as record
             from places join measurement using (series, effective_minute) where person = $1 and twin`,
    values: [
      person.person,
      touched.map(({ series }) => series),
      touched.map(({ effective }) => minuteOf(effective)),
    ],
  });
  const records = rows.flatMap(({ record }) => decodeRecords(record));
  const contexts = await readDescriptions(
    client,
    person,
    records.map(({ point }) => point.context),
  );
  const bySeries = new Map<number, TwinCandidate[]>();
  rows.forEach(({ number, series, identity }, index) => {
    const record = records[index];
    const context = record && contexts.get(record.point.context);
    if (!record || !context) return;
    const { point, variables } = record;
    const candidates = bySeries.get(series) ?? [];
    bySeries.set(series, candidates);
    candidates.push({
      number,
      source: context.source,
      rank: `${identity + 2 ** 31} ${variables.join(' ')}`,
      priority: priorityOf(point, context.description.limits),
      point,
      withdrawn: context.description.status === 'entered-in-error',
    });
  });
  const twins = new Set([...bySeries.values()].flatMap((candidates) => [...findTwins(candidates)]));
  const changed = rows.filter(({ number, twin }) => twin !== twins.has(number));
  if (changed.length === 0) return;
  await client.query(
    `update measurement as kept set twin = marked.twin
       from unnest($2::int[], $3::int[], $4::boolean[]) as marked (identity, number, twin)
      where kept.person = $1 and kept.identity = marked.identity and kept.number = marked.number`,
    [
      person.person,
      changed.map(({ identity }) => identity),
      changed.map(({ number }) => number),
      changed.map(({ number }) => twins.has(number)),
    ],
  );
}
