import type { JWK } from 'jose';

const appScope = [
  'launch openid fhirUser patient/Patient.r patient/Observation.rs patient/Encounter.r',
  'user/Practitioner.r user/PractitionerRole.rs user/Organization.r',
].join(' ');

/** What the facade needs to know of the sandbox: the EHR whose tokens it takes. */
export function sandboxRegister(iss: string, facadeKey: JWK): object {
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
    origins: [],
  };
}
