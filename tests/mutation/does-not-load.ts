import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * A test file that a mutant keeps from loading has no test that could fail, and Stryker would count the mutant as survived: it is an
 * error of the run instead, which Stryker counts apart.
 */
export class DoesNotLoad implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest) {
    this.#vitest = vitest;
  }

  onTestModuleEnd(module: TestModule) {
    for (const error of module.errors()) this.#vitest?.state.catchError(error, 'Unhandled Error');
  }
}
