import { describe, expect, test } from 'vitest';
import { attestation, clinicianDetails, organizationDetails } from '../../../server/helseid/attestation.ts';
import type { AttestationConfig } from '../../../server/helseid/attestation.ts';
import { organizationDetail, speaksFor } from '../../../server/helseid/organization-detail.ts';
import { grantFor, patients } from './clinician.ts';

const grant = grantFor();
const decision = '6f4d3ad6-6d4a-4a1c-8c1b-3f1a2f0f7f11';
const multi = { parents: new Map([['312774100', '313392147']]) };
const none = { parents: new Map<string, string>() };
const config: AttestationConfig = {
  authorization: { code: 'LE', system: 'urn:oid:2.16.578.1.12.4.1.1.9060' },
  healthcareService: { code: 'KX17', system: 'urn:oid:2.16.578.1.12.4.1.1.8663' },
  purposeOfUse: 'TREAT',
  purposeOfUseDetails: { code: 'BEHANDLER', system: 'urn:AuditEventHL7Norway/CodeSystem/carerelation' },
  patientIdentifier: 'omit',
};
const orgnr = (id: string) => ({ id, system: 'urn:oid:2.16.578.1.12.4.1.4.101' });

describe('the attestation', () => {
  test('is that of the trust framework, with the sub-unit as point of care', () => {
    expect(attestation(config, multi, grant, decision)).toEqual({
      type: 'nhn:tillitsrammeverk:parameters',
      practitioner: {
        authorization: { code: 'LE', system: 'urn:oid:2.16.578.1.12.4.1.1.9060' },
        legal_entity: orgnr('313392147'),
        point_of_care: orgnr('312774100'),
      },
      care_relationship: {
        healthcare_service: { code: 'KX17', system: 'urn:oid:2.16.578.1.12.4.1.1.8663' },
        purpose_of_use: { code: 'TREAT', system: 'urn:oid:2.16.840.1.113883.1.11.20448' },
        purpose_of_use_details: {
          code: 'BEHANDLER',
          system: 'urn:AuditEventHL7Norway/CodeSystem/carerelation',
        },
        decision_ref: { id: decision, user_selected: false },
      },
      patients: [{ point_of_care: orgnr('312774100') }],
    });
  });

  test('of an organisation without sub-units has it as legal entity and point of care', () => {
    const { practitioner } = attestation(config, none, grant, decision) as { practitioner: object };
    expect(practitioner).toMatchObject({
      legal_entity: orgnr('312774100'),
      point_of_care: orgnr('312774100'),
    });
  });

  test('leaves out what the configuration does not have', () => {
    const least: AttestationConfig = { purposeOfUse: 'COC', patientIdentifier: 'omit' };
    const text = JSON.stringify(attestation(least, none, grant, decision));
    expect(text).not.toMatch(/authorization|healthcare_service|purpose_of_use_details|undefined/);
    expect(text).toContain('COC');
  });

  test('holds the national number of the patient only when told to', () => {
    expect(JSON.stringify(attestation(config, multi, grant, decision))).not.toContain(patients.a.value);
    const { patients: included } = attestation(
      { ...config, patientIdentifier: 'include' },
      multi,
      grant,
      decision,
    ) as { patients: object[] };
    expect(included).toEqual([
      {
        identifier: { id: patients.a.value, system: patients.a.system },
        point_of_care: orgnr('312774100'),
      },
    ]);
  });

  test('goes with the organisation, in one list, and can be left out', () => {
    const types = (details: object[]) => details.map((detail) => (detail as { type: string }).type);
    expect(types(clinicianDetails({ organization: multi, attestation: config }, grant, decision))).toEqual([
      'helseid_authorization',
      'nhn:tillitsrammeverk:parameters',
    ]);
    expect(types(clinicianDetails({ organization: multi }, grant, decision))).toEqual([
      'helseid_authorization',
    ]);
  });
});

describe('the organisation', () => {
  const identifier = (system: string, value: string) => ({
    type: 'helseid_authorization',
    practitioner_role: { organization: { identifier: { system, type: 'ENH', value } } },
  });
  const parents = multi.parents;
  const tenant = '313392147';

  test.each([
    ['multi-tenant, sub-unit', { parents }, '312774100', 'NO:ORGNR:313392147:312774100'],
    ['multi-tenant, legal entity', { parents }, tenant, 'NO:ORGNR:313392147'],
  ])('%s', (_what, organization, given, value) => {
    expect(organizationDetail(organization, given)).toEqual(identifier('urn:oid:1.0.6523', value));
  });

  test('single-tenant: the sub-unit alone, and nothing for the tenant itself', () => {
    expect(organizationDetail({ parents, tenant }, '312774100')).toEqual(
      identifier('urn:oid:2.16.578.1.12.4.1.4.101', '312774100'),
    );
    expect(organizationDetails({ organization: { parents, tenant } }, tenant)).toEqual([]);
  });

  test.each([
    [{ parents, tenant }, tenant, true],
    [{ parents, tenant }, '312774100', true],
    [{ parents, tenant }, '958935420', false],
    [{ parents: none.parents, tenant }, '312774100', false],
    [{ parents }, '958935420', true],
  ])('a client speaks for its tenant and the sub-units of it (%#)', (organization, given, expected) => {
    expect(speaksFor(organization, given)).toBe(expected);
  });
});
