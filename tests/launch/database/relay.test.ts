import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { startRelay } from '../../../launch/faults/relay.ts';
import type { Relay } from '../../../launch/faults/relay.ts';
import '../../support/database.ts';

let relay: Relay;
let direct: pg.Client;
let through: pg.Client;
const connections: pg.Client[] = [];

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  connections.push(client);
  await client.connect();
  return client;
}
const one = async (client: pg.Client) => (await client.query<{ n: number }>('select 1 as n')).rows[0]?.n;

beforeAll(async () => {
  direct = await connect(inject('databaseUrl'));
});
afterAll(() => direct.end());
beforeEach(async () => {
  relay = await startRelay(inject('databaseUrl'));
  through = await connect(relay.url);
});
afterEach(async () => {
  await through.end().catch(() => undefined);
  await relay.stop();
});

describe('the relay to PostgreSQL', () => {
  test('open: answers as the database does, large answers whole', async () => {
    expect(await one(through)).toBe(1);
    const { rows } = await through.query<{ text: string }>(`select repeat('å', 3000000) as text`);
    expect(rows[0]?.text.length).toBe(3_000_000);
  });

  test('keeps user, password and database of the URL', () => {
    const [own, real] = [new URL(relay.url), new URL(inject('databaseUrl'))];
    expect([own.username, own.password, own.pathname]).toEqual([real.username, real.password, real.pathname]);
    expect(own.host).not.toBe(real.host);
  });

  test('slow: a query is answered late but whole, in order; setting up a connection is not slowed', async () => {
    relay.setState({ delay: 500 });
    const fresh = await connect(relay.url);
    const order: string[] = [];
    const slow = Promise.all([
      one(through).then(() => order.push('first')),
      through.query<{ n: number }>('select 2 as n').then(({ rows }) => order.push(`second ${rows[0]?.n}`)),
    ]);
    for (let i = 0; i < 5; i += 1) await one(direct);
    order.push('direct');
    await slow;
    expect(order).toEqual(['direct', 'first', 'second 2']);
    await fresh.end();
  });

  test('cut: what is connected is dropped, and nothing connects any more', async () => {
    relay.setState('cut');
    await expect(one(through)).rejects.toThrow();
    await expect(connect(relay.url)).rejects.toThrow();
    expect(await one(direct)).toBe(1);
  });
});
