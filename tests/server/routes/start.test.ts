import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let folder: string;
let database: TestDatabase;
const root = fileURLToPath(new URL('../../..', import.meta.url));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hjemmekurve-start-'));
  await writeFile(join(folder, 'register.json'), '{"ehrs":[]}');
  database = await freshDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
});

interface Started {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

function start(environment: Record<string, string>): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      REGISTER_FILE: join(folder, 'register.json'),
      ...environment,
    },
  });
  let output = '';
  const streams = [child.stdout, child.stderr].map((stream) => {
    stream?.on('data', (chunk) => (output += chunk));
    return new Promise((resolve) => stream?.once('close', resolve));
  });
  // Not the child's own `close`: it never comes after `disconnect()`.
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ended = Promise.all([exited, ...streams]).then(([code]) => code);
  return { child, output: () => output, ended };
}

async function ready({ child, output, ended }: Started): Promise<string> {
  return await new Promise((resolve, reject) => {
    child.once('message', (message: { event: string; url: string }) => resolve(message.url));
    void ended.then(() => reject(new Error(output())));
  });
}

describe('the facade as a process', () => {
  test.each<[string, (child: ChildProcess) => unknown]>([
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    ['SIGINT', (child) => child.kill('SIGINT')],
    ['the end of its parent', (child) => child.disconnect()],
  ])('says where it is, is ready, and stops in order at %s', async (_what, end) => {
    const started = start({});
    const url = await ready(started);
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    end(started.child);
    expect(await started.ended).toBe(0);
    const events = started
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event?: string; url?: string });
    expect(events.find(({ event }) => event === 'ready')?.url).toBe(url);
    expect(events.at(-1)?.event).toBe('stopped');
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  test('does not start on a faulty configuration, and says all that is wrong with it', async () => {
    const { ended, output } = start({ PORT: 'x', STORE: 'y', REGISTER_FILE: '' });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/PORT[^]*STORE[^]*REGISTER_FILE/);
    expect(output()).not.toContain('    at ');
  });

  test('does not start on a faulty register', async () => {
    const REGISTER_FILE = join(folder, 'faulty.json');
    await writeFile(REGISTER_FILE, '{"ehrs":[{"iss":"x"}],"sources":[]}');
    const { ended, output } = start({ REGISTER_FILE });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/ehrs\[0\]\.iss[^]*ehrs\[0\]\.name[^]*sources: .*npm run organisations/);
  });

  test('does not start without its database', async () => {
    const { ended, output } = start({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(await ended).toBe(1);
    expect(output()).toContain('start-failed');
  });
});
