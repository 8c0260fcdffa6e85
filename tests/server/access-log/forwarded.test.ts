import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFollowUps } from '../../../server/follow-ups/create-follow-ups.ts';
import { openFhirServer } from '../../../server/store/fhir/open-fhir-server.ts';
import type { NationalStore } from '../../../server/store/national-store.ts';
import { logDeliveries } from '../../../server/store/remote/log-deliveries.ts';
import type { TestDatabase } from '../../support/database.ts';
import { fromOslo, originOf } from '../../support/delivery-origin.ts';
import { heartRate, newPerson, oslo, orgnrSystem } from '../../support/observation-builders.ts';
import { startR4Server, type R4Server } from '../../support/r4-server.ts';
import { prepared } from '../store/contract.ts';
import { settingsOf, sourceGrant } from '../store/fhir/asking.ts';
import { keyOf, migratedDatabase, openLog, verified, type OpenLog } from './log.ts';

let database: TestDatabase;
let server: R4Server;
let log: OpenLog;
let store: NationalStore;
beforeAll(async () => {
  database = await migratedDatabase();
  server = await startR4Server({ mostPerPage: 100 });
  log = openLog(database);
  const { storeFor } = openFhirServer(settingsOf(server.url), { tokenKey: new Uint8Array(32).fill(7) });
  store = logDeliveries(
    storeFor(sourceGrant(oslo)),
    log,
    createFollowUps(database.pool, { readableAfterEnd: 0 }),
  );
}, 60_000);
afterAll(async () => {
  await log.close();
  await server.stop();
  await database.drop();
});

const performer = [{ identifier: { system: orgnrSystem, value: oslo.orgnr }, display: oslo.name }];
const held = async () => (await server.resources('Observation')).length;

test('what goes to a store elsewhere is in the log of each person before; where it cannot be, nothing goes', async () => {
  const [one, other] = [newPerson(), newPerson()];
  const sent = [one, other, one].map((person, n) =>
    prepared(heartRate(person, `2026-03-0${n + 1}T08:00:00Z`, 60, { performer })),
  );
  const origin = originOf(oslo);
  expect(await store.deliver(origin, sent)).toMatchObject(sent.map(() => ({ outcome: 'created' })));
  expect((await log.entries(one, { count: 9 })).entries).toEqual([
    {
      ...{
        action: 'deliver',
        basis: 'TREAT',
        sequence: 1,
        request: origin.request,
        occurred: origin.occurred,
      },
      actor: { kind: 'source', organization: oslo, clientId: origin.clientId },
      delivered: {
        codes: ['http://loinc.org|8867-4'],
        from: Date.parse('2026-03-01T08:00:00Z'),
        to: expect.any(Number) as number,
        counts: { forwarded: 2 },
      },
    },
  ]);

  const before = await held();
  const person = await keyOf(database.pool, other);
  await database.pool.query('update access_chain set sequence = 9 where person = $1', [person]);
  const more = [one, other].map((each) =>
    prepared(heartRate(each, '2026-03-09T08:00:00Z', 60, { performer })),
  );
  expect(await store.deliver(fromOslo, more)).toMatchObject([
    { outcome: 'created' },
    { status: 503, reason: 'log-unavailable' },
  ]);
  expect(await held()).toBe(before + 1);
  await database.pool.query('update access_chain set sequence = 1 where person = $1', [person]);
  expect(await store.deliver(fromOslo, more)).toMatchObject([
    { outcome: 'unchanged' },
    { outcome: 'created' },
  ]);
  expect((await verified(database.pool)).faults).toEqual([]);
});
