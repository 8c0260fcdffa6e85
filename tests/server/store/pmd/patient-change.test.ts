import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../../server/access/grant.ts';
import { newPerson } from '../../../support/observation-builders.ts';
import { startPmdStack, type PmdStack } from '../../../support/pmd-stack.ts';
import { trendOf } from '../../../support/trend-of.ts';

let stack: PmdStack;
const [first, second] = [newPerson(), newPerson()];

beforeAll(async () => {
  stack = await startPmdStack();
  expect(await stack.logIn(stack.clinician(first))).toBe('connected');
});
afterAll(() => stack.stop());

const searches = () => stack.pmd.received().searches;

/** As the app asks for the overview: two requests side by side. */
async function look(person: PersonIdentifier): Promise<number> {
  const store = stack.storeFor(stack.clinician(person));
  const [latest, { trends }] = await Promise.all([
    store.lastn(person, { dates: [], max: 2 }),
    trendOf(store, person, { codes: ['8867-4'], period: {} }),
  ]);
  expect(trends[0]?.points).toHaveLength(latest.length);
  return latest.length;
}

test('each patient is asked for once, and what was kept of the one before is not used again', async () => {
  expect(await look(first)).toBe(0);
  expect(searches()).toBe(1);
  expect(await look(second)).toBe(0);
  expect(await look(second)).toBe(0);
  expect(searches()).toBe(2);
  expect(await look(first)).toBe(0);
  expect(searches()).toBe(3);
});
