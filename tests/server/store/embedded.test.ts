import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../../server/database/migrate.ts';
import { createDeliveryPool } from '../../../server/store/embedded/delivery-pool.ts';
import { createPool } from '../../../server/database/pool.ts';
import { createEmbeddedStore } from '../../../server/store/embedded/store.ts';
import type { NationalStore } from '../../../server/store/national-store.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { accessLogKeys } from '../../support/citizen-rights.ts';
import { fromOslo } from '../../support/delivery-origin.ts';
import { bloodPressure, heartRate, newPerson, weight } from '../../support/observation-builders.ts';
import { describeStore, prepared } from './contract.ts';

describeStore('the embedded store', async () => {
  const database = await freshDatabase();
  await migrate(database.pool);
  return {
    store: createEmbeddedStore(database.pool, accessLogKeys, database.writers),
    stop: () => database.drop(),
  };
});

describe('failures', () => {
  const person = newPerson();
  const query = { dates: [], lastUpdated: [], sort: 'date' as const };
  const calls: [string, (store: NationalStore) => Promise<unknown>][] = [
    ['search', (store) => store.search(person, query, { count: 1 })],
    ['count', (store) => store.count(person, query)],
    ['read', (store) => store.read(person, 'a-1')],
    ['$lastn', (store) => store.lastn(person, { dates: [], max: 1, codes: [{ code: '8867-4' }] })],
    ['$trend', (store) => store.trend(person, { codes: ['8867-4'], period: {} })],
    ['health', (store) => store.health()],
  ];

  test.each(calls)('%s without a database is 503, try again later', async (_, call) => {
    const pool = createPool('postgres://nobody@127.0.0.1:1/none');
    await expect(call(createEmbeddedStore(pool, accessLogKeys))).rejects.toMatchObject({
      name: 'FhirError',
      status: 503,
      reason: 'store-unavailable',
      retryAfter: expect.any(Number),
    });
    await pool.end();
  });

  test('delivery without a database: every measurement is answered 503, none is lost from the answer', async () => {
    const pool = createPool('postgres://nobody@127.0.0.1:1/none');
    const measurements = [newPerson(), newPerson()].map((each) =>
      prepared(heartRate(each, '2026-03-01', 70)),
    );
    const results = await createEmbeddedStore(pool, accessLogKeys).deliver(fromOslo, measurements);
    expect(results).toHaveLength(2);
    for (const result of results) expect(result).toMatchObject({ status: 503, reason: 'store-unavailable' });
    await pool.end();
  });

  describe('with a database', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await freshDatabase();
      await migrate(database.pool);
      await createEmbeddedStore(database.pool, accessLogKeys).deliver(fromOslo, [
        prepared(heartRate(person, '2026-03-01', 70)),
      ]);
    });
    afterAll(() => database.drop());

    test('readers do not wait for deliveries that wait for each other', async () => {
      const writers = createPool(database.url, { max: 2 });
      const store = createEmbeddedStore(database.pool, accessLogKeys, writers);
      const busy = newPerson();
      await store.deliver(fromOslo, [prepared(heartRate(busy, '2026-03-01', 70))]);
      const blocker = await database.pool.connect();
      await blocker.query('begin');
      await blocker.query('select from person for update');
      const waiting = Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          store.deliver(fromOslo, [prepared(heartRate(busy, '2026-02-01', 60 + n))]),
        ),
      );
      expect(await Promise.all(Array.from({ length: 20 }, () => store.count(busy, query)))).toEqual(
        Array(20).fill(1),
      );
      await blocker.query('rollback');
      blocker.release();
      for (const [result] of await waiting) expect(result).toMatchObject({ outcome: 'created' });
      expect(await store.count(busy, query)).toBe(13);
      await writers.end();
    });

    test('a statement that takes too long is 504, and nothing is half done', async () => {
      const slow = createPool(database.url, { statementTimeout: 200 });
      const blocker = await database.pool.connect();
      await blocker.query('begin');
      await blocker.query('lock table measurement, person in access exclusive mode');
      const store = createEmbeddedStore(slow, accessLogKeys);
      const more = prepared(heartRate(person, '2026-03-02', 71));
      await expect(store.count(person, query)).rejects.toMatchObject({
        status: 504,
        reason: 'store-timeout',
      });
      expect(await store.deliver(fromOslo, [more])).toMatchObject([{ status: 504, reason: 'store-timeout' }]);
      await blocker.query('rollback');
      blocker.release();
      expect(await store.count(person, query)).toBe(1);
      expect(await store.deliver(fromOslo, [more])).toMatchObject([{ outcome: 'created' }]);
      await slow.end();
    });

    test('no free connection is 504', async () => {
      const small = createPool(database.url, { max: 1, connectTimeout: 2_000 });
      const held = await small.connect();
      await expect(createEmbeddedStore(small, accessLogKeys).count(person, query)).rejects.toMatchObject({
        status: 504,
      });
      held.release();
      await small.end();
    });

    test('connections cut in the middle are 503, and the next request works', async () => {
      const pool = createPool(database.url, { max: 1 });
      const store = createEmbeddedStore(pool, accessLogKeys);
      const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
      const blocker = await database.pool.connect();
      await blocker.query('begin; lock table measurement in access exclusive mode');
      const asked = expect(store.count(person, query)).rejects.toMatchObject({
        status: 503,
        reason: 'store-unavailable',
      });
      const waiting = `select 1 from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'`;
      while ((await database.pool.query(waiting, [rows[0]?.pid])).rowCount === 0);
      await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await asked;
      await blocker.query('rollback');
      blocker.release();
      expect(await store.count(person, query)).toBeGreaterThan(0);
      await pool.end();
    });
  });
});

describe('several facades on one database', () => {
  test('deliveries about the same persons never wait for each other in a ring, whoever knows whom', async () => {
    const database = await freshDatabase();
    await migrate(database.pool);
    const persons = Array.from({ length: 40 }, () => newPerson());
    const facade = () => {
      const writers = createDeliveryPool(database.url);
      return { writers, store: createEmbeddedStore(database.pool, accessLogKeys, writers) };
    };
    let measured = 0;
    for (let round = 0; round < 12; round++) {
      const facades = [facade(), facade(), facade()];
      const about = persons.slice(0, 3 * (round + 1));
      // Each facade knows others of them beforehand: some keys are at hand, others have to be asked for.
      await Promise.all(
        facades.map(({ store }, n) =>
          store.deliver(
            fromOslo,
            about
              .filter((_, index) => index % 3 === n)
              .map((person) => prepared(heartRate(person, `2026-03-01T08:${10 + round}:${10 + n}Z`, 70))),
          ),
        ),
      );
      measured += about.length;
      const results = await Promise.all(
        facades.map(({ store }, n) =>
          store.deliver(
            fromOslo,
            about.map((person) => prepared(heartRate(person, `2026-03-02T08:${10 + round}:${10 + n}Z`, 70))),
          ),
        ),
      );
      measured += 3 * about.length;
      for (const result of results.flat()) expect(result).toMatchObject({ outcome: 'created' });
      await Promise.all(facades.map(({ writers }) => writers.end()));
    }
    // No index keeps numbers apart, but the lock on the person's row.
    const { rows } = await database.pool.query(
      'select count(*), count(distinct (person, number)) as numbers from measurement',
    );
    expect(rows).toEqual([{ count: measured, numbers: measured }]);
    await database.drop();
  });
});

describe('what is in the tables', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.pool);
  });
  afterAll(() => database.drop());

  test('the person is named in person_identity and in no other column of any table', async () => {
    const person = newPerson();
    const store = createEmbeddedStore(database.pool, accessLogKeys);
    const sent = heartRate(person, '2026-03-01', 70, {
      subject: { reference: 'Patient/p-ehr', display: 'Ærlig Bjørk', identifier: person },
      performer: [{ type: 'Patient', identifier: person }],
      contained: [{ resourceType: 'Patient', identifier: [person] }],
      device: { display: `Apparat ${person.value}` },
      note: [{ text: `Målt av ${person.value} selv` }],
      extension: [{ url: 'https://source.example/n', valueString: person.value }],
    });
    const odd = heartRate(person, '2026-03-01', 70, {
      code: { text: `Puls ${person.value}` },
      valueQuantity: undefined,
      valueString: person.value,
    });
    const unread = weight(person, '2026-03-01', 1, `kg ${person.value}`);
    await store.deliver(
      fromOslo,
      [sent, odd, unread, bloodPressure(person, '2026-03-01', 80, 120)].map((each) => prepared(each)),
    );
    await store.deliver(fromOslo, [prepared({ ...sent, status: 'corrected' })]);
    const { rows: columns } = await database.pool.query<{ name: string; column: string; type: string }>(
      `select table_name as name, column_name as column, data_type as type
         from information_schema.columns where table_schema = 'public'`,
    );
    const naming: string[] = [];
    for (const { name, column, type } of columns) {
      const text = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
      const { rows } = await database.pool.query<{ text: string | null }>(
        `select ${text} as text from ${name}`,
      );
      if (rows.some(({ text: found }) => new RegExp(`${person.value}|Bj|p-ehr`).test(found ?? ''))) {
        naming.push(`${name}.${column}`);
      }
    }
    expect(columns.length).toBeGreaterThan(25);
    expect(naming).toEqual(['person_identity.value']);
    const { rowCount } = await database.pool.query('select 1 from measurement_version');
    expect(rowCount).toBe(1);
    const { observations } = await store.search(
      person,
      { dates: [], lastUpdated: [], sort: 'date', codes: [{ code: '8867-4' }] },
      { count: 9 },
    );
    expect(observations.map((each) => JSON.parse(`{${each.text}`) as unknown)).toMatchObject([
      { performer: sent.performer, contained: sent.contained, note: sent.note, extension: sent.extension },
    ]);
  });

  test('a person key tells nothing and is never shared', async () => {
    const store = createEmbeddedStore(database.pool, accessLogKeys);
    const persons = Array.from({ length: 20 }, () => newPerson());
    await store.deliver(
      fromOslo,
      persons.map((person) => prepared(heartRate(person, '2026-03-01', 70))),
    );
    const { rows } = await database.pool.query<{ value: string; person: number }>(
      'select value, person from person_identity',
    );
    expect(new Set(rows.map(({ person }) => person)).size).toBe(rows.length);
    for (const { person } of rows) expect(person.toString(36)).toMatch(/^[0-9a-z]{6}$/);
  });

  test('longest keys and texts fit the indexes', async () => {
    const store = createEmbeddedStore(database.pool, accessLogKeys);
    const person = newPerson();
    const noise = (length: number, from: number) =>
      Array.from({ length }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919 + from) % 20_000))).join('');
    const worst = bloodPressure(person, '2026-03-01', 0, 0, {
      identifier: [{ system: 's', value: noise(330, 1) }],
      category: [{ coding: [{ system: 's', code: noise(120, 2) }] }],
      component: ['8480-6', '8462-4'].map((code, n) => ({
        code: { coding: [{ system: 'http://loinc.org', code }] },
        valueString: noise(5000, 3 + n),
      })),
    });
    const longCode = heartRate(person, '2026-03-01', 70, {
      code: { text: noise(160, 9) },
      category: [{ coding: [{ system: 's', code: noise(160, 10) }] }],
    });
    expect(await store.deliver(fromOslo, [prepared(worst), prepared(longCode)])).toMatchObject([
      { outcome: 'created' },
      { outcome: 'created' },
    ]);
  });
});

describe('cost, in plans and pages', () => {
  let database: TestDatabase;
  const person = newPerson();
  const statements: { text: string; values: unknown[] }[] = [];
  let store: NationalStore;
  let recording: NationalStore;
  const everything = { dates: [], lastUpdated: [] };

  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.pool);
    store = createEmbeddedStore(database.pool, accessLogKeys);
    const time = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
    for (const each of [person, newPerson()]) {
      await store.deliver(
        fromOslo,
        Array.from({ length: 1500 }, (_, n) =>
          prepared(
            n % 3 === 0
              ? heartRate(each, time(n), 60 + (n % 40))
              : n % 3 === 1
                ? weight(each, time(n), 80)
                : bloodPressure(each, time(n), 120, 80),
          ),
        ),
      );
    }
    await database.pool.query('vacuum (analyze)');
    recording = createEmbeddedStore(
      new Proxy(database.pool, {
        get(pool, name) {
          if (name !== 'query') return Reflect.get(pool, name) as unknown;
          return (query: string | { text: string; values: unknown[] }, values: unknown[] = []) => {
            const statement = typeof query === 'string' ? { text: query, values } : query;
            statements.push({ text: statement.text, values: statement.values });
            return pool.query(statement.text, statement.values);
          };
        },
      }),
      accessLogKeys,
    );
  }, 60_000);
  afterAll(() => database.drop());

  const covering = {
    'Node Type': 'Index Only Scan',
    'Index Name': 'measurement_by_series_and_time',
    'Heap Fetches': 0,
  };
  /** A row at a time, where its point stood. */
  const inPlace = {
    'Node Type': 'Index Scan',
    'Index Name': 'measurement_by_series_and_time',
    'Actual Rows': 1,
  };
  interface PlanNode {
    'Node Type': string;
    'Relation Name'?: string;
    'Index Name'?: string;
    'Heap Fetches'?: number;
    'Actual Loops'?: number;
    'Actual Rows'?: number;
    'Rows Removed by Filter'?: number;
    Plans?: PlanNode[];
  }
  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  async function nodes(run: () => Promise<unknown>): Promise<PlanNode[]> {
    statements.length = 0;
    await run();
    const plans: PlanNode[] = [];
    // As for the embedded server: a small table is otherwise read whole sooner than by an index.
    const client = await database.pool.connect();
    await client.query('set random_page_cost = 1.1');
    for (const { text, values } of statements) {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `explain (analyze, buffers, format json) ${text}`,
        values,
      );
      plans.push(...rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan)));
    }
    client.release(true);
    return plans.filter((node) => node['Relation Name'] === 'measurement');
  }

  test('$trend reads the covering index and no page of the table', async () => {
    const used = await nodes(() =>
      recording.trend(person, { codes: ['8867-4', '85354-9'], period: { from: Date.UTC(2026, 0, 10) } }),
    );
    expect(used.length).toBe(8);
    for (const node of used) {
      expect(node).toMatchObject(covering);
    }
  });

  test('$lastn finds the latest in the covering index, and fetches the rows it answers with from where they stand', async () => {
    const used = await nodes(() =>
      recording.lastn(person, { dates: [], max: 2, categories: [{ code: 'vital-signs' }] }),
    );
    expect(used).toMatchObject([
      { ...covering, 'Actual Loops': 3, 'Actual Rows': 3 },
      { ...inPlace, 'Actual Loops': 6 },
    ]);
  });

  test('a search by code is counted from the covering index alone', async () => {
    const used = await nodes(() =>
      recording.count(person, {
        codes: [{ system: 'http://loinc.org', code: '85354-9' }],
        dates: [],
        lastUpdated: [],
        sort: '-date',
      }),
    );
    expect(used).toMatchObject([covering]);
  });

  test('a page of a search costs its own rows, however long the history', async () => {
    const used = await nodes(() =>
      recording.search(person, { dates: [], lastUpdated: [], sort: '-date' }, { count: 20 }),
    );
    expect(used).toMatchObject([
      { ...covering, 'Actual Loops': 3 },
      { ...inPlace, 'Actual Loops': 20 },
    ]);
    expect(used[0]?.['Actual Rows'] ?? 0).toBeLessThan(30);
  });

  test('a read by id looks at the few numbers that share its place in the index', async () => {
    const [first] = (await store.search(person, { ...everything, sort: 'date' }, { count: 1 })).observations;
    for (const run of [
      () => recording.read(person, first?.id ?? ''),
      () => recording.history(person, first?.id ?? ''),
    ]) {
      const used = (await nodes(run)).filter((node) => node['Relation Name'] === 'measurement');
      expect(used).toMatchObject([{ 'Actual Rows': 1 }]);
      expect(used[0]?.['Rows Removed by Filter'] ?? 0).toBeLessThan(32);
      expect(used[0]?.['Node Type']).toMatch(/^(Index Scan|Bitmap Heap Scan)$/);
    }
  });
});
