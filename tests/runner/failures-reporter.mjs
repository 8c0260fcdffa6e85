import { writeFileSync } from 'node:fs';

/**
 * A Vitest reporter: writes to FAILURES_FILE as JSON what failed, one text each (tests, files that broke outside a test
 * by imports or hooks, and errors that nobody caught, which the JSON report leaves out), and what passed at a later try only.
 */
export default class FailuresReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const unsteady = [];
    const failed = unhandledErrors.map((error) => `Nobody caught: ${told(error)}`);
    for (const module of testModules) {
      for (const error of module.errors()) failed.push(`${module.moduleId}: ${told(error)}`);
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) failed.push(nameOf(module, suite, error));
      for (const test of module.children.allTests('failed'))
        for (const error of test.result().errors ?? []) failed.push(nameOf(module, test, error));
      for (const test of module.children.allTests('passed'))
        if (test.diagnostic()?.flaky) unsteady.push(nameOf(module, test, test.result().errors?.[0]));
    }
    writeFileSync(process.env.FAILURES_FILE, JSON.stringify({ failed, unsteady }));
  }
}

const nameOf = (module, part, error) => `${module.moduleId} > ${part.fullName}: ${error ? told(error) : ''}`;

const told = ({ name, message, stack }) =>
  [`${name}: ${message}`, ...(stack ?? '').split('\n').slice(0, 6)].join('\n    ');
