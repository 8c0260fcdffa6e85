import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPmd } from '../../../launch/pmd/server.ts';
import { openObservations } from '../../../launch/pmd/observations/observations.ts';
import { batch, collection, found, pulse } from './support/observation-bundle.ts';
import { patient, startPmd } from './support/pmd-sandbox.ts';

let folder: string;
let dataFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pmd-'));
  dataFile = join(folder, 'deeper', 'pmd.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const time = '2026-03-01T10:00:00Z';
const first = { ...pulse(time), id: 'first', note: [{ text: 'line\nbreak' }] };

async function filled(): Promise<void> {
  const sandbox = await startPmd({ dataFile });
  await sandbox.deliver(collection([first, pulse(time)]));
  await sandbox.deliver(batch([{ ...first, status: 'amended' }], 'PUT'));
  await sandbox.stop();
}

describe('a restart', () => {
  test('has everything, with the same text, ids and replacements', async () => {
    const sandbox = await startPmd({ dataFile });
    await sandbox.deliver(
      `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${JSON.stringify(first, null, 2)}},{"resource":${JSON.stringify(pulse(time))}}]}`,
    );
    await sandbox.deliver(batch([{ ...first, status: 'amended' }], 'PUT'));
    const before = await (await sandbox.search()).text();
    await sandbox.stop();
    const again = await startPmd({ dataFile });
    expect(await (await again.search()).text()).toBe(before);
    expect((await found(await again.search())).map(({ status }) => status).sort()).toEqual([
      'amended',
      'final',
    ]);
    await again.deliver(collection([pulse(time)]));
    await again.stop();
    const third = await startPmd({ dataFile });
    expect(await found(await third.search())).toHaveLength(3);
    await third.stop();
  });

  test('the file is its owner’s alone', async () => {
    await filled();
    expect((await stat(dataFile)).mode & 0o777).toBe(0o600);
  });

  test('without a file nothing is kept', async () => {
    const sandbox = await startPmd();
    await sandbox.deliver(collection([first]));
    await sandbox.stop();
    const again = await startPmd();
    expect(await found(await again.search())).toEqual([]);
    await again.stop();
  });
});

describe('a damaged file', () => {
  test.each([
    ['half a line', '{"storedAt":1,"replaces":false,"text":"{\\"resourceTy'],
    ['a line without its end', '{"storedAt":1}'],
  ])('%s at the end is dropped, and what comes later is readable', async (_name, torn) => {
    await filled();
    const whole = await readFile(dataFile, 'utf8');
    await appendFile(dataFile, torn);
    const sandbox = await startPmd({ dataFile });
    expect(await found(await sandbox.search())).toHaveLength(2);
    expect(await readFile(dataFile, 'utf8')).toBe(whole);
    await sandbox.deliver(collection([pulse(time)]));
    await sandbox.stop();
    const again = await startPmd({ dataFile });
    expect(await found(await again.search())).toHaveLength(3);
    await again.stop();
  });

  test('a bad line that is whole stops the start and is named', async () => {
    await filled();
    const lines = (await readFile(dataFile, 'utf8')).split('\n');
    lines[1] = '{"storedAt":1,"replaces":false,"text":"{}"}';
    await writeFile(dataFile, lines.join('\n'));
    await expect(openObservations(dataFile)).rejects.toThrow(/pmd\.ndjson: line 2 /);
  });
});

test('a taken port is an error', async () => {
  const sandbox = await startPmd();
  const port = Number(new URL(sandbox.pmd.url).port);
  const options = {
    port,
    issuer: 'http://localhost:1',
    audience: 'x',
    scopes: { search: 'r', deliver: 'w' },
  };
  await expect(createPmd({ ...options, dataFile })).rejects.toThrow(/EADDRINUSE/);
  await sandbox.stop();
});

test('what was answered survives kill -9 in the middle of deliveries', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', new URL('support/killed-pmd.ts', import.meta.url).pathname, dataFile],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const answered: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    answered.push(id);
    if (answered.length === 40) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  const sandbox = await startPmd({ dataFile });
  const stored = sandbox.pmd.observationsOf(patient).map(({ id }) => id);
  expect(answered.length).toBeGreaterThanOrEqual(40);
  expect(stored).toEqual(expect.arrayContaining(answered));
  await sandbox.stop();
});
