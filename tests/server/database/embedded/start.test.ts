import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPostmaster } from '../../../../server/database/embedded/postmaster.ts';
import { startEmbedded, type EmbeddedDatabase } from '../../../../server/database/embedded/start.ts';

/** The data folder lies in one that only its owner may enter, as /root is. */
let closedFolder: string;
let dataDir: string;
let started: EmbeddedDatabase[];
let writers: Writer[];

beforeEach(async () => {
  closedFolder = await mkdtemp(join(tmpdir(), 'embedded-'));
  dataDir = join(closedFolder, 'data');
  await mkdir(dataDir, { mode: 0o700 });
  started = [];
  writers = [];
});

afterEach(async () => {
  for (const writer of writers) writer.kill('SIGKILL');
  for (const database of started) await database.stop();
  const left = serverPid();
  if (left) process.kill(left, 'SIGKILL');
  await rm(closedFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const start = async () => {
  const events: string[] = [];
  const log = {
    info: (fields: object, message: string) => void events.push(`${message} ${JSON.stringify(fields)}`),
    error: (_fields: object, message: string) => void events.push(message),
  };
  const database = await startEmbedded({ dataDir, log });
  started.push(database);
  return { ...database, events };
};

const serverPid = () => findPostmaster(join(dataDir, 'postgres/cluster/data'))?.pid;

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const eventually = async <T>(attempt: () => Promise<T>): Promise<T> => {
  const giveUp = Date.now() + 30_000;
  while (true) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > giveUp) throw error;
    }
  }
};

type Writer = ChildProcessByStdio<null, Readable, null>;

/** Runs the writer until it has acknowledged `count` rows; `acknowledged` grows on until its output ends. */
const write = async (count: number) => {
  const program = fileURLToPath(new URL('writer.ts', import.meta.url));
  const writer: Writer = spawn(process.execPath, ['--import', 'tsx', program, dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writers.push(writer);
  const acknowledged: number[] = [];
  const lines = createInterface(writer.stdout);
  const ended = once(lines, 'close');
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (Number(line) > 0 && acknowledged.push(Number(line)) === count) resolve();
    });
    lines.once('close', () => reject(new Error(`The writer ended after ${acknowledged.length} rows.`)));
  });
  return { writer, acknowledged, ended };
};

const writtenNumbers = async (url: string) =>
  (await query(url, 'SELECT number FROM written ORDER BY number')).map(({ number }) => number);

describe('startEmbedded', () => {
  test('gives a durable PostgreSQL, reachable by its own password on loopback alone', async () => {
    const { url } = await start();
    const names = [
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'data_checksums',
      'listen_addresses',
      'server_encoding',
    ];
    const settings = await query(
      url,
      `SELECT ${names.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
    );
    expect(settings).toEqual([
      {
        fsync: 'on',
        synchronous_commit: 'on',
        full_page_writes: 'on',
        data_checksums: 'on',
        listen_addresses: '127.0.0.1',
        server_encoding: 'UTF8',
      },
    ]);
    expect(await query(url, 'SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user')).toEqual([
      { super: false },
    ]);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    wrong.username = 'postgres';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('no pg_hba.conf entry');
  });

  test('writes its URL for the owner alone', async () => {
    const { url } = await start();
    const file = join(dataDir, 'postgres/url');
    expect(await readFile(file, 'utf8')).toBe(`${url}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('a clean stop leaves no process, and the next start finds the data', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    expect(serverPid()).toBeUndefined();
    const second = await start();
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test('refuses a folder that another process uses, naming both', async () => {
    const { writer } = await write(1);
    await expect(start()).rejects.toThrow(
      `The data folder ${dataDir}/postgres is in use by process ${writer.pid}. Stop that one`,
    );
    expect(serverPid()).toBeDefined();
  });

  test('two processes that start at once on a new folder: one gets it', async () => {
    const results = await Promise.allSettled([write(1), write(1)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('when its process was killed: the server lives on, is attached again, and has every acknowledged row', async () => {
    const { writer, acknowledged, ended } = await write(200);
    const pid = serverPid();
    writer.kill('SIGKILL');
    await ended;
    const { url, events } = await start();
    expect(events).toEqual([`embedded PostgreSQL ready {"pid":${pid},"attached":true}`]);
    expect(await writtenNumbers(url)).toEqual(expect.arrayContaining(acknowledged));
  });

  test('when the server was killed as well: the next start recovers every acknowledged row', async () => {
    let acknowledged: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const run = await write(100);
      process.kill(serverPid() ?? 0, 'SIGKILL');
      run.writer.kill('SIGKILL');
      await run.ended;
      acknowledged = [...acknowledged, ...run.acknowledged];
    }
    const { url } = await start();
    const found = await writtenNumbers(url);
    expect(found).toEqual(expect.arrayContaining(acknowledged));
    expect(found).toEqual(found.map((_, index) => index + 1));
  });

  test('when the server alone was killed: it is started again at the same address', async () => {
    const { url, events } = await start();
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS value');
    const pid = serverPid() ?? 0;
    process.kill(pid, 'SIGKILL');
    expect(await eventually(() => query(url, 'SELECT value FROM kept'))).toEqual([{ value: 7 }]);
    expect(serverPid()).not.toBe(pid);
    expect(events).toContain('embedded PostgreSQL went away; starting it again');
  });

  test('a pid file whose number now belongs to another program does not block the start', async () => {
    await (await start()).stop();
    const program = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pidFile = join(dataDir, 'postgres/cluster/data/postmaster.pid');
    await writeFile(pidFile, `${program.pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n       0         0\nready   \n`);
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    program.kill();
  });

  test('a half-made cluster of a killed process is neither used nor kept', async () => {
    const half = join(dataDir, 'postgres/cluster.new-999999999');
    await mkdir(join(half, 'data'), { recursive: true });
    await start();
    await expect(stat(half)).rejects.toThrow('ENOENT');
  });

  test('a server that cannot start says why', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'postgres/cluster/data/global'), { recursive: true });
    await expect(start()).rejects.toThrow(/did not start:[^]*global/);
  });
});
