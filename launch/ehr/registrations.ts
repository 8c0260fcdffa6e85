import type { JWK } from 'jose';
import { publicJwk } from './keys.ts';
import type { Client } from './oauth/clients.ts';

const appScope = [
  'launch launch/patient openid fhirUser profile online_access offline_access',
  'patient/Patient.rs patient/Observation.rs patient/Encounter.rs patient/ServiceRequest.crus',
  'patient/DocumentReference.crs',
  'user/Practitioner.rs user/PractitionerRole.rs user/Organization.rs',
].join(' ');

/** The app that this sandbox exists for. Its addresses are added once they are known. */
export function appClient(): Client {
  return {
    id: 'hjemmekurve',
    name: 'Hjemmekurve',
    authentication: { method: 'none' },
    grantTypes: ['authorization_code'],
    redirectUris: [],
    launchUris: [],
    scope: appScope,
  };
}

/** The facade's own client: introspects every client's tokens, and reads nothing on its own behalf but organisations. */
export function facadeClient(key: JWK): Client {
  return {
    id: 'hjemmekurve-facade',
    name: 'Hjemmekurve, tjenesten bak appen',
    authentication: { method: 'private_key_jwt', jwks: { keys: [publicJwk(key)] } },
    grantTypes: ['client_credentials'],
    redirectUris: [],
    launchUris: [],
    scope: 'system/Organization.rs system/PractitionerRole.rs',
    introspects: true,
  };
}
