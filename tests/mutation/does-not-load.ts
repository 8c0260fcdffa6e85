import type { Reporter, RunnerTestCase, TestModule, Vitest } from 'vitest/node';

/**
 * A test file that a mutant keeps from loading has no test that could fail, and Stryker counts tests: it would count the mutant as
 * survived. Such a file gets a failed test here.
 */
export class DoesNotLoad implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest) {
    this.#vitest = vitest;
  }

  onTestModuleEnd({ moduleId }: TestModule) {
    for (const file of this.#vitest?.state.getFiles([moduleId]) ?? []) {
      if (file.result?.state !== 'fail' || file.tasks.length > 0) continue;
      const loads = { type: 'test', id: `${file.id}_loads`, name: 'loads', mode: 'run', meta: {}, file };
      file.tasks.push({ ...loads, result: file.result } as unknown as RunnerTestCase);
    }
  }
}
