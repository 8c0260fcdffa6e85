import { documentCreation } from './documents/document-creation.ts';
import type { Documents } from './documents/documents.ts';
import type { Directory } from './directory.ts';
import type { IssuerCore, IssuerProfile } from './issuer-core.ts';

/** What the EHR offers apps. */
export const ehrProfile: IssuerProfile = {
  scopes: [
    'openid',
    'profile',
    'fhirUser',
    'launch',
    'launch/patient',
    'online_access',
    'offline_access',
    ...['Patient', 'Encounter', 'Condition', 'Observation'].flatMap((type) => [
      `patient/${type}.rs`,
      `user/${type}.rs`,
    ]),
    'patient/DocumentReference.crs',
    // Granted for the facade, an associated endpoint: this EHR has none itself.
    'patient/ServiceRequest.crus',
    ...['Practitioner', 'PractitionerRole', 'Organization'].map((type) => `user/${type}.rs`),
    'system/*.rs',
  ],
  capabilities: [
    'launch-ehr',
    'launch-standalone',
    'authorize-post',
    'client-public',
    'client-confidential-symmetric',
    'client-confidential-asymmetric',
    'sso-openid-connect',
    'context-banner',
    'context-style',
    'context-ehr-patient',
    'context-ehr-encounter',
    'context-standalone-patient',
    'permission-online',
    'permission-offline',
    'permission-patient',
    'permission-user',
    'permission-v1',
    'permission-v2',
  ],
};

/** The EHR's records as its FHIR server answers them. */
export function ehrHoldings({ records, roles }: Directory, documents: Documents): IssuerCore['holdings'] {
  return {
    Patient: () => records.patients.map(({ resource }) => resource),
    Practitioner: () => records.practitioners.map(({ resource }) => resource),
    PractitionerRole: roles,
    Organization: () => records.organizations.map(({ resource }) => resource),
    Encounter: () => records.encounters,
    Condition: () => records.conditions,
    Observation: () => records.observations,
    DocumentReference: () => documents.all(),
  };
}

/** What apps may add to the records. */
export function ehrCreations(documents: Documents): IssuerCore['creates'] {
  return { DocumentReference: documentCreation(documents) };
}
