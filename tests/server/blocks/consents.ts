import type { Block } from '../../../server/blocks/blocks.ts';
import type { PatientInContext } from '../../../server/observation/same-patient.ts';

export const hpr = 'urn:oid:2.16.578.1.12.4.1.4.4';
export const orgnr = 'urn:oid:2.16.578.1.12.4.1.4.101';

export const context: PatientInContext = {
  iss: 'https://ehr.example/fhir',
  patient: 'pat-1',
  person: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '13717404089' },
};

const ircp = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }];

export const practitioner = { identifier: { system: hpr, value: '9999999' }, display: 'Åse Fjellsjø' };

export function actor(reference: object): object {
  return { role: { coding: ircp }, reference };
}

/** A Consent as an app sends it, written out: `changes` replaces members, undefined removes them. */
export function sentConsent(
  changes: Record<string, unknown> = {},
  provision: Record<string, unknown> = {},
): object {
  const consent = {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    },
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'INFA' }] }],
    patient: { reference: 'Patient/pat-1' },
    policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
    provision: { type: 'deny', actor: [actor(practitioner)], ...provision },
    ...changes,
  };
  return JSON.parse(JSON.stringify(consent)) as object;
}

export const someBlock: Block = {
  id: '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a',
  version: 3,
  blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
  from: Date.parse('2026-03-01T08:00:00Z'),
  status: 'active',
  madeBy: { relation: 'self', name: 'Vakker Blomst' },
  lastUpdated: Date.parse('2026-03-01T08:00:00.123Z'),
};
