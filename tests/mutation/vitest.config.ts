import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { DoesNotLoad } from './does-not-load.ts';

/** The first failure ends a mutant: the tests that take long come last. */
const slow = ['summaries/glucose.test.ts', 'any-content.test.ts'];

class SlowLast extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const rank = ({ moduleId }: TestSpecification) => slow.findIndex((name) => moduleId.endsWith(name));
    return [...files].sort((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

/** The tests of server/clinical, in one worker: a mutant costs one start. */
export default defineConfig({
  test: {
    include: ['tests/clinical/**/*.test.ts'],
    isolate: false,
    testTimeout: 60_000,
    reporters: [new DoesNotLoad()],
    sequence: { sequencer: SlowLast },
  },
});
