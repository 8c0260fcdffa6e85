import { createHash, randomBytes } from 'node:crypto';
import { patients } from '#fixtures/patients.ts';
import { practitioners } from '#fixtures/practitioners.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import { parseRegister } from '../../../server/register.ts';
import { fixtureRecords } from '../../../launch/ehr/fixture-records.ts';
import { generateKeys } from '../../../launch/ehr/keys.ts';
import { createEhr } from '../../../launch/ehr/server.ts';
import type { Ehr } from '../../../launch/ehr/server.ts';
import { sandboxRegister } from '../../../launch/register.ts';
import { exchangeForm, requestToken, startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';

let ehr: Ehr;
let facade: TestFacade;
let ahead = 0;

beforeAll(async () => {
  const keys = await generateKeys();
  ehr = await createEhr({
    port: 0,
    keys,
    records: fixtureRecords(Date.now()),
    now: () => Date.now() + ahead,
  });
  facade = await startFacade(parseRegister(JSON.stringify(sandboxRegister(ehr.iss, keys.facade))));
  ehr.registerApp(facade.url);
});
afterAll(async () => {
  await facade.stop();
  await ehr.stop();
});

/** Launches, authorizes with PKCE and redeems the code: what the app does, without a browser. */
async function launch(what: object, scope?: string): Promise<{ access_token: string; patient?: string }> {
  const launched = await fetch(`${ehr.url}/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });
  const { launch: id, iss } = (await launched.json()) as { launch: string; iss: string };
  const { issuers } = (await (await fetch(`${facade.url}/app.json`)).json()) as {
    issuers: { scope: string }[];
  };
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'hjemmekurve',
    redirect_uri: `${facade.url}/`,
    scope: scope ?? String(issuers[0]?.scope),
    state: randomBytes(16).toString('base64url'),
    aud: iss,
    launch: id,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const discovery = (await (await fetch(`${iss}/.well-known/smart-configuration`)).json()) as Record<
    string,
    string
  >;
  const redirect = await fetch(`${discovery.authorization_endpoint}?${query}`, { redirect: 'manual' });
  const code = new URL(redirect.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: `${facade.url}/`,
    client_id: 'hjemmekurve',
    code_verifier: verifier,
  });
  const answer = await fetch(String(discovery.token_endpoint), { method: 'POST', body });
  return (await answer.json()) as { access_token: string; patient?: string };
}

const exchange = (token: string) => requestToken(facade, exchangeForm(ehr.iss, { subject_token: token }));

describe('every patient of the sandbox', () => {
  const national = /\.4\.[12]$/;
  test.each(patients.map(({ id, resource }) => ({ id, resource })))('$id', async ({ id, resource }) => {
    const { access_token } = await launch({ patient: id, practitioner: 'gp' });
    const { status, body } = await exchange(access_token);
    if (!resource.identifier?.some(({ system }) => national.test(system ?? ''))) {
      expect([status, body.reason]).toEqual([400, 'patient-without-national-id']);
      return;
    }
    expect([status, body.reason]).toEqual([200, undefined]);
    const tokens = createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey });
    expect(await tokens.verify(String(body.access_token))).toMatchObject({
      kind: 'clinician',
      patient: id,
      person: { value: expect.stringMatching(identifiersOf(resource)) },
      practitioner: { id: 'gp', hpr: '222210011', name: 'Åse Fjellsjø' },
      organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
    });
  });
});

function identifiersOf({ identifier = [] }: fhir4.Patient): RegExp {
  return new RegExp(`^(${identifier.map(({ value }) => value).join('|')})$`);
}

describe('every practitioner of the sandbox', () => {
  test.each(practitioners.map(({ id, resource }) => ({ id, resource })))('$id', async ({ id, resource }) => {
    const { access_token } = await launch({ practitioner: id });
    const { body } = await exchange(access_token);
    const hpr = resource.identifier?.some(({ system }) => system?.endsWith('.4.4'));
    expect(body.reason).toBe(hpr ? undefined : 'practitioner-without-hpr');
  });
});

test.each([
  ['introspection-down', 503, 'introspection-unavailable'],
  ['introspection-slow', 503, 'introspection-unavailable'],
  ['narrowed-scope', 400, 'scope-insufficient'],
  ['no-patient', 400, 'patient-missing'],
  ['patient-without-national-id', 400, 'patient-without-national-id'],
  ['practitioner-without-hpr', 400, 'practitioner-without-hpr'],
])('the fault %s is refused with %i %s', async (fault, status, reason) => {
  const { access_token } = await launch({ faults: [fault] });
  const answer = await exchange(access_token);
  expect([answer.status, answer.body.reason]).toEqual([status, reason]);
});

test('a token that is about to end gives one that ends with it; afterwards none', async () => {
  const { access_token } = await launch({ tokenLifetime: 60 });
  const { body } = await exchange(access_token);
  expect(body.expires_in).toBeLessThanOrEqual(60);
  ahead = 61_000;
  const late = await exchange(access_token);
  ahead = 0;
  expect([late.status, late.body.reason]).toEqual([400, 'token-inactive']);
});

test('without fhirUser among the scopes there is no practitioner', async () => {
  const { access_token } = await launch({}, 'launch openid patient/Patient.r patient/Observation.rs');
  expect((await exchange(access_token)).body.reason).toBe('practitioner-missing');
});

test('without the right to read the patient, the patient is unreadable', async () => {
  const { access_token } = await launch(
    {},
    'launch openid fhirUser patient/Observation.rs user/Practitioner.r',
  );
  expect((await exchange(access_token)).body.reason).toBe('patient-unreadable');
});

test('junk is not a token', async () => {
  expect((await exchange('junk')).body.reason).toBe('token-inactive');
});

test('the token of the EHR is not accepted where data are', async () => {
  const { access_token } = await launch({});
  const response = await fetch(`${facade.url}/fhir/Observation`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const outcome = (await response.json()) as fhir4.OperationOutcome;
  expect([response.status, outcome.issue[0]?.details?.coding?.[0]?.code]).toEqual([401, 'token-invalid']);
});
