import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playwrightCounts, playwrightTroubles, vitestCounts } from './reports.mjs';
import { suite } from './step.mjs';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
  file = join(folder, 'report.json');
});
afterAll(() => rm(folder, { recursive: true }));

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const brokenFile = { status: 'failed', assertionResults: [] };
const failedFile = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };

describe('vitestCounts', () => {
  test.each([
    [
      { ...none, numPassedTests: 3 },
      { passed: 3, failed: 0, skipped: 0 },
    ],
    [
      { ...none, numPassedTests: 1, numFailedTests: 1, testResults: [failedFile] },
      { passed: 1, failed: 1, skipped: 0 },
    ],
    [
      { ...none, numPassedTests: 3, testResults: [brokenFile] },
      { passed: 3, failed: 1, skipped: 0 },
    ],
    [
      { ...none, numPendingTests: 1, numTodoTests: 2 },
      { passed: 0, failed: 0, skipped: 3 },
    ],
  ])('%#', async (report, expected) => {
    await writeFile(file, JSON.stringify(report));
    expect(vitestCounts(file)).toEqual(expected);
  });
});

describe('playwrightCounts', () => {
  test('an error outside any test is a failure; what passed at a later try has passed', async () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    await writeFile(file, JSON.stringify({ stats, errors: [{ message: 'setup' }] }));
    expect(playwrightCounts(file)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });
});

test('what failed, and what did at first, is told with its reasons', async () => {
  const spec = (title: string, ok: boolean, status: string, ...messages: string[]) => ({
    ...{ title, ok, file: 'a.spec.ts', line: 7 },
    tests: [{ status, results: messages.map((message) => ({ errors: [{ message }] })) }],
  });
  const nested = { specs: [spec('c', false, 'unexpected', 'no', 'no again')] };
  const specs = [spec('a', true, 'expected'), spec('b', true, 'flaky', 'late')];
  await writeFile(
    file,
    JSON.stringify({ suites: [{ specs, suites: [nested] }], errors: [{ message: 'setup' }] }),
  );
  expect(playwrightTroubles(file)).toEqual({
    failed: ['a.spec.ts:7 c: no\nno again', 'setup'],
    unsteady: ['a.spec.ts:7 b: late'],
  });
});

describe('suite', () => {
  const passing = { ...none, numPassedTests: 2 };
  const program = (report: object | undefined, exitCode: number): [string, ...string[]] => {
    const write = report
      ? `require('fs').writeFileSync(process.argv[1], ${JSON.stringify(JSON.stringify(report))});`
      : '';
    return [process.execPath, '-e', `${write}process.exit(${exitCode})`, file];
  };

  test.each([
    ['tests that pass', passing, 0, { passed: 2, failed: 0, skipped: 0 }],
    ['a bad exit that no test explains', passing, 1, { passed: 2, failed: 1, skipped: 0 }],
    ['no test at all', none, 0, { passed: 0, failed: 1, skipped: 0 }],
    ['no report', undefined, 0, { passed: 0, failed: 1, skipped: 0 }],
    ['a failed test', { ...passing, numFailedTests: 1 }, 1, { passed: 2, failed: 1, skipped: 0 }],
  ])('%s', async (_, report, exitCode, expected) => {
    const options = { cwd: folder, env: process.env };
    expect(await suite(program(report, exitCode), options, file, vitestCounts)).toEqual(expected);
  });
});
