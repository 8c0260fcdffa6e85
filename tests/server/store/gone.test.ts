import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { startPmdStack, type PmdStack } from '../../support/pmd-stack.ts';

let stack: PmdStack;
let facade: RunningFacade;
const [left, opened] = [newPerson(), newPerson()];
const slowBy = 1000;

beforeAll(async () => {
  stack = await startPmdStack();
  facade = await startFacade({ storeFor: stack.storeFor });
  expect(await stack.logIn(stack.clinician(left))).toBe('connected');
});
afterAll(async () => {
  await facade.stop();
  await stack.stop();
});

const searches = () => stack.pmd.received().searches;

async function latest(person: PersonIdentifier, signal?: AbortSignal): Promise<number> {
  const token = await facade.clinician(person, stack.clinician(person));
  const answer = await facade.ask('/Observation/$trend?code=8867-4', {
    token,
    ...(signal && { signal }),
  });
  return answer.status;
}

test('a patient who was left while PMD was slow is not asked about again, and nothing of them is kept', async () => {
  stack.pmd.setBehaviour({ slowBy });
  await stack.pmd.setFaults(['slow']);
  const page = new AbortController();
  const gone = latest(left, page.signal).catch((error: unknown) => error);
  await expect.poll(searches).toBe(1);
  page.abort();
  expect(await gone).toBe(page.signal.reason);
  await stack.pmd.setFaults([]);
  expect(await latest(opened)).toBe(200);
  expect(searches()).toBe(2);
  await delay(slowBy + 500);
  expect(searches()).toBe(2);
  // The login is still turned to the patient who was opened: what was kept of that one is used.
  expect(await latest(opened)).toBe(200);
  expect(searches()).toBe(2);
  stack.pmd.setBlocks([{ kind: 'reservation', patient: left.value }]);
  expect(await latest(left)).toBe(403);
});
