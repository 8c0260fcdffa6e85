import type { JWK } from 'jose';
import { ownScopes } from './citizens/clients.ts';

const appScope = [
  'launch openid fhirUser patient/Patient.r patient/Observation.rs patient/Encounter.r',
  'patient/ServiceRequest.crus patient/DocumentReference.crs',
  'user/Practitioner.r user/PractitionerRole.rs user/Organization.r',
].join(' ');

/** What the facade needs to know of the sandbox: the issuers whose tokens it takes, as one backend client of both. */
export function sandboxRegister(iss: string, facadeKey: JWK, citizensIss?: string): object {
  const introspection = {
    client_id: 'hjemmekurve-facade',
    private_jwk: facadeKey,
    scope: 'system/Organization.rs',
  };
  const ehr = { iss, name: 'Sandkasse-EPJ', clients: ['hjemmekurve'], introspection, scope: appScope };
  const citizens = {
    iss: citizensIss,
    name: 'Sandkasse-Helsenorge',
    users: 'citizens',
    clients: ['hjemmekurve-innbygger', 'helseapp-eksempel'],
    introspection,
    scope: ownScopes,
  };
  return { ehrs: citizensIss === undefined ? [ehr] : [ehr, citizens], origins: [] };
}
