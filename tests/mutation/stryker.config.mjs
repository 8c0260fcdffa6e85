/** Mutants of server/clinical against the tests in tests/clinical; run from the project's folder. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './tests/mutation/number-literal.mjs'],
  vitest: { configFile: 'tests/mutation/vitest.config.ts', related: false },
  mutate: ['server/clinical/**/*.ts'],
  ignorePatterns: ['/app', '/launch', '/dist', '/.data', '/tests/server', '/tests/journeys'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  incremental: true,
  incrementalFile: 'node_modules/.cache/mutation/incremental.json',
  tempDirName: 'test-results/mutation',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'node_modules/.cache/mutation/mutants.json' },
  clearTextReporter: { logTests: false, reportTests: false },
  timeoutMS: 20_000,
};
