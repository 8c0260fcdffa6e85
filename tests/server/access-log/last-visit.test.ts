import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessRecord, Actor } from '../../../server/access-log/access-log.ts';
import { createPool } from '../../../server/database/pool.ts';
import type { TestDatabase } from '../../support/database.ts';
import { newPerson, oslo } from '../../support/observation-builders.ts';
import { clinician, keyOf, migratedDatabase, openLog, recordOf, type OpenLog } from './log.ts';

let database: TestDatabase;
let log: OpenLog;
beforeAll(async () => {
  database = await migratedDatabase();
  log = openLog(database);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

const now = Date.UTC(2026, 10, 28, 12);
const minute = 60_000;
const ago = (minutes: number) => now - minutes * minute;
const disclosed = { codes: [], count: 0, digest: '' };
const own = '9144889';

const other: Actor = { ...(clinician as Extract<Actor, { kind: 'clinician' }>), hpr: '914488' };
const elsewhere: Actor = {
  ...(clinician as Extract<Actor, { kind: 'clinician' }>),
  organization: { orgnr: '312774199', name: 'Legevakta' },
};
/** Free text that looks like an entry of the clinician. */
const posing: Actor = {
  kind: 'source',
  organization: { ...oslo, name: `","actor":{"hpr":"${own}"` },
  clientId: 'x',
};

type Changes = { [Member in keyof AccessRecord]?: AccessRecord[Member] | undefined };
type Entry = [minutesAgo: number, changes?: Changes];
const refused = { disclosed: undefined, refused: 'access-blocked' };

async function lastVisit(entries: Entry[]): Promise<[start: number, end: number] | undefined> {
  const person = newPerson();
  for (const [minutes, changes] of entries) {
    const record = { occurred: ago(minutes), action: 'trend', disclosed, ...changes };
    await log.write(recordOf(person, record as Partial<AccessRecord>));
  }
  const visit = await log.lastVisit(person, own, now);
  return visit && [(now - visit.start) / minute, (now - visit.end) / minute];
}

describe('a visit: looks of one clinician at one person, less than 30 minutes apart', () => {
  test.each<[string, Entry[], [number, number] | undefined]>([
    ['nobody has ever looked', [], undefined],
    ['the only look is of the visit that goes on', [[29.999]], undefined],
    ['30 minutes ago is a visit before', [[30]], [30, 30]],
    ['a day ago, one look', [[1440]], [1440, 1440]],
    ['a day ago, many looks', [[1440], [1420], [1400]], [1440, 1400]],
    ['the visit that goes on is left out, however long it is', [[1440], [58], [29.5], [1]], [1440, 1440]],
    ['29 min 59 s between: one visit', [[1440], [1440 - 1799 / 60]], [1440, 1440 - 1799 / 60]],
    ['30 minutes between: two', [[1440], [1410]], [1410, 1410]],
    ['the newest of several', [[4000], [3000], [2990], [5]], [3000, 2990]],
    ['another clinician does not count', [[1440], [600, { actor: other }]], [1440, 1440]],
    ['only others have looked', [[600, { actor: other }]], undefined],
    ['from another organisation is the same clinician', [[1440], [600, { actor: elsewhere }]], [600, 600]],
    ['a refusal is no look', [[1440], [600, refused]], [1440, 1440]],
    [
      'what discloses no measurement is no look',
      [[1440], [600, { action: 'order-read', disclosed: undefined }]],
      [1440, 1440],
    ],
    [
      'a delivery is no look, whatever its source is called',
      [[600, { actor: posing, action: 'deliver' }]],
      undefined,
    ],
    [
      'a citizen is no clinician',
      [[600, { actor: { kind: 'citizen', relation: 'self', name: 'X' } }]],
      undefined,
    ],
    [
      'words of a reason do not make a refusal, nor a look',
      [
        [1440, { opened: { by: 'consent', reason: '"refused":"x"' } }],
        [600, { ...refused, opened: { by: 'consent', reason: '"disclosed":{' } }],
      ],
      [1440, 1440],
    ],
    ['a clock that is behind makes no visit', [[1440], [1], [3]], [1440, 1440]],
  ])('%s', async (_, entries, expected) => {
    expect(await lastVisit(entries)).toEqual(expected);
  });

  test('another person’s looks are not this one’s', async () => {
    await lastVisit([[1440]]);
    expect(await log.lastVisit(newPerson(), own, now)).toBeUndefined();
  });

  test('a long log is not read: the index finds own looks and stops at the visit', async () => {
    const person = newPerson();
    await log.write(recordOf(person, { occurred: ago(1440), disclosed }));
    const key = await keyOf(database.pool, person);
    await database.pool.query(
      `insert into access_entry (person, sequence, key_id, occurred_ms, hash, record)
       select $1, number + 1, key_id, occurred_ms + number, hash, replace(record, '"hpr":"9144889"', '"hpr":"1"')
         from access_entry cross join generate_series(1, 3000) as number where person = $1 and sequence = 1`,
      [key],
    );
    await database.pool.query('analyze access_entry');
    expect(await log.lastVisit(person, own, now)).toMatchObject({ start: ago(1440) });
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `explain select 1 from access_entry where person = ${key}
        and substring(record from '^\\{"action":"[a-z-]+","actor":\\{"hpr":"([0-9]+)"') = '9144889'
        and record like '%"disclosed":{%' order by occurred_ms desc`,
    );
    expect(rows[0]?.['QUERY PLAN']).toContain('access_entry_of_clinician');
  });
});

test('a log that cannot be read says so', async () => {
  const pool = createPool(database.url, { max: 1 });
  await pool.end();
  const closed = openLog({ ...database, pool });
  await expect(closed.lastVisit(newPerson(), own, now)).rejects.toMatchObject({ status: 503 });
  await closed.close();
});
