import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { borrowDatabase } from '../../../../server/database/borrow.ts';
import { isHeld } from '../../../../server/database/embedded/lock.ts';
import { findPostmaster } from '../../../../server/database/embedded/postmaster.ts';
import { startEmbedded } from '../../../../server/database/embedded/start.ts';
import { createPool } from '../../../../server/database/pool.ts';

const quiet = { info: () => undefined, error: () => undefined };
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'borrow-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

const running = () => findPostmaster(join(dataDir, 'postgres/cluster/data')) !== undefined;

test('a database that nobody runs is started for the command, and stopped after it', async () => {
  for (let time = 0; time < 2; time++) {
    const { url, giveBack } = await borrowDatabase({ dataDir });
    expect([running(), await isHeld(url)]).toEqual([true, true]);
    await giveBack();
    expect([running(), await isHeld(url)]).toEqual([false, false]);
  }
});

test('one that a facade runs is used where it is, and left running', async () => {
  const facade = await startEmbedded({ dataDir, log: quiet });
  const { url, giveBack } = await borrowDatabase({ dataDir });
  expect(url).toBe(facade.url);
  await giveBack();
  expect([running(), await isHeld(url)]).toEqual([true, true]);
  await facade.stop();
});

test('two commands at once on a stopped one both get it', async () => {
  await (await borrowDatabase({ dataDir })).giveBack();
  const [one, other] = await Promise.all([borrowDatabase({ dataDir }), borrowDatabase({ dataDir })]);
  expect(one.url).toBe(other.url);
  await other.giveBack();
  await one.giveBack();
  expect(running()).toBe(false);
});

test('a facade that starts meanwhile has a running server once it is given back', async () => {
  const { giveBack } = await borrowDatabase({ dataDir });
  const troubles: string[] = [];
  const log = { info: () => undefined, error: (_fields: object, words: string) => void troubles.push(words) };
  const starting = startEmbedded({ dataDir, log });
  await delay(500);
  await giveBack();
  const facade = await starting;
  const pool = createPool(facade.url, { max: 1 });
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  expect([await isHeld(facade.url), troubles]).toEqual([true, []]);
  await facade.stop();
});

test('DATABASE_URL is used as it is', async () => {
  const databaseUrl = 'postgres://user@db.example/x';
  expect((await borrowDatabase({ dataDir, databaseUrl })).url).toBe(databaseUrl);
  expect(running()).toBe(false);
});
