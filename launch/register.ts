import type { JWK } from 'jose';
import type { Source } from './ehr/records.ts';

const appScope = [
  'launch openid fhirUser patient/Patient.r patient/Observation.rs patient/Encounter.r',
  'user/Practitioner.r user/PractitionerRole.rs user/Organization.r',
].join(' ');

/** What the facade needs to know of the sandbox: the EHR whose tokens it takes, and the sources that may deliver. */
export function sandboxRegister(iss: string, facadeKey: JWK, sources: readonly Source[]): object {
  return {
    ehrs: [
      {
        iss,
        name: 'Sandkasse-EPJ',
        clients: ['hjemmekurve'],
        introspection: {
          client_id: 'hjemmekurve-facade',
          private_jwk: facadeKey,
          scope: 'system/Organization.rs',
        },
        scope: appScope,
      },
    ],
    sources: sources.map(({ orgnr, name, client_id, public_jwk }) => ({
      orgnr,
      name,
      client_id,
      jwks: { keys: [public_jwk] },
    })),
    origins: [],
  };
}
