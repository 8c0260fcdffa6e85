import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { borrowDatabase } from '../../../../server/database/borrow.ts';
import { isHeld } from '../../../../server/database/embedded/lock.ts';
import { findPostmaster } from '../../../../server/database/embedded/postmaster.ts';
import { startEmbedded } from '../../../../server/database/embedded/start.ts';

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

test('DATABASE_URL is used as it is', async () => {
  const databaseUrl = 'postgres://user@db.example/x';
  expect((await borrowDatabase({ dataDir, databaseUrl })).url).toBe(databaseUrl);
  expect(running()).toBe(false);
});
