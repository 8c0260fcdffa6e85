import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasePerson } from '../../../server/database/erase.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { FhirError } from '../../../server/errors.ts';
import { createOrders } from '../../../server/orders/create-orders.ts';
import {
  mostOrders,
  mostVersions,
  standing,
  type MonitoringOrders,
  type OrderChange,
} from '../../../server/orders/orders.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';

let database: TestDatabase;
let orders: MonitoringOrders;
/** Another facade on the same database. */
let otherPool: Pool;
let other: MonitoringOrders;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  orders = createOrders(database.pool);
  otherPool = createPool(database.url);
  other = createOrders(otherPool);
});
afterAll(async () => {
  await otherPool.end();
  await database.drop();
});

const from = Date.parse('2026-01-01T00:00:00Z');
const march = Date.parse('2026-03-01T00:00:00Z');

const pressure = (changes: Partial<OrderChange> = {}): OrderChange => ({
  code: '85354-9',
  status: 'active',
  rules: [{ part: 'systolic', limits: { yellowHigh: 150, redHigh: 170 }, persistence: { needed: 2, of: 3 } }],
  schedule: { frequency: 2, period: 1, unit: 'd' },
  reason: 'Hypertensjon',
  from,
  setBy: {
    hpr: '9999999',
    name: 'Åse Fjellsjø',
    organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
  },
  ...changes,
});

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof FhirError ? [error.status, error.reason] : error),
  );

describe('an order', () => {
  test('of a person nobody knew is there for every facade as soon as it is made, and changes for every facade', async () => {
    const person = newPerson();
    expect(await orders.versions(person)).toEqual([]);
    const made = await orders.make(person, pressure());
    expect(made).toEqual({
      ...pressure(),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      version: 1,
      lastUpdated: expect.any(Number) as number,
    });
    expect(await other.versions(person)).toEqual([made]);

    const change = pressure({ from: march, to: march + 1000, rules: [], reason: 'Ny medisin' });
    const changed = await other.change(person, made.id, 1, change);
    expect(changed).toEqual({ ...change, id: made.id, version: 2, lastUpdated: changed?.lastUpdated });
    const versions = await orders.versions(person);
    expect(versions).toEqual([changed, made]);
    expect(standing(versions)).toEqual([changed]);
    expect(await orders.versions(newPerson())).toEqual([]);
  });

  test('two who change it at once: one is told, nothing is overwritten', async () => {
    const person = newPerson();
    const { id } = await orders.make(person, pressure());
    const told = await Promise.all(
      [orders, other].map((facade, index) =>
        reasonOf(facade.change(person, id, 1, pressure({ reason: `Endring ${index}` }))),
      ),
    );
    expect(told.sort()).toEqual([[412, 'version-conflict'], 'done']);
    expect(await orders.versions(person)).toHaveLength(2);
  });

  test('two overlapping ones made at once: one is told', async () => {
    const person = newPerson();
    const told = await Promise.all(
      [orders, other].map((facade) => reasonOf(facade.make(person, pressure()))),
    );
    expect(told.sort()).toEqual([[409, 'order-overlaps'], 'done']);
    expect(await orders.versions(person)).toHaveLength(1);
  });

  test('may follow another without a gap, may not be moved into it, and gives way when it was an error', async () => {
    const person = newPerson();
    const first = await orders.make(person, pressure({ to: march }));
    const second = await orders.make(person, pressure({ from: march }));
    expect(await reasonOf(orders.change(person, second.id, 1, pressure({ from: march - 1 })))).toEqual([
      409,
      'order-overlaps',
    ]);
    await orders.change(person, first.id, 1, pressure({ to: march, status: 'entered-in-error' }));
    expect(await reasonOf(orders.change(person, second.id, 1, pressure()))).toBe('done');
    expect(await reasonOf(orders.change(person, first.id, 2, pressure({ to: march })))).toEqual([
      422,
      'order-in-error',
    ]);
  });

  test('is about what it is about; another person, or an id of nobody, has none', async () => {
    const person = newPerson();
    const { id } = await orders.make(person, pressure());
    const glucose = pressure({ code: '15074-8', rules: [{ part: 'glucose', limits: { redHigh: 15 } }] });
    expect(await reasonOf(orders.change(person, id, 1, glucose))).toEqual([422, 'code-changed']);
    expect(await orders.change(newPerson(), id, 1, pressure())).toBeUndefined();
    expect(await orders.change(person, 'pat-1', 1, pressure())).toBeUndefined();
  });

  test('that the log cannot tell of is not made and not changed', async () => {
    const person = newPerson();
    const refuse = () =>
      Promise.reject(new FhirError(503, 'transient', 'The log is full', { reason: 'log-unavailable' }));
    expect(await reasonOf(orders.make(person, pressure(), refuse))).toEqual([503, 'log-unavailable']);
    const made = await orders.make(person, pressure());
    expect(await reasonOf(orders.change(person, made.id, 1, pressure({ to: march }), refuse))).toEqual([
      503,
      'log-unavailable',
    ]);
    expect(await other.versions(person)).toEqual([made]);
  });

  test('bounds: orders of a person, versions of an order; an error can always be marked', async () => {
    const person = newPerson();
    const made = await orders.make(person, pressure());
    const fill = `insert into monitoring_order_version
      select person, gen_random_uuid(), 1, code, 'entered-in-error', from_ms, to_ms, content, hpr, name, orgnr, organization, updated_ms
        from monitoring_order_version cross join generate_series(2, $2) where id = $1`;
    await database.pool.query(fill, [made.id, mostOrders]);
    expect(await reasonOf(orders.make(person, pressure({ from: march })))).toEqual([422, 'too-many-orders']);
    await database.pool.query('update monitoring_order_version set version = $2 where id = $1', [
      made.id,
      mostVersions,
    ]);
    expect(await reasonOf(orders.change(person, made.id, mostVersions, pressure()))).toEqual([
      422,
      'too-many-versions',
    ]);
    const error = pressure({ status: 'entered-in-error' });
    expect(await reasonOf(orders.change(person, made.id, mostVersions, error))).toBe('done');
  });

  test('goes with the person', async () => {
    const person = newPerson();
    await orders.make(person, pressure());
    expect(await erasePerson(database.pool, person)).toContainEqual({
      table: 'monitoring_order_version',
      rows: 1,
    });
    expect(await orders.versions(person)).toEqual([]);
  });

  test('is unknown when the database is out of reach: 503, never "none"', async () => {
    const gone = createPool('postgres://nobody@127.0.0.1:1/none');
    expect(await reasonOf(createOrders(gone).versions(newPerson()))).toEqual([503, 'orders-unavailable']);
    await gone.end();
  });
});
