import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import {
  mostBlocks,
  mostVersions,
  type Block,
  type Blocks,
  type NewBlock,
} from '../../../server/blocks/blocks.ts';
import { createBlocks } from '../../../server/blocks/create-blocks.ts';
import { erasePerson } from '../../../server/database/erase.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';

let database: TestDatabase;
let blocks: Blocks;
/** Another facade on the same database. */
let otherPool: Pool;
let other: Blocks;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  blocks = createBlocks(database.pool);
  otherPool = createPool(database.url);
  other = createBlocks(otherPool);
});
afterAll(async () => {
  await otherPool.end();
  await database.drop();
});

const self = { relation: 'self', name: 'Vakker Blomst' } as const;
const hour = 3_600_000;
const of = (hpr: string, more: Partial<NewBlock> = {}): NewBlock => ({
  blocked: { kind: 'clinician', hpr, name: `Clinician ${hpr}` },
  from: Date.now() - hour,
  madeBy: self,
  ...more,
});
const changeOf = ({ blocked, from, to, status, madeBy }: Block) => ({
  blocked,
  from,
  ...(to !== undefined && { to }),
  status,
  madeBy,
});
const rows = async (person?: PersonIdentifier) => {
  const found = await database.pool.query<{ rows: number }>(
    `select count(*)::int as rows from block_version ${person ? 'join person_identity using (person) where value = $1' : ''}`,
    person && [person.value],
  );
  return found.rows[0]?.rows;
};

describe('a block', () => {
  test('of a person nobody knew is there for every facade as soon as it is made', async () => {
    const person = newPerson();
    expect(await blocks.inForce(person, Date.now())).toEqual([]);
    const before = Date.now();
    const made = await blocks.make(person, of('1'));
    expect(made).toEqual({
      ...of('1', { from: made.from }),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      version: 1,
      status: 'active',
      lastUpdated: expect.any(Number) as number,
    });
    expect(made.lastUpdated).toBeGreaterThan(before - 1000);
    for (const facade of [blocks, other]) {
      expect(await facade.inForce(person, Date.now())).toEqual([made]);
      expect(await facade.all(person)).toEqual([made]);
      expect(await facade.read(person, made.id)).toEqual(made);
      expect(await facade.history(person, made.id)).toEqual([made]);
    }
  });

  test.each<NewBlock['blocked']>([
    { kind: 'organization', orgnr: '312774100', name: 'Bjørkelia legesenter' },
    { kind: 'everyone' },
  ])('keeps out %o', async (blocked) => {
    const person = newPerson();
    const made = await blocks.make(person, {
      blocked,
      from: 5,
      to: 4e12,
      madeBy: { relation: 'proxy', name: 'Å' },
    });
    expect(made).toMatchObject({ blocked, from: 5, to: 4e12, madeBy: { relation: 'proxy', name: 'Å' } });
    expect(await other.inForce(person, 3e12)).toEqual([made]);
  });

  test('is nobody else’s: not found, not changed, not withdrawn', async () => {
    const [one, two, nobody] = [newPerson(), newPerson(), newPerson()];
    const made = await blocks.make(one, of('1'));
    await blocks.make(two, of('2'));
    for (const person of [two, nobody]) {
      expect(await blocks.read(person, made.id)).toBeUndefined();
      expect(await blocks.history(person, made.id)).toEqual([]);
      expect(
        await blocks.change(person, made.id, 1, { ...changeOf(made), status: 'withdrawn' }),
      ).toBeUndefined();
      expect(await blocks.withdraw(person, made.id, undefined, self)).toBeUndefined();
      expect(await blocks.all(person)).toHaveLength(person === two ? 1 : 0);
    }
    expect(await blocks.history(one, made.id)).toEqual([made]);
  });

  test.each([
    '',
    'x',
    '1',
    "' or 1=1",
    '0B4E4F5C-1F6A-4A52-9B5E-6F1F0D3C2B1A',
    '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a',
  ])('there is none %o', async (id) => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    expect(await blocks.read(person, id)).toBeUndefined();
    expect(await blocks.history(person, id)).toEqual([]);
    expect(await blocks.change(person, id, undefined, changeOf(made))).toBeUndefined();
    expect(await blocks.withdraw(person, id, undefined, self)).toBeUndefined();
  });
});

describe('in force', () => {
  test('from its first millisecond to its last', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1', { from: 1000, to: 2000 }));
    const later = await blocks.make(person, of('2', { from: 4e12 }));
    const at = async (instant: number) => (await blocks.inForce(person, instant)).map(({ id }) => id);
    expect(await at(1999)).toEqual([made.id]);
    expect(await at(2000)).toEqual([]);
    expect(await at(4e12 - 1)).toEqual([]);
    expect(await at(4e12)).toEqual([later.id]);
  });

  test('at once, at a facade whose clock is behind', async () => {
    const person = newPerson();
    await blocks.make(person, of('1', { from: Date.now() + 1000 }));
    await blocks.make(person, of('2', { from: Date.now() + hour }));
    const found = await other.inForce(person, Date.now() - 5000);
    expect(found).toMatchObject([{ blocked: { hpr: '1' } }]);
  });

  test('only as its newest version says, and never once withdrawn', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    await other.change(person, made.id, 1, { ...changeOf(made), blocked: { kind: 'everyone' } });
    expect(await blocks.inForce(person, Date.now())).toMatchObject([
      { version: 2, blocked: { kind: 'everyone' } },
    ]);
    await blocks.withdraw(person, made.id, 2, self);
    expect(await other.inForce(person, Date.now())).toEqual([]);
    const again = await blocks.change(person, made.id, 3, changeOf(made));
    expect(await other.inForce(person, Date.now())).toEqual([again]);
  });

  test('is one question to the database, answered from an index', async () => {
    const person = newPerson();
    for (let version = 1; version <= 20; version++) await blocks.make(person, of(String(version)));
    await database.pool.query('analyze block_version');
    const asked: unknown[] = [];
    const { pool } = database;
    const query = pool.query.bind(pool) as (config: { text: string; values: unknown[] }) => Promise<unknown>;
    const watched = Object.create(pool, {
      query: { value: (config: { text: string; values: unknown[] }) => (asked.push(config), query(config)) },
    }) as Pool;
    await createBlocks(watched).inForce(person, Date.now());
    expect(asked).toHaveLength(1);
    const { text, values } = asked[0] as { text: string; values: unknown[] };
    const client = await pool.connect();
    await client.query('begin; set local enable_seqscan = off');
    const plan = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    await client.query('rollback');
    client.release();
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('block_version_active');
  });
});

describe('a change', () => {
  test('is a version of its own; those before stay as they were', async () => {
    const person = newPerson();
    const first = await blocks.make(person, of('1'));
    const parent = { relation: 'parent', name: 'Stolt Fjell' } as const;
    const second = await blocks.change(person, first.id, undefined, {
      ...changeOf(first),
      to: 4e12,
      madeBy: parent,
    });
    const third = await blocks.withdraw(person, first.id, 2, self);
    expect(second).toMatchObject({ version: 2, to: 4e12, madeBy: parent });
    expect(third).toEqual({
      ...second,
      version: 3,
      status: 'withdrawn',
      madeBy: self,
      lastUpdated: third?.lastUpdated,
    });
    expect(await blocks.history(person, first.id)).toEqual([third, second, first]);
    expect(await blocks.all(person)).toEqual([third]);
    expect(third?.lastUpdated).toBeGreaterThanOrEqual(first.lastUpdated);
  });

  test('of another version than stands is refused, and nothing is changed', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    await blocks.change(person, made.id, 1, changeOf(made));
    for (const version of [0, 1, 3]) {
      await expect(other.change(person, made.id, version, changeOf(made))).rejects.toMatchObject({
        status: 412,
        reason: 'version-conflict',
      });
      await expect(other.withdraw(person, made.id, version, self)).rejects.toMatchObject({ status: 412 });
    }
    expect(await blocks.history(person, made.id)).toHaveLength(2);
  });

  test('of the same version at two facades at once is one change and one refusal', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    for (let version = 1; version <= 10; version++) {
      const both = await Promise.allSettled(
        [blocks, other].map((facade) => facade.change(person, made.id, version, changeOf(made))),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
    const versions = (await blocks.history(person, made.id)).map(({ version }) => version);
    expect(versions).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test('to what is withdrawn already by withdrawing is none', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    const withdrawn = await blocks.withdraw(person, made.id, undefined, self);
    let told = 0;
    const again = await blocks.withdraw(person, made.id, undefined, self, () => Promise.resolve(void told++));
    expect([again, told]).toEqual([withdrawn, 0]);
  });
});

describe('before the commit', () => {
  const refuse = () => Promise.reject(new Error('the log is full'));

  test('whoever refuses leaves everything as it was', async () => {
    const person = newPerson();
    const failed = { status: 500, reason: 'blocks-failed' };
    await expect(blocks.make(person, of('1'), refuse)).rejects.toMatchObject(failed);
    expect(await rows(person)).toBe(0);
    const made = await blocks.make(person, of('1'));
    await expect(
      blocks.change(person, made.id, 1, { ...changeOf(made), to: 4e12 }, refuse),
    ).rejects.toMatchObject(failed);
    await expect(blocks.withdraw(person, made.id, 1, self, refuse)).rejects.toMatchObject(failed);
    expect(await blocks.history(person, made.id)).toEqual([made]);
    expect(await blocks.withdraw(person, made.id, 1, self)).toMatchObject({ version: 2 });
  });

  test('a change is seen by nobody', async () => {
    const person = newPerson();
    const seen: Block[][] = [];
    const look = async () => void seen.push(await other.inForce(person, Date.now()));
    const made = await blocks.make(person, of('1'), look);
    await blocks.withdraw(person, made.id, 1, self, look);
    expect(seen).toEqual([[], [made]]);
  });

  test('is not reached by a change that is refused', async () => {
    const person = newPerson();
    let told = 0;
    const count = () => Promise.resolve(void told++);
    const made = await blocks.make(person, of('1'));
    await blocks.change(person, made.id, 2, changeOf(made), count).catch(() => undefined);
    await blocks.change(newPerson(), made.id, 1, changeOf(made), count);
    expect(told).toBe(0);
  });

  test('whoever writes about the same person, as a delivery does, waits for nothing', async () => {
    const person = newPerson();
    const write = async () => {
      await otherPool.query(
        `insert into person_identity (system, value, person) values ($1, $2, 1) on conflict do nothing`,
        [person.system, person.value],
      );
      await otherPool.query(
        `select person from person join person_identity using (person) where value = $1 for update of person`,
        [person.value],
      );
    };
    const made = await blocks.make(person, of('1'), write);
    await blocks.withdraw(person, made.id, 1, self, write);
    expect(await blocks.all(person)).toMatchObject([{ status: 'withdrawn' }]);
  });

  test('there are connections left, however many change at once', async () => {
    const pool = createPool(database.url, { max: 4, connectTimeout: 2000 });
    const crowded = createBlocks(pool);
    const write = async () => void (await pool.query('select pg_sleep(0.02)'));
    await Promise.all(Array.from({ length: 30 }, () => crowded.make(newPerson(), of('1'), write)));
    await pool.end();
  });
});

describe('bounds', () => {
  test(`${mostBlocks} blocks, withdrawn ones counted, however many are made at once`, async () => {
    const person = newPerson();
    await blocks.make(person, of('1'));
    await database.pool.query(
      `insert into block_version (person, id, version, kind, from_ms, status, made_by_relation, made_by_name, updated_ms)
       select person, gen_random_uuid(), 1, 'everyone', 0, 'withdrawn', 'self', 'x', 0
         from person_identity, generate_series(2, $2) where value = $1`,
      [person.value, mostBlocks - 5],
    );
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        [blocks, other][index % 2]?.make(person, of(String(index + 1))),
      ),
    );
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toMatchObject(Array(5).fill({ status: 422, reason: 'too-many-blocks' }));
    const [first] = await blocks.all(person);
    await blocks.withdraw(person, String(first?.id), undefined, self);
    await expect(blocks.make(person, of('1'))).rejects.toMatchObject({ reason: 'too-many-blocks' });
    expect(await blocks.all(person)).toHaveLength(mostBlocks);
  });

  test(`${mostVersions} versions, and one more to withdraw`, async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    await database.pool.query('update block_version set version = $1 where id = $2', [mostVersions, made.id]);
    await expect(blocks.change(person, made.id, undefined, changeOf(made))).rejects.toMatchObject({
      status: 422,
      reason: 'too-many-versions',
    });
    const ended = await blocks.withdraw(person, made.id, mostVersions, self);
    expect(ended).toMatchObject({ version: mostVersions + 1, status: 'withdrawn' });
    await expect(blocks.change(person, made.id, undefined, changeOf(made))).rejects.toMatchObject({
      status: 422,
    });
  });
});

describe('erasure', () => {
  test('takes the blocks with the person', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    await blocks.withdraw(person, made.id, undefined, self);
    expect(await erasePerson(database.pool, person)).toContainEqual({ table: 'block_version', rows: 2 });
    expect(await blocks.all(person)).toEqual([]);
    expect(await blocks.make(person, of('1'))).toMatchObject({ version: 1 });
  });

  test('while blocks are made leaves none that nobody would find', async () => {
    const person = newPerson();
    let wanted = true;
    const make = async () => {
      while (wanted) await blocks.make(person, of('1'));
    };
    const makers = [make(), make(), make()];
    for (let erased = 0; erased < 20; await setTimeout(10)) {
      if (await erasePerson(otherPool, person)) erased++;
    }
    wanted = false;
    await Promise.all(makers);
    const { rows: left } = await database.pool.query(
      'select 1 from block_version where person not in (select person from person_identity)',
    );
    expect(left).toEqual([]);
  });
});

describe('a database out of reach', () => {
  const unavailable = { status: 503, reason: 'blocks-unavailable', retryAfter: 10 };

  test('is 503 for every question, never an empty answer', async () => {
    const pool = createPool('postgres://nobody@127.0.0.1:1/none', { connectTimeout: 1000 });
    const away = createBlocks(pool);
    const id = '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a';
    const person = newPerson();
    for (const ask of [
      () => away.inForce(person, 0),
      () => away.all(person),
      () => away.read(person, id),
      () => away.history(person, id),
      () => away.make(person, of('1')),
      () => away.change(person, id, 1, { ...of('1'), status: 'active' }),
      () => away.withdraw(person, id, 1, self),
    ]) {
      await expect(ask()).rejects.toMatchObject(unavailable);
    }
    await pool.end();
  });

  test('that is read-only refuses changes and goes on answering', async () => {
    const person = newPerson();
    const made = await blocks.make(person, of('1'));
    const url = new URL(database.url);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const pool = createPool(url.href);
    const readOnly = createBlocks(pool);
    let told = 0;
    const count = () => Promise.resolve(void told++);
    await expect(readOnly.make(person, of('2'), count)).rejects.toMatchObject(unavailable);
    await expect(readOnly.withdraw(person, made.id, 1, self, count)).rejects.toMatchObject(unavailable);
    expect([await readOnly.inForce(person, Date.now()), told]).toEqual([[made], 0]);
    await pool.end();
  });

  test('that loses the connection while the log is written changes nothing', async () => {
    const person = newPerson();
    const pool = createPool(database.url, { max: 2 });
    const fragile = createBlocks(pool);
    await fragile.make(person, of('1'));
    const kill = async () => {
      await otherPool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`,
      );
    };
    await expect(fragile.make(person, of('2'), kill)).rejects.toMatchObject(unavailable);
    expect(await blocks.all(person)).toHaveLength(1);
    expect(await fragile.make(person, of('2'))).toMatchObject({ version: 1 });
    await pool.end();
  });
});
