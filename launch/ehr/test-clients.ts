import type { ServerRoute } from '@hapi/hapi';
import type { JWK } from 'jose';
import { publicJwk } from './keys.ts';
import type { Client } from './oauth/clients.ts';
import { html } from './pages/html.ts';
import { sendPage } from './pages/send-page.ts';

const scope = [
  'launch launch/patient openid fhirUser profile online_access offline_access',
  'patient/Patient.rs patient/Encounter.rs patient/Condition.rs patient/Observation.rs',
  'patient/DocumentReference.crs',
  'user/Patient.rs user/Practitioner.rs user/PractitionerRole.rs user/Organization.rs',
].join(' ');

/**
 * One client of each kind, for programs that test the EHR. Their credentials stand in `/options`: made for the sandbox,
 * useless elsewhere.
 */
export function testClients(url: string, key: JWK): Client[] {
  const secret = 'sandbox-only';
  const shared = {
    grantTypes: ['authorization_code'] as const,
    redirectUris: [`${url}/callback`],
    launchUris: [],
    scope,
  };
  return [
    {
      ...shared,
      id: 'sandbox-public',
      name: 'Testklient uten hemmelighet',
      authentication: { method: 'none' },
    },
    {
      ...shared,
      id: 'sandbox-symmetric',
      name: 'Testklient med delt hemmelighet',
      authentication: { method: 'client_secret_basic', secret },
      published: { client_secret: secret },
    },
    {
      ...shared,
      id: 'sandbox-asymmetric',
      name: 'Testklient med nøkkelpar',
      authentication: { method: 'private_key_jwt', jwks: { keys: [publicJwk(key)] } },
      published: { private_jwk: key },
    },
  ];
}

/** Where the test clients are redirected to: shows what the EHR answered. */
export const callbackRoute: ServerRoute = {
  method: 'GET',
  path: '/callback',
  handler: ({ url }, h) =>
    sendPage(h, {
      title: 'Svar til testklienten – Sandkasse-EPJ',
      body: html`<main class="narrow">
        <h1 class="ds-heading" data-size="lg">Svar til testklienten</h1>
        <dl>
          ${[...url.searchParams].map(
            ([name, value]) =>
              html`<dt>${name}</dt>
                <dd><code>${value}</code></dd>`,
          )}
        </dl>
      </main>`,
    }),
};
