import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool } from '../../../server/database/pool.ts';
import { FhirError } from '../../../server/errors.ts';
import { endEnrolment } from '../../../server/organizations/end.ts';
import { ClientTaken, enrol } from '../../../server/organizations/enrol.ts';
import type { Enrolment } from '../../../server/organizations/enrolment.ts';
import { createOrganizations } from '../../../server/organizations/organizations.ts';
import type { RegisteredKey } from '../../../server/register-elements.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { p384, rsa2048 } from './keys.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
});
beforeEach(() => database.pool.query('truncate organization, organization_client'));
afterAll(() => database.drop());

const now = Date.parse('2026-11-27T12:00:00Z');
const day = 86_400_000;
const oslo: Enrolment = {
  orgnr: '958935420',
  name: 'Oslo kommune',
  sector: 'municipality',
  delivers: true,
  consumes: false,
};
const jwks = { keys: [p384, rsa2048] as RegisteredKey[] };
const client = { clientId: 'oslo', orgnr: oslo.orgnr, jwks };
const enrolAt = (at: number, ...enrolments: Enrolment[]) => enrol(database.pool, enrolments, at);
const register = () => createOrganizations(database.pool);

describe('enrolling', () => {
  test('adds, then changes nothing, then what has changed', async () => {
    expect(await enrolAt(now, { ...oslo, client })).toEqual(['added']);
    expect(await register().list()).toEqual([{ ...oslo, from: now, clients: [client] }]);
    expect(await enrolAt(now + day, { ...oslo, client })).toEqual(['unchanged']);
    expect(await register().find(oslo.orgnr)).toEqual({ ...oslo, from: now });

    expect(await enrolAt(now, { ...oslo, name: 'Oslo', consumes: true })).toEqual(['changed']);
    expect(await register().find(oslo.orgnr)).toMatchObject({ name: 'Oslo', consumes: true, delivers: true });
    const keysElsewhere = { clientId: 'oslo', orgnr: oslo.orgnr, jwksUri: 'https://x.example/jwks' };
    expect(await enrolAt(now, { ...oslo, client: keysElsewhere })).toEqual(['changed']);
    expect(await register().findClient('oslo')).toEqual(keysElsewhere);
  });

  test('keeps the period that is not named, and takes an end away when told to', async () => {
    await enrolAt(now, { ...oslo, from: now - day, to: now + day });
    expect(await enrolAt(now, oslo)).toEqual(['unchanged']);
    expect(await register().find(oslo.orgnr)).toMatchObject({ from: now - day, to: now + day });
    expect(await enrolAt(now, { ...oslo, to: null })).toEqual(['changed']);
    expect(await register().find(oslo.orgnr)).toEqual({ ...oslo, from: now - day });
  });

  test('a second client stands beside the first', async () => {
    const second = { ...client, clientId: 'oslo-2' };
    await enrolAt(now, { ...oslo, client });
    expect(await enrolAt(now, { ...oslo, client: second })).toEqual(['changed']);
    expect((await register().list())[0]?.clients).toEqual([client, second]);
  });

  test('is all or nothing: a client of another organisation is not taken over', async () => {
    const hospital: Enrolment = { ...oslo, orgnr: '313392147', name: 'Sykehuset', sector: 'hospital' };
    await enrolAt(now, { ...oslo, client });
    const theft = enrolAt(now, { ...hospital, client: { ...client, orgnr: hospital.orgnr } });
    await expect(theft).rejects.toThrow(ClientTaken);
    expect(await register().find(hospital.orgnr)).toBeUndefined();
    expect(await register().findClient('oslo')).toEqual(client);
  });

  test('at the same moment from several processes: one adds, the others find it there', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => enrolAt(now, { ...oslo, client })));
    expect(outcomes.flat().sort()).toEqual(['added', ...Array<string>(7).fill('unchanged')]);
  });

  test('finds nobody who was not enrolled', async () => {
    expect([await register().find('313392147'), await register().findClient('x')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await register().list()).toEqual([]);
  });
});

describe('ending', () => {
  test('holds from that instant, and never prolongs', async () => {
    await enrolAt(now - day, oslo);
    expect(await endEnrolment(database.pool, oslo.orgnr, now)).toMatchObject({ to: now });
    expect(await endEnrolment(database.pool, oslo.orgnr, now + day)).toMatchObject({ to: now });
    expect(await endEnrolment(database.pool, oslo.orgnr, now - 1)).toMatchObject({ to: now - 1 });
    expect(await register().find(oslo.orgnr)).toMatchObject({ to: now - 1 });
  });

  test('touches no other, and says so when there is none', async () => {
    await enrolAt(now, oslo);
    expect(await endEnrolment(database.pool, '313392147', now)).toBeUndefined();
    expect(await register().find(oslo.orgnr)).toEqual({ ...oslo, from: now });
  });
});

test('the database itself refuses another sector, and a client with no keys or two ways to them', async () => {
  const insert = (sql: string) => database.pool.query(sql);
  await expect(
    insert(`insert into organization values ('1', 'x', 'county', true, true, now(), null)`),
  ).rejects.toThrow(/check constraint/);
  for (const ways of [`null, null`, `'{"keys":[]}', 'https://x.example'`]) {
    await expect(insert(`insert into organization_client values ('x', '1', ${ways})`)).rejects.toThrow(
      /check constraint/,
    );
  }
});

test('a register out of reach is 503, and says which', async () => {
  const pool = createPool('postgres://nobody@127.0.0.1:1/none');
  const failure = await createOrganizations(pool)
    .find(oslo.orgnr)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FhirError);
  expect(failure).toMatchObject({ status: 503, reason: 'register-unavailable' });
  await pool.end();
});
