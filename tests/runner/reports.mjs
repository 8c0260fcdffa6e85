import { readFileSync } from 'node:fs';

/**
 * What a step came to.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Counts of a Vitest JSON report. A file that failed before its first test counts as one failure.
 * @returns {Counts}
 */
export function vitestCounts(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Counts of a Playwright JSON report. An error outside any test counts as one failure. A journey that passed at a later
 * try has passed; {@link playwrightTroubles} tells of it.
 * @returns {Counts}
 */
export function playwrightCounts(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

/** What failed in a Playwright JSON report, and what did at first, one text each. */
export function playwrightTroubles(file) {
  const { suites, errors } = JSON.parse(readFileSync(file, 'utf8'));
  const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];
  const specs = suites.flatMap(specsOf);
  const textOf = (spec) => `${spec.file}:${spec.line} ${spec.title}: ${messagesOf(spec)}`;
  return {
    failed: [...specs.filter(({ ok }) => !ok).map(textOf), ...errors.map(({ message }) => message)],
    unsteady: specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(textOf),
  };
}

const messagesOf = ({ tests }) =>
  tests
    .flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message)))
    .join('\n');
