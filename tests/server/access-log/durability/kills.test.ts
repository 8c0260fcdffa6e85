import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLog } from '../../../../server/access-log/verify/verify-log.ts';
import { findPostmaster } from '../../../../server/database/embedded/postmaster.ts';
import { startEmbedded, type EmbeddedDatabase } from '../../../../server/database/embedded/start.ts';
import { migrate } from '../../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../../server/database/pool.ts';
import { newPerson } from '../../../support/observation-builders.ts';
import { keys } from '../log.ts';

let dataDir: string;
let database: EmbeddedDatabase;
let pool: Pool;
const running: ChildProcess[] = [];
const people = [newPerson(), newPerson(), newPerson()];
/** Requests whose entries were acknowledged, by any process that ever ran. */
const acknowledged = new Set<string>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'access-log-'));
  database = await startEmbedded({ dataDir, log: { info: () => undefined, error: () => undefined } });
  pool = createPool(database.url);
  await migrate(pool);
});
afterAll(async () => {
  for (const writer of running) writer.kill('SIGKILL');
  await pool.end();
  await database.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const program = fileURLToPath(new URL('writer.ts', import.meta.url));

/** Resolves when the process has written for the first time; `ended` when its output has been read to the end. */
async function startWriter(name: string): Promise<{ writer: ChildProcess; ended: Promise<unknown> }> {
  const numbers = people.map(({ value }) => value);
  const writer = spawn(process.execPath, ['--import', 'tsx', program, database.url, name, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(writer);
  const lines = createInterface({ input: writer.stdout });
  lines.on('line', (line) => acknowledged.add(line));
  const ended = once(lines, 'close');
  await once(lines, 'line');
  return { writer, ended };
}

const more = (by: number) => {
  const goal = acknowledged.size + by;
  return expect.poll(() => acknowledged.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan(goal);
};

async function faults(known: readonly string[]): Promise<unknown> {
  const { rows } = await pool.query<{ request: string; times: number }>(
    `select record::json->>'request' as request, count(*)::int as times from access_entry group by 1`,
  );
  const times = new Map(rows.map((row) => [row.request, row.times]));
  return {
    lost: known.filter((request) => !times.has(request)),
    doubled: rows.filter((row) => row.times > 1),
    broken: (await verifyLog(pool, { keys })).faults,
  };
}

const none = { lost: [], doubled: [], broken: [] };
const postmaster = () => findPostmaster(join(dataDir, 'postgres/cluster/data'))?.pid;

/** Kills PostgreSQL; resolves when the one that is started in its place answers. */
async function killPostgres(): Promise<void> {
  const killed = postmaster() ?? 0;
  process.kill(killed, 'SIGKILL');
  const answers = async () => {
    const pid = postmaster();
    if (pid === undefined || pid === killed) return false;
    return pool.query('select 1').then(
      () => true,
      () => false,
    );
  };
  await expect.poll(answers, { timeout: 20_000 }).toBe(true);
}

test('kill -9 of writing facades and of PostgreSQL, in turn: every acknowledged entry is there, once', async () => {
  let other = await startWriter('first');
  for (let round = 0; round < 2; round++) {
    const one = await startWriter(`round-${round}`);
    await more(150);
    one.writer.kill('SIGKILL');
    await one.ended;
    expect(await faults([...acknowledged]), `round ${round}, a facade`).toEqual(none);

    await more(150);
    const known = [...acknowledged];
    await killPostgres();
    expect(await faults(known), `round ${round}, PostgreSQL`).toEqual(none);
    await more(50);
    if (round === 0) {
      other.writer.kill('SIGKILL');
      await other.ended;
      other = await startWriter('second');
    }
  }
  other.writer.kill('SIGKILL');
  await other.ended;
  expect(acknowledged.size).toBeGreaterThan(700);
  expect(await faults([...acknowledged])).toEqual(none);
});
