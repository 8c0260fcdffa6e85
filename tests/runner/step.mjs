import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';

/** No step may take longer (ms). */
const limit = 15 * 60_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a program in a process group of its own and ends the whole group afterwards. Its output is shown as it comes; of one that
 * runs beside others it is kept in `outputFile`, and shown when it has ended.
 * @returns {Promise<boolean>} whether it exited with 0 in time
 */
export function run(file, args, { cwd, env, outputFile }) {
  return new Promise((resolve) => {
    const output = outputFile ? openSync(outputFile, 'w') : 'inherit';
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    if (outputFile) closeSync(output);
    running.add(child);
    const timer = setTimeout(() => {
      process.stdout.write(`Ended after ${limit / 60_000} minutes: ${args.join(' ')}\n`);
      killGroup(child);
    }, limit);
    const done = (passed) => {
      clearTimeout(timer);
      killGroup(child);
      running.delete(child);
      if (outputFile) process.stdout.write(readFileSync(outputFile));
      resolve(passed);
    };
    child.once('error', (error) => {
      process.stdout.write(`${error.message}\n`);
      done(false);
    });
    child.once('exit', (code) => done(code === 0));
  });
}

/** Ends whatever is still running. */
export function killAll() {
  for (const child of running) killGroup(child);
}

function killGroup({ pid }) {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

/**
 * A check without a report: one pass or one failure.
 * @returns {Promise<import('./reports.mjs').Counts>}
 */
export async function check(commands, options) {
  let passed = true;
  for (const [file, ...args] of commands) passed = (await run(file, args, options)) && passed;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/**
 * A test program with a JSON report. No report, no test, or a bad exit without a failed test is a failure of its own.
 * @returns {Promise<import('./reports.mjs').Counts>}
 */
export async function suite([file, ...args], options, reportFile, read) {
  rmSync(reportFile, { force: true });
  const passed = await run(file, args, options);
  const none = { passed: 0, failed: 0, skipped: 0 };
  const counts = existsSync(reportFile) ? read(reportFile) : none;
  const explained = counts.failed > 0 || (passed && counts.passed > 0);
  return explained ? counts : { ...counts, failed: 1 };
}
