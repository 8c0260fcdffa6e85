import type { Client } from '../ehr/oauth/clients.ts';

export const citizensScopes = [
  'launch/patient openid fhirUser profile offline_access',
  'patient/Observation.rs patient/AuditEvent.rs patient/Consent.cruds patient/EpisodeOfCare.s',
].join(' ');

/** What the page asks for: a browser keeps no access for later. */
export const ownScopes = citizensScopes.replace(' offline_access', '');

/** The citizen page of Hjemmekurve. Its addresses are added once they are known. */
export function ownApp(): Client {
  return {
    id: 'hjemmekurve-innbygger',
    name: 'Hjemmekurve',
    authentication: { method: 'none' },
    grantTypes: ['authorization_code'],
    redirectUris: [],
    launchUris: [],
    scope: citizensScopes,
  };
}

/** An app of somebody else's, for anybody to be: it runs on the own machine, on any port, and the citizen is asked. */
export function thirdPartyApp(): Client {
  return {
    id: 'helseapp-eksempel',
    name: 'Helseapp (eksempel)',
    authentication: { method: 'none' },
    grantTypes: ['authorization_code'],
    redirectUris: ['http://127.0.0.1/callback'],
    anyLoopbackPort: true,
    launchUris: [],
    scope: citizensScopes,
    asksConsent: true,
  };
}
