import { writeFileSync } from 'node:fs';

/**
 * A Vitest reporter: writes what failed, one text each, to FAILURES_FILE as JSON: tests, files that broke outside a test
 * (imports, hooks), and errors that nobody caught, which the JSON report leaves out.
 */
export default class FailuresReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const failures = unhandledErrors.map((error) => `Nobody caught: ${told(error)}`);
    for (const module of testModules) {
      for (const error of module.errors()) failures.push(`${module.moduleId}: ${told(error)}`);
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) failures.push(nameOf(module, suite, error));
      for (const test of module.children.allTests('failed'))
        for (const error of test.result().errors ?? []) failures.push(nameOf(module, test, error));
    }
    writeFileSync(process.env.FAILURES_FILE, JSON.stringify(failures));
  }
}

const nameOf = (module, part, error) => `${module.moduleId} > ${part.fullName}: ${told(error)}`;

const told = ({ name, message, stack }) =>
  [`${name}: ${message}`, ...(stack ?? '').split('\n').slice(0, 6)].join('\n    ');
