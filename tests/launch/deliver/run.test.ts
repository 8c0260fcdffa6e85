import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sources } from '#fixtures/sources.ts';
import { readConfig } from '../../../launch/deliver/config.ts';
import { run } from '../../../launch/deliver/run.ts';
import { batchOf, heartRate, heartRates, withoutTime } from './observations.ts';
import { startStandInFacade, type StandInFacade } from './stand-in-facade.ts';

let directory: string;
let facade: StandInFacade;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deliver-'));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(async () => {
  facade = await startStandInFacade();
});
afterEach(() => facade.stop());

async function file(content: unknown): Promise<string> {
  const path = join(directory, 'delivery.bundle.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function command(args: string[], env: NodeJS.ProcessEnv = {}, isTTY = false) {
  let [stdout, stderr] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text), isTTY },
  };
  const code = await run(args, output, env);
  return { code, stdout, stderr };
}

async function deliverTo(url: string, content: unknown, ...more: string[]) {
  return command([await file(content), '--url', url, ...more]);
}

describe('summary', () => {
  test('a first delivery is accepted, a second unchanged', async () => {
    const first = await deliverTo(facade.fhirBase, heartRates(3));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('as Oslo kommune (958935420)');
    expect(first.stdout).toContain('3 accepted (0 unchanged, 0 changed)\n0 rejected\n');
    const second = await deliverTo(facade.fhirBase, heartRates(3));
    expect(second.stdout).toContain('3 accepted (3 unchanged, 0 changed)');
  });

  test('what is rejected is told by reason and rule, with the numbers of the entries, and the code is 1', async () => {
    const bundle = batchOf([heartRate(1), ...[2, 3, 4, 5, 6, 7].map(withoutTime)]);
    const { code, stdout } = await deliverTo(facade.fhirBase, bundle);
    expect(code).toBe(1);
    expect(stdout).toContain('1 accepted (0 unchanged, 0 changed)\n6 rejected\n');
    expect(stdout).toContain(
      '6 × effective-missing: Observation.effective is required (entry 2, 3, 4, 5, 6, …)',
    );
  });

  test('--json is one line on stdout', async () => {
    await deliverTo(facade.fhirBase, batchOf([heartRate(1), heartRate(2)]));
    const bundle = batchOf([heartRate(1), heartRate(2, { status: 'amended' }), heartRate(3), withoutTime(4)]);
    const { code, stdout } = await deliverTo(facade.fhirBase, bundle, '--json');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(stdout)).toEqual({
      accepted: 3,
      unchanged: 1,
      changed: 1,
      rejected: 1,
      seconds: expect.any(Number),
      reasons: { 'effective-missing': 1 },
    });
  });

  test('doubts about what was accepted are told by reason; the code stays 0', async () => {
    const issue = (severity: 'warning' | 'information', code: string) => ({
      severity,
      code: 'value' as const,
      diagnostics: `Observation.x is ${code}`,
      details: { coding: [{ code }] },
    });
    const outcome = (...issues: fhir4.OperationOutcomeIssue[]) => ({
      status: '201 Created',
      outcome: { resourceType: 'OperationOutcome', issue: issues },
    });
    const entry = [
      { response: outcome(issue('warning', 'improbable'), issue('warning', 'time-missing')) },
      { response: outcome(issue('information', 'vkp-performer')) },
      { response: outcome(issue('warning', 'improbable')) },
    ];
    const answer = { status: 200, body: { resourceType: 'Bundle', type: 'batch-response', entry } };
    facade.answers = [answer, answer];
    const { code, stdout } = await deliverTo(facade.fhirBase, heartRates(3));
    expect(code).toBe(0);
    expect(stdout).toContain(
      [
        '3 accepted (0 unchanged, 0 changed)',
        '2 accepted with warnings',
        '  2 × improbable: Observation.x is improbable (entry 1, 3)',
        '  1 × time-missing: Observation.x is time-missing (entry 1)',
        '0 rejected',
      ].join('\n'),
    );
    const json = await deliverTo(facade.fhirBase, heartRates(3), '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      accepted: 3,
      warnings: { improbable: 2, 'time-missing': 1 },
    });
  });

  test('a delivery that breaks off says why and counts what was not delivered', async () => {
    facade.answers = [undefined, { status: 500, body: '' }];
    const { code, stdout, stderr } = await deliverTo(facade.fhirBase, heartRates(700), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 500, rejected: 200, reasons: { 'http-500': 200 } });
    expect(stderr).toContain('500');
  });

  test('progress is drawn on a terminal only', async () => {
    const path = await file(heartRates(600));
    expect((await command([path, '--url', facade.fhirBase])).stderr).toBe('');
    const { stderr } = await command([path, '--url', facade.fhirBase], {}, true);
    expect(stderr).toContain(' 500/600 (83 %)');
    expect(stderr).toMatch(/ 600\/600 \(100 %\), \d+\/s/);
  });
});

describe('whose delivery it is', () => {
  const hospital = sources.find(({ id }) => id === 'hospital')?.orgnr ?? '';

  test('--source says it', async () => {
    await deliverTo(facade.fhirBase, heartRates(1), '--source', hospital);
    expect(facade.assertions[0]).toMatchObject({ iss: `source-${hospital}` });
  });

  test.each<[string, fhir4.Bundle, string[]]>([
    ['no organisation', batchOf([heartRate(1, { performer: [] })]), []],
    [
      'two organisations',
      batchOf([
        heartRate(1),
        heartRate(2, {
          performer: [{ identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: hospital } }],
        }),
      ]),
      [],
    ],
    ['an unknown --source', heartRates(1), ['--source', '999999999']],
  ])('%s: the choices are named, nothing is sent, the code is 2', async (_what, bundle, more) => {
    const { code, stderr } = await deliverTo(facade.fhirBase, bundle, ...more);
    expect(code).toBe(2);
    expect(stderr).toContain('958935420 (Oslo kommune)');
    expect(facade.assertions).toEqual([]);
  });

  test('a registered source comes with its own key and client id', async () => {
    const keyFile = join(directory, 'key.json');
    const source = sources[1] as (typeof sources)[number];
    await writeFile(keyFile, JSON.stringify(source.private_jwk));
    const env = { SOURCE_KEY_FILE: keyFile, SOURCE_CLIENT_ID: source.client_id };
    const { code } = await command([await file(heartRates(1)), '--url', facade.fhirBase], env);
    expect(code).toBe(0);
    expect(facade.assertions[0]).toMatchObject({ iss: source.client_id });
  });

  test.each([
    [{ SOURCE_CLIENT_ID: 'x' }, 'go together'],
    [{ SOURCE_KEY_FILE: '/nowhere', SOURCE_CLIENT_ID: 'x' }, 'ENOENT'],
    [{ PORT: 'http' }, 'PORT'],
  ])('%j is a usage error', async (env, message) => {
    const { code, stderr } = await command([await file(heartRates(1)), '--url', facade.fhirBase], env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('mistakes', () => {
  test.each([
    [[], 'FILE is missing'],
    [['a', 'b'], 'one FILE at a time'],
    [['a', '--url', 'ftp://x'], '--url'],
    [['a', '--url', 'nonsense'], '--url'],
    [['a', '--colour'], '--colour'],
    [['a', '--source'], '--source'],
  ])('%j is a usage error', async (args, message) => {
    const { code, stdout, stderr } = await command(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run deliver');
  });

  test.each([
    ['not JSON', '{', 'not JSON'],
    ['not a Bundle', '{"resourceType":"Patient"}', 'not a FHIR Bundle'],
  ])('a file that is %s gives 1', async (_what, content, message) => {
    const { code, stderr } = await deliverTo(facade.fhirBase, content);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  test('a file that is not there gives 1', async () => {
    const { code, stderr } = await command([join(directory, 'nothing.json')]);
    expect(code).toBe(1);
    expect(stderr).toContain('ENOENT');
  });

  test('a file with a byte order mark is read', async () => {
    const { code } = await deliverTo(facade.fhirBase, `\ufeff${JSON.stringify(heartRates(1))}`);
    expect(code).toBe(0);
  });
});

test.each([
  [{}, 'http://localhost:4000/fhir'],
  [{ PORT: '5000' }, 'http://localhost:5000/fhir'],
  [{ PORT: '0' }, 'http://localhost:4000/fhir'],
])('with %j the facade is expected at %s', (env, url) => expect(readConfig(env).url).toBe(url));
