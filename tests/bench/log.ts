import { randomUUID } from 'node:crypto';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import type { AccessRecord } from '../../server/access-log/access-log.ts';
import { deriveLogKeys } from '../../server/access-log/log-keys.ts';
import { createLogPool } from '../../server/access-log/log-pool.ts';
import { createAccessLog } from '../../server/access-log/postgres-access-log.ts';
import { createPool } from '../../server/database/pool.ts';
import { median } from './measure.ts';
import { print, table } from './report.ts';
import { fnrSystem, type Stack } from './stack.ts';

const rounds = 7;
const seconds = 1;

/**
 * Records written by 1 and by 32 at once, through the log and as a bare insert in a transaction each by as many
 * connections, in turn within one run. Both in this process, on PostgreSQL with fsync on.
 */
export async function benchLog({ databaseUrl, pool }: Stack): Promise<void> {
  print('\nAccess log: records a second, fsync on, beside a bare insert in a transaction each');
  await pool.query('create table if not exists bare_log (person text not null, record text not null)');
  const writers = createLogPool(databaseUrl);
  const log = createAccessLog({ readers: pool, writers, keys: deriveLogKeys(Buffer.alloc(32, 7)) });
  const bare = createPool(databaseUrl, { max: 32 });
  const insert = (record: AccessRecord) =>
    bare.query({
      name: 'bare-log',
      text: 'insert into bare_log values ($1, $2)',
      values: [record.person.value, JSON.stringify(record)],
    });
  const rows: string[][] = [];
  for (const persons of [1, 1000]) {
    for (const clients of [1, 32]) {
      const pairs: [number, number][] = [];
      for (let round = -2; round < rounds; round++) {
        const ours = await rate(clients, persons, log.write);
        const theirs = await rate(clients, persons, insert);
        if (round >= 0) pairs.push([ours, theirs]);
      }
      const figure = (pick: (pair: [number, number]) => number, digits: number) =>
        median(pairs.map(pick)).toFixed(digits);
      rows.push([
        persons === 1 ? 'one person' : `${persons} persons`,
        String(clients),
        figure(([ours]) => ours, 0),
        figure(([, theirs]) => theirs, 0),
        figure(([ours, theirs]) => ours / theirs, 2),
      ]);
    }
  }
  print(table(['about', 'writers', 'log (goal ≥ 2,000 at 32)', 'bare insert', 'log / bare'], rows));
  await size(pool);
  await Promise.all([writers.end(), bare.end()]);
}

/** Records a second by so many, each with its next as soon as one is acknowledged. */
async function rate(
  clients: number,
  persons: number,
  write: (record: AccessRecord) => Promise<unknown>,
): Promise<number> {
  let written = 0;
  const began = performance.now();
  const client = async () => {
    while (performance.now() - began < seconds * 1000) {
      await write(nextRecord(persons));
      written += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (written * 1000) / (performance.now() - began);
}

const people = Array.from({ length: 1000 }, (_, n) => {
  const born = new Date(Date.UTC(1930, 0, 1 + n)).toISOString().slice(0, 10);
  return { system: fnrSystem, value: syntheticNationalId({ born, shift: 65, gender: 'female' }) };
});
let turn = 0;

/** A look-up at 90 days of blood pressure, of one person after the other. */
export function nextRecord(persons: number): AccessRecord {
  const now = Date.now();
  return {
    person: people[turn++ % persons] as (typeof people)[number],
    occurred: now,
    actor: {
      kind: 'clinician',
      hpr: '9144889',
      name: 'Åse Fjellsjø',
      organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
    },
    action: 'trend',
    basis: 'TREAT',
    disclosed: {
      codes: ['http://loinc.org|8462-4', 'http://loinc.org|8480-6'],
      from: now - 90 * 86_400_000,
      to: now,
      count: 180,
      digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    },
    request: randomUUID(),
  };
}

async function size(pool: Stack['pool']): Promise<void> {
  const { rows } = await pool.query<{ bytes: number }>(
    `select (pg_total_relation_size('access_entry') + pg_total_relation_size('access_chain'))::float8
              / greatest((select count(*) from access_entry), 1) as bytes`,
  );
  print(`On disk, with the index: ${rows[0]?.bytes.toFixed(0)} bytes an entry`);
}
