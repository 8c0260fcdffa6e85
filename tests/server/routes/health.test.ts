import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedStore } from '../../../server/store/embedded/store.ts';
import { accessLogKeys } from '../../support/citizen-rights.ts';
import { freshDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';

let database: TestDatabase;
let facade: TestFacade;
beforeAll(async () => {
  database = await freshDatabase();
  const store = createEmbeddedStore(database.pool, accessLogKeys, database.writers);
  facade = await startFacade({}, { storeHealth: () => store.health() });
});
afterAll(() => facade.stop());

test('the facade is ready while its database answers, and alive without it', async () => {
  const ready = await fetch(`${facade.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', parts: { store: 'up' } }]);
  await database.drop();
  const gone = await fetch(`${facade.url}/health/ready`);
  expect([gone.status, await gone.json()]).toEqual([503, { status: 'not-ready', parts: { store: 'down' } }]);
  const live = await fetch(`${facade.url}/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { status: 'up' }]);
});
