import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startClient } from './clinician.ts';
import type { Facade } from './clinician.ts';
import { send, startStandInHelseid, status } from './stand-in-helseid.ts';
import type { StandInHelseid } from './stand-in-helseid.ts';

let helseid: StandInHelseid;
let facade: Facade;
beforeAll(async () => {
  helseid = await startStandInHelseid();
});
afterAll(() => helseid.stop());
beforeEach(() => {
  helseid.reset();
  helseid.answer('/api', (request, response) => send(response, 200, { token: request.authorization }));
  facade = startClient(helseid);
});
afterEach(() => facade.close());

const municipality = { orgnr: '958935420', name: 'Oslo' };
const hospital = { orgnr: '313392147', name: 'Sykehuset' };
const asked = () => helseid.at('/connect/token');
const deliver = async (source = municipality) => {
  const fetchAsSource = await facade.access.asSource(source);
  const response = await fetchAsSource(new URL(`${helseid.issuer}/api`), {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: '{}',
    signal: AbortSignal.timeout(5000),
  });
  return ((await response.json()) as { token: string }).token;
};

test('a token is for one organisation, without attestation, kept until shortly before its end', async () => {
  expect([await deliver(), await deliver(hospital), await deliver()]).toEqual([
    'DPoP access-1',
    'DPoP access-2',
    'DPoP access-1',
  ]);
  expect(asked().map(({ form }) => [form.grant_type, form.scope, form.resource])).toEqual(
    Array(2).fill(['client_credentials', 'nhn:pmd/write', 'nhn:pmd']),
  );
  const details = asked().map(({ assertion }) => JSON.stringify(assertion?.payload.assertion_details));
  expect(details[0]).toContain('NO:ORGNR:958935420');
  expect(details[1]).toContain('NO:ORGNR:313392147');
  expect(details.join()).not.toContain('tillitsrammeverk');
  expect(asked()[0]?.proof?.header.jwk).not.toEqual(asked()[1]?.proof?.header.jwk);
  facade.clock.now += 289_999;
  expect(await deliver()).toBe('DPoP access-1');
  facade.clock.now += 1;
  expect(await deliver()).toBe('DPoP access-3');
});

test('50 deliveries at once ask for one token', async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, () => deliver()));
  expect(new Set(tokens).size).toBe(1);
  expect(asked()).toHaveLength(1);
});

test('a failure is not kept', async () => {
  helseid.answer('/connect/token', status(503));
  await expect(facade.access.asSource(municipality)).rejects.toMatchObject({
    status: 503,
    reason: 'national-login-unavailable',
  });
  helseid.reset();
  await expect(facade.access.asSource(municipality)).resolves.toBeTypeOf('function');
});

test('a Bearer token, which anybody could use, is not used', async () => {
  helseid.grants({ token_type: 'Bearer' });
  await expect(facade.access.asSource(municipality)).rejects.toMatchObject({
    status: 503,
    reason: 'national-login-unavailable',
  });
  helseid.reset();
  await expect(facade.access.asSource(municipality)).resolves.toBeTypeOf('function');
});

test('an organisation that HelseID refuses is 403', async () => {
  helseid.answer('/connect/token', status(400, { error: 'access_denied' }));
  await expect(facade.access.asSource(municipality)).rejects.toMatchObject({
    status: 403,
    reason: 'national-access-refused',
  });
});

test('a single-tenant client delivers for nobody else, and asks nothing', async () => {
  const single = startClient(helseid, {
    organization: { tenant: hospital.orgnr, parents: new Map() },
  });
  await expect(single.access.asSource(municipality)).rejects.toMatchObject({
    status: 403,
    reason: 'national-organization-foreign',
  });
  expect(helseid.requests).toEqual([]);
  await expect(single.access.asSource(hospital)).resolves.toBeTypeOf('function');
  expect(asked()[0]?.assertion?.payload).not.toHaveProperty('assertion_details');
  single.close();
});
