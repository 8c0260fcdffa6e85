import { expect } from 'vitest';
import { newPerson } from '../../support/observation-builders.ts';
import { describeSameAnswers } from './same-answers.ts';
import { startPmdStack } from '../../support/pmd-stack.ts';

describeSameAnswers('PMD', async () => {
  // Months of CGM in one answer, on whatever machine this is.
  const stack = await startPmdStack({ guard: { callTimeout: 100_000, requestTimeout: 120_000 } });
  expect(await stack.logIn(stack.clinician(newPerson()))).toBe('connected');
  return {
    storeAbout: (person) => stack.storeFor(stack.clinician(person)),
    storeOf: (source) => stack.storeFor(stack.source(source)),
    stop: () => stack.stop(),
  };
});
