import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { facadesOf, gone, startProcess } from '../support/sandbox-process.ts';
import type { SandboxProcess } from '../support/sandbox-process.ts';
import { json } from '../support/smart-client.ts';

let database: TestDatabase;
const started: SandboxProcess[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const { child, ended, dataDir } of started.splice(0)) {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});

/** With the past of one patient: what is tested here are the processes. */
async function start(environment: Record<string, string> = {}): Promise<SandboxProcess> {
  const sandbox = await startProcess({
    DATABASE_URL: database.url,
    SANDBOX_PATIENTS: 'hypertension',
    ...environment,
  });
  started.push(sandbox);
  return sandbox;
}

const launch = async (ehr: string | undefined, faults: string[]) => {
  const response = await fetch(`${ehr}/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  });
  return new URL((await json<{ url: string }>(response, 201)).url).origin;
};

describe('the sandbox as a process', () => {
  test('says on stdout where everything is, last in one line of JSON, and stops cleanly at SIGTERM', async () => {
    const sandbox = await start();
    const { event, app, fhir, ehr, ehrFhir } = await sandbox.ready;
    expect(event).toBe('ready');
    expect([fhir, ehrFhir]).toEqual([`${app}/fhir`, `${ehr}/fhir`]);
    expect(sandbox.out.at(-1)).toContain('"event":"ready"');
    expect(sandbox.out.filter((line) => line.startsWith('{')).length).toBe(1);
    expect(sandbox.out.join('\n')).toContain(`${ehr} `);
    expect((await fetch(`${app}/health/ready`)).status).toBe(200);
    expect(await launch(ehr, [])).toBe(app);
    for (const name of ['register.json', 'keys.json']) {
      expect((await stat(join(sandbox.dataDir, 'sandbox', name))).mode & 0o777).toBe(0o600);
    }
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended).toBe(0);
    await gone(`${app}/health/live`);
    await gone(`${ehr}/options`);
  });

  test('takes the app where the fault is another address', async () => {
    const sandbox = await start();
    const { app, ehr } = await sandbox.ready;
    const unreachable = await launch(ehr, ['facade-unreachable']);
    expect((await fetch(`${unreachable}/app.json`)).status).toBe(200);
    await expect(fetch(`${unreachable}/fhir/metadata`)).rejects.toThrow('fetch failed');

    const down = await launch(ehr, ['store-down']);
    expect((await fetch(`${down}/app.json`)).status).toBe(200);
    expect((await fetch(`${down}/health/ready`)).status).toBe(503);
    expect(await launch(ehr, ['store-down'])).toBe(down);

    const slow = await launch(ehr, ['store-slow']);
    let answered = false;
    const health = fetch(`${slow}/health/ready`).then(() => (answered = true));
    for (let i = 0; i < 5; i += 1) expect((await fetch(`${app}/health/ready`)).status).toBe(200);
    expect(answered).toBe(false);

    expect(new Set([app, unreachable, down, slow]).size).toBe(4);
    expect((await facadesOf(sandbox)).length).toBe(3);
    sandbox.child.kill('SIGINT');
    expect(await sandbox.ended).toBe(0);
    await health.catch(() => undefined);
    for (const origin of [app, unreachable, down, slow]) await gone(`${origin}/health/live`);
  });

  test('says so and fails when the facade ends by itself', async () => {
    const sandbox = await start();
    const { ehr } = await sandbox.ready;
    for (const pid of await facadesOf(sandbox)) process.kill(pid, 'SIGKILL');
    expect(await sandbox.ended).toBe(1);
    expect(sandbox.err()).toContain('The facade has ended');
    await gone(`${ehr}/options`);
  });

  test('leaves no facade behind when it is killed itself', async () => {
    const sandbox = await start();
    const { app } = await sandbox.ready;
    sandbox.child.kill('SIGKILL');
    await sandbox.ended;
    await gone(`${app}/health/live`);
  });

  test('ends with the process that started it', async () => {
    const sandbox = await start();
    const { app } = await sandbox.ready;
    sandbox.child.disconnect();
    expect(await sandbox.ended).toBe(0);
    await gone(`${app}/health/live`);
  });

  test('fails with the facade’s own words when the facade cannot start', async () => {
    const sandbox = await start({ LOG_LEVEL: 'deafening' });
    expect(await sandbox.ended).toBe(1);
    expect(sandbox.err()).toContain('LOG_LEVEL');
  });

  test('names the port that is taken', async () => {
    const { ehr } = await (await start()).ready;
    const port = new URL(ehr ?? '').port;
    const second = await start({ EHR_PORT: port });
    expect(await second.ended).toBe(1);
    expect(second.err()).toContain(port);
  });
});
