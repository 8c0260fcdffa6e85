import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { json, launchTestClient, readFhir } from './support/smart-client.ts';
import type { TokenAnswer } from './support/smart-client.ts';

/** What NAV's validator asks for, in SMART v1 scopes. */
const scope = [
  'openid profile launch fhirUser offline_access',
  'patient/Patient.read patient/Encounter.read patient/Condition.read',
  'user/Practitioner.read user/Organization.read',
].join(' ');
const oid = (last: string) => `urn:oid:2.16.578.1.12.4.1.${last}`;
const profile = (type: string) => `http://hl7.no/fhir/StructureDefinition/no-basis-${type}`;

let sandbox: Sandbox;
let token: TokenAnswer;
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await launchTestClient(sandbox, scope, { patient: 'copd', practitioner: 'hospital-doctor' });
});
afterAll(() => sandbox.stop());

async function read<Resource>(path: string): Promise<Resource> {
  return json<Resource>(await readFhir(sandbox, path, token.access_token));
}
const systems = (resource: { identifier?: fhir4.Identifier[] | undefined }) =>
  (resource.identifier ?? []).map(({ system }) => system);

describe('what NAV’s validators ask of an EHR', () => {
  test('smart-configuration has every member they name', async () => {
    const configuration = await json(await fetch(`${sandbox.iss}/.well-known/smart-configuration`));
    expect(Object.keys(configuration)).toEqual(
      expect.arrayContaining([
        'issuer',
        'jwks_uri',
        'authorization_endpoint',
        'grant_types_supported',
        'token_endpoint',
        'capabilities',
        'code_challenge_methods_supported',
        'scopes_supported',
        'response_types_supported',
        'introspection_endpoint',
        'revocation_endpoint',
        'token_endpoint_auth_methods_supported',
      ]),
    );
    expect(configuration['grant_types_supported']).toContain('refresh_token');
  });

  test('the token answer has what they look for, and no member practitioner', () => {
    expect(token).toMatchObject({
      token_type: 'Bearer',
      scope,
      patient: 'copd',
      encounter: expect.stringMatching(/./),
      id_token: expect.stringMatching(/./),
      refresh_token: expect.stringMatching(/./),
    });
    expect(token['practitioner']).toBeUndefined();
  });

  test('the id_token: iss, aud exactly the client, fhirUser starting with Practitioner/', () => {
    const { iss, aud, fhirUser } = decodeJwt(token.id_token ?? '');
    expect([iss, aud]).toEqual([sandbox.iss, 'sandbox-public']);
    expect(fhirUser).toMatch(/^Practitioner\//);
  });

  test('Patient: profile, fødselsnummer or D-number, names', async () => {
    const patient = await read<fhir4.Patient>(`Patient/${token.patient}`);
    expect(patient.meta?.profile).toContain(profile('Patient'));
    expect(systems(patient).some((system) => system === oid('4.1') || system === oid('4.2'))).toBe(true);
    expect(patient.name?.[0]).toMatchObject({
      family: expect.stringMatching(/./),
      given: [expect.stringMatching(/./)],
    });
  });

  test('Practitioner: profile, HPR number, HER-id', async () => {
    const practitioner = await read<fhir4.Practitioner>(String(decodeJwt(token.id_token ?? '')['fhirUser']));
    expect(practitioner.meta?.profile).toContain(profile('Practitioner'));
    expect(systems(practitioner)).toEqual(expect.arrayContaining([oid('4.4'), oid('2')]));
  });

  test('Encounter: subject, participant, service provider, diagnosis, contact type', async () => {
    const encounter = await read<fhir4.Encounter>(`Encounter/${token.encounter}`);
    expect(encounter).toMatchObject({
      subject: { reference: 'Patient/copd' },
      participant: [{ individual: { reference: 'Practitioner/hospital-doctor' } }],
      serviceProvider: { reference: expect.stringMatching(/^Organization\//) },
      diagnosis: [{ condition: { reference: expect.stringMatching(/^Condition\//) } }],
    });
    expect(encounter.type?.[0]?.coding?.[0]?.system).toBe(oid('1.8432'));
  });

  test('Organization by a plain search: profile, organisation number, HER-id, phone', async () => {
    const bundle = await read<fhir4.Bundle<fhir4.Organization>>('Organization');
    expect(bundle.entry?.length).toBeGreaterThanOrEqual(4);
    for (const { resource } of bundle.entry ?? []) {
      expect(resource?.meta?.profile).toContain(profile('Organization'));
      expect(systems(resource ?? {})).toEqual(expect.arrayContaining([oid('4.101'), oid('2')]));
      expect(resource?.telecom?.some(({ system }) => system === 'phone')).toBe(true);
    }
  });

  test('Condition by encounter: the patient, and a code of ICD-10 or ICPC-2 with display', async () => {
    const bundle = await read<fhir4.Bundle<fhir4.Condition>>(`Condition?encounter=${token.encounter}`);
    const [condition] = (bundle.entry ?? []).map(({ resource }) => resource);
    expect(condition?.subject.reference).toBe('Patient/copd');
    const codings = condition?.code?.coding ?? [];
    expect(codings.some(({ system }) => system === oid('1.7110') || system === oid('1.7170'))).toBe(true);
    for (const { code, display } of codings)
      expect([code, display]).toEqual([expect.any(String), expect.any(String)]);
  });
});
