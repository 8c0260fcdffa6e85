import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../../server/database/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const valueOf = async (expression: string): Promise<unknown> => {
  const { rows } = await database.pool.query<{ value: unknown }>(`SELECT ${expression} AS value`);
  return rows[0]?.value;
};

describe('createPool', () => {
  test.each([
    ['9007199254740991::int8', 9007199254740991],
    ['-5::int8', -5],
    ['count(*)', 1],
    ["'2026-03-29'::date", '2026-03-29'],
    ['1.10::numeric', '1.10'],
    ["'2026-03-29T01:00:00Z'::timestamptz", new Date('2026-03-29T01:00:00Z')],
    ['ARRAY[1,2]', [1, 2]],
  ])('reads %s', async (expression, expected) => {
    expect(await valueOf(expression)).toEqual(expected);
  });

  test('fails on an int8 that a number cannot hold, and the connection stays usable', async () => {
    await expect(valueOf('9007199254740993::int8')).rejects.toThrow(/9007199254740993 is too large/);
    expect(await valueOf('1')).toBe(1);
  });

  test('cancels a statement that takes longer than its timeout', async () => {
    const pool = createPool(database.url, { statementTimeout: 50 });
    await expect(pool.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
    await pool.end();
  });

  test('waits no longer than its connect timeout for a free connection', async () => {
    const pool = createPool(database.url, { max: 1, connectTimeout: 2_000 });
    const only = await pool.connect();
    await expect(pool.query('SELECT 1')).rejects.toThrow(/timeout/);
    only.release();
    await pool.end();
  });

  test('a server that falls silent fails the query, instead of keeping it for ever', async () => {
    const relay = await startRelay(database.url);
    const pool = createPool(relay.url, { max: 1, statementTimeout: 100 });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    relay.silence();
    const began = performance.now();
    await expect(pool.query('SELECT 1')).rejects.toThrow('Query read timeout');
    expect(performance.now() - began).toBeLessThan(8_000);
    await relay.stop();
    await pool.end();
  });

  test('a transaction of somebody who has fallen silent is ended, and its locks with it', async () => {
    await database.pool.query('CREATE TABLE held AS SELECT 1 AS id');
    const relay = await startRelay(database.url);
    const silent = createPool(relay.url, { max: 1, idleTransactionTimeout: 300 });
    const client = await silent.connect();
    await client.query('BEGIN');
    await client.query('UPDATE held SET id = 2');
    relay.silence();
    const waiting = createPool(database.url, { statementTimeout: 20_000 });
    expect((await waiting.query('SELECT id FROM held FOR UPDATE')).rows).toEqual([{ id: 1 }]);
    client.release(true);
    await relay.stop();
    await Promise.all([silent.end(), waiting.end()]);
  });

  test('a connection that the server ends while it is in use fails its queries, not the process', async () => {
    const pool = createPool(database.url, { max: 1 });
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable/);
    client.release();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('replaces an idle connection that the server ended', async () => {
    const { promise: broken, resolve } = withResolver<Error>();
    const pool = createPool(database.url, { max: 1, onIdleError: resolve });
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    expect(await broken).toMatchObject({ code: '57P01' });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

/** Passes on what is said between the pool and its server, until it is silenced. */
async function startRelay(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl);
  const sockets: Socket[] = [];
  const relay = createServer((client) => {
    const server = createConnection(Number(port || 5432), hostname);
    client.pipe(server).pipe(client);
    sockets.push(client, server);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  return {
    url: url.href,
    silence: () => sockets.forEach((socket) => socket.unpipe().pause()),
    async stop() {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await once(relay, 'close');
    },
  };
}

function withResolver<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
