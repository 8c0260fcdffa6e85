import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxRegister } from '../../../launch/register.ts';
import { issuerOf, launch, ownApp } from '../../launch/citizens/citizen-browser.ts';
import { startSandbox, type Sandbox } from '../../launch/support/sandbox.ts';
import { launchApp } from '../../launch/support/smart-client.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { createFacadeHome, type FacadeHome } from '../../support/facade-process.ts';
import { oslo } from '../../support/observation-builders.ts';
import { exchangeForm, requestToken } from '../facade.ts';

/** Two replicas behind one address, as a load balancer would have them: the same key and the same public URL. */
let sandbox: Sandbox;
let database: TestDatabase;
let homes: [FacadeHome, FacadeHome];
const publicUrl = 'http://localhost:4998';
const origins = () => homes.map(({ fhirBase }) => fhirBase.replace(/\/fhir$/, ''));

beforeAll(async () => {
  sandbox = await startSandbox();
  database = await freshDatabase();
  homes = [await createFacadeHome(), await createFacadeHome()];
  const register = JSON.stringify(sandboxRegister(sandbox.iss, sandbox.keys.facade, sandbox.citizensIss));
  const shared = {
    DATABASE_URL: database.url,
    PUBLIC_URL: publicUrl,
    TOKEN_KEY: randomBytes(32).toString('base64url'),
    ACCESS_LOG_KEY: randomBytes(32).toString('base64url'),
  };
  for (const home of homes) {
    const file = join(home.dataDir, 'register.json');
    await writeFile(file, register);
    await home.start({ environment: { ...shared, REGISTER_FILE: file } });
  }
  await homes[0].sourceToken(oslo.orgnr, database.url);
});
afterAll(async () => {
  for (const home of homes) await home.remove();
  await sandbox.stop();
  await database.drop();
});

const citizen = () => launch(sandbox, { person: 'frail' }, ownApp);
async function exchange(subject_token: string, at = 0, iss = sandbox.citizensIss): Promise<string> {
  const { body } = await requestToken({ url: origins()[at] ?? '' }, exchangeForm(iss, { subject_token }));
  expect(body.reason).toBeUndefined();
  return String(body['access_token']);
}
async function revoke(form: Record<string, string>, at = 0) {
  const response = await fetch(`${origins()[at]}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  const reason = text === '' ? undefined : (JSON.parse(text) as { reason?: string }).reason;
  return { status: response.status, reason, text, headers: response.headers };
}
async function look(token: string, at: number) {
  const response = await fetch(`${homes[at]?.fhirBase}/Observation`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as fhir4.OperationOutcome;
  return [response.status, body.issue?.[0]?.details?.coding?.[0]?.code];
}

test('a token that was revoked at one replica is refused at both from the next request on', async () => {
  const { access_token } = await citizen();
  const token = await exchange(access_token);
  for (const at of [0, 1]) expect(await look(token, at)).toEqual([200, undefined]);
  const answer = await revoke({ token, token_type_hint: 'access_token', client_id: 'hjemmekurve-innbygger' });
  expect([answer.status, answer.text]).toEqual([200, '']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  for (const at of [1, 0]) expect(await look(token, at)).toEqual([401, 'token-revoked']);
  expect((await revoke({ token }, 1)).status).toBe(200);
});

test('with it end all tokens of the same login, also one that is exchanged later, and no other login’s', async () => {
  const [own, others] = [await citizen(), await citizen()];
  const [first, second] = [await exchange(own.access_token), await exchange(own.access_token, 1)];
  const another = await exchange(others.access_token);
  await revoke({ token: first });
  const third = await exchange(own.access_token, 1);
  for (const token of [first, second, third]) expect(await look(token, 1)).toEqual([401, 'token-revoked']);
  expect(await look(another, 1)).toEqual([200, undefined]);
});

test('a clinician’s too', async () => {
  const { access_token } = await launchApp(sandbox);
  const token = await exchange(access_token, 0, sandbox.iss);
  expect((await look(token, 1))[1]).not.toBe('token-revoked');
  await revoke({ token });
  expect(await look(token, 1)).toEqual([401, 'token-revoked']);
});

test('the issuer’s tokens are revoked at the issuer, where its configuration says: none can be exchanged after that', async () => {
  const configuration = await fetch(`${sandbox.citizensIss}/.well-known/smart-configuration`);
  const { revocation_endpoint } = (await configuration.json()) as { revocation_endpoint: string };
  expect(revocation_endpoint).toBe(`${issuerOf(sandbox)}/oauth/revoke`);
  const { access_token } = await citizen();
  const body = new URLSearchParams({ token: access_token, client_id: 'hjemmekurve-innbygger' });
  expect((await fetch(revocation_endpoint, { method: 'POST', body })).status).toBe(200);
  const { body: answer } = await requestToken(
    { url: origins()[0] ?? '' },
    exchangeForm(sandbox.citizensIss, { subject_token: access_token }),
  );
  expect(answer.reason).toBe('token-inactive');
});

describe('what a citizen takes back at the issuer', () => {
  test('ends the app’s token at the facade with the next request, at every replica', async () => {
    const app = await launch(sandbox, { person: 'frail' });
    const token = await exchange(app.access_token);
    for (const at of [0, 1]) expect(await look(token, at)).toEqual([200, undefined]);
    await fetch(`${issuerOf(sandbox)}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: app.refresh_token ?? '', client_id: 'helseapp-eksempel' }),
    });
    for (const at of [1, 0]) expect(await look(token, at)).toEqual([401, 'token-revoked']);
  });
});

describe('what is not ended', () => {
  test.each(['x', 'eyJhbGciOiJkaXIifQ..a.b.c'])('%s is no token: nothing is said of that', async (token) => {
    expect(await revoke({ token })).toMatchObject({ status: 200, text: '' });
  });

  test('the issuer’s own token is none of the facade’s', async () => {
    const { access_token } = await citizen();
    expect((await revoke({ token: access_token })).status).toBe(200);
    expect(await look(await exchange(access_token), 0)).toEqual([200, undefined]);
  });

  test('without a token, of another client, of a source, or by GET', async () => {
    expect(await revoke({})).toMatchObject({ status: 400, reason: 'token-missing' });
    const token = await exchange((await citizen()).access_token);
    const foreign = await revoke({ token, client_id: 'helseapp-eksempel' });
    expect(foreign).toMatchObject({ status: 400, reason: 'token-foreign-client' });
    expect(await look(token, 1)).toEqual([200, undefined]);
    const get = await fetch(`${origins()[0]}/oauth/revoke?token=${token}`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await look(token, 1)).toEqual([200, undefined]);
  });

  test('when the database is away: it is told, and nobody is let in', async () => {
    const token = await exchange((await citizen()).access_token);
    await database.pool.query('alter table ended_session rename to away');
    try {
      expect(await revoke({ token })).toMatchObject({ status: 503, reason: 'sessions-unavailable' });
      expect(await look(token, 1)).toEqual([503, 'sessions-unavailable']);
    } finally {
      await database.pool.query('alter table away rename to ended_session');
    }
    expect(await look(token, 1)).toEqual([200, undefined]);
  });
});

test('the table holds digests until the issuer’s token has ended, and no longer', async () => {
  const { access_token } = await citizen();
  const token = await exchange(access_token);
  await database.pool.query('delete from ended_session');
  await revoke({ token });
  const { rows } = await database.pool.query<{ id: string; until: Date }>(
    'select id, until from ended_session',
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.id).toMatch(/^[\w-]{43}$/);
  expect(access_token + token).not.toContain(rows[0]?.id);
  const lasts = Number(rows[0]?.until) - Date.now();
  expect(lasts).toBeGreaterThan(600_000);
  expect(lasts).toBeLessThanOrEqual(3_600_000);
  await database.pool.query(`update ended_session set until = now() - interval '2 minutes'`);
  await revoke({ token: await exchange((await citizen()).access_token) });
  const left = await database.pool.query('select id from ended_session where id = $1', [rows[0]?.id]);
  expect(left.rowCount).toBe(0);
});
