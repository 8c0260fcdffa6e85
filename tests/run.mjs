import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../launch/build.mjs';
import { install } from '../launch/install.mjs';
import { provideBrowser } from './runner/browser.mjs';
import { startPostgresServer } from './runner/postgres-server.mjs';
import { playwrightCounts, playwrightTroubles, vitestCounts } from './runner/reports.mjs';
import { check, killAll, suite } from './runner/step.mjs';

/**
 * `npm test`: installs what is missing, then types, lint, tests, the database's tests once more on a PostgreSQL server,
 * the build and the journeys in a browser. Goes on after a failure; the last line has the totals.
 * `npm test -- server journeys` runs these steps alone.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'hjemmekurve-run-'));
const environment = { ...process.env, TMPDIR: scratch, FORCE_COLOR: process.env.FORCE_COLOR ?? '0' };
delete environment.NODE_ENV;
/** How a step's programs run; those of `aside` run beside the browser, whose output is shown meanwhile. */
const optionsOf = (name, env = {}) => ({
  cwd: root,
  env: { ...environment, ...env },
  ...(aside.includes(name) && { outputFile: join(scratch, `${name}.txt`) }),
});
const total = { passed: 0, failed: 0, skipped: 0 };
const remarks = [];
/** Told once more at the end, where they are found. */
const failures = [];
/** Passed at a later try: a fault that shows now and then, in the test or in what it tries. */
const unsteady = [];
const take = (troubles) => {
  failures.push(...troubles.failed);
  unsteady.push(...troubles.unsteady);
};

const node = (script, ...args) => [process.execPath, join(root, 'node_modules', script), ...args];

const vitest = async (name, env, ...args) => {
  const report = join(scratch, `${name}.json`);
  const failuresFile = join(scratch, `${name}-failures.json`);
  const command = node(
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--reporter=./tests/runner/failures-reporter.mjs',
    `--outputFile.json=${report}`,
  );
  const options = optionsOf(name, { ...env, FAILURES_FILE: failuresFile });
  const counts = await suite([...command, ...args], options, report, vitestCounts);
  if (existsSync(failuresFile)) take(JSON.parse(readFileSync(failuresFile, 'utf8')));
  return counts;
};

const steps = {
  types: () =>
    check(
      [
        node('typescript/bin/tsc', '--noEmit'),
        node('svelte-check/bin/svelte-check', '--tsconfig', 'app/tsconfig.json', '--fail-on-warnings'),
      ],
      optionsOf('types'),
    ),
  lint: () =>
    check(
      [node('eslint/bin/eslint.js', '.'), node('prettier/bin/prettier.cjs', '--check', '.')],
      optionsOf('lint'),
    ),
  tests: () => vitest('tests', { TEST_DATABASE_URL: '' }),
  server: onServer,
  build: async () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    build(root);
    return { passed: 1, failed: 0, skipped: 0 };
  },
  journeys: async () => {
    await provideBrowser(root);
    const report = join(scratch, 'journeys.json');
    const command = node('@playwright/test/cli.js', 'test', '--reporter=list,json');
    const options = optionsOf('journeys', { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    const counts = await suite(command, options, report, playwrightCounts);
    if (existsSync(report)) {
      take(playwrightTroubles(report));
    }
    return counts;
  },
};

/** Steps that use the cores while the browser waits. */
const aside = ['types', 'lint', 'server'];
const alone = ['tests', 'build'];

/** What has SQL of its own: the same on a server. What stands on top of it is tested once, above. */
const writesSql = [
  'tests/server/store/embedded',
  'tests/server/database',
  'tests/server/organizations',
  'tests/server/access-log',
  'tests/server/blocks',
  'tests/launch/database',
];

async function onServer() {
  const given = process.env.TEST_SERVER_DATABASE_URL;
  const server = given ? undefined : await startPostgresServer(scratch);
  const url = given ?? server?.url;
  if (!url) {
    remarks.push('No PostgreSQL server: install one (Debian: postgresql) or set TEST_SERVER_DATABASE_URL.');
    return process.env.CI ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
  }
  try {
    return await vitest('server', { TEST_DATABASE_URL: url }, '--project', 'database', ...writesSql);
  } finally {
    await server?.stop();
  }
}

async function runStep(name, step) {
  process.stdout.write(`\n=== ${name}\n`);
  const began = Date.now();
  const counts = await step().catch((error) => {
    process.stdout.write(`${error.stack ?? error}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  for (const key of Object.keys(total)) total[key] += counts[key];
  const seconds = Math.round((Date.now() - began) / 1000);
  remarks.push(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`,
  );
}

/** Servers of tests that were killed run on by design; those under our scratch folder end here. */
function endServers(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) endServers(path);
    else if (entry.name === 'postmaster.pid') kill(Number(readFileSync(path, 'utf8').split('\n')[0]));
  }
}

function kill(pid) {
  try {
    if (pid > 1) process.kill(pid, 'SIGQUIT');
  } catch {
    // It is gone already.
  }
}

function cleanUp() {
  killAll();
  endServers(scratch);
  rmSync(scratch, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });
}

try {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in steps));
  if (unknown.length)
    throw new Error(`No step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);
  install(root);
  const inTurn = async (names) => {
    for (const name of names) if (!wanted.length || wanted.includes(name)) await runStep(name, steps[name]);
  };
  // Both may install by apt, which does one thing at a time: the browser comes first.
  if (!wanted.length || wanted.includes('journeys')) await provideBrowser(root).catch(() => undefined);
  await inTurn(alone);
  await Promise.all([inTurn(['journeys']), inTurn(aside)]);
} catch (error) {
  process.stdout.write(`${error.stack ?? error}\n`);
  total.failed += 1;
}
cleanUp();
const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
for (const test of unsteady) process.stdout.write(`\npassed at a later try: ${test}\n`);
for (const failure of failures) process.stdout.write(`\nfailed: ${failure}\n`);
process.stdout.write(`\n${remarks.join('\n')}\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed ? 1 : 0;
