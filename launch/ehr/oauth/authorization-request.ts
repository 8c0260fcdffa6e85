import type { IssuerCore } from '../issuer-core.ts';
import { isRedirectUri } from './clients.ts';
import type { Client } from './clients.ts';
import { required } from './form.ts';
import type { Form } from './form.ts';
import type { LaunchContext } from './launch-context.ts';
import { OAuthError } from './oauth-error.ts';
import { isCodeChallenge } from './pkce.ts';
import { parseResourceScope, splitScope } from './scopes.ts';

/** Who asks, and where the answer may go. Throws when that is in doubt: then nothing may be redirected (RFC 6749 §4.1.2.1). */
export function findReturnAddress(core: IssuerCore, form: Form): { client: Client; redirectUri: string } {
  const client = core.clients.find(required(form, 'client_id'));
  if (!client?.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'The client_id is not that of a registered app.');
  }
  const redirectUri = required(form, 'redirect_uri');
  if (!isRedirectUri(client, redirectUri)) {
    throw new OAuthError(
      'invalid_request',
      'The redirect_uri is not one of those the app is registered with.',
    );
  }
  return { client, redirectUri };
}

/** A request that keeps every rule of SMART App Launch 2.2, EHR launch or standalone. */
export interface AuthorizationRequest {
  client: Client;
  redirectUri: string;
  state: string;
  scopes: string[];
  codeChallenge: string;
  nonce?: string;
  /** Absent in a standalone launch, where the user is asked. */
  launch?: { id: string; context: LaunchContext };
}

/** `launch/patient`, or any patient-level scope: granting one obliges the issuer to set a patient (SMART 2.2). */
export function asksForPatient({ scopes }: AuthorizationRequest): boolean {
  return scopes.some((scope) => scope === 'launch/patient' || parseResourceScope(scope)?.level === 'patient');
}

/** Throws an `OAuthError` that names parameter and rule; it goes back to the app's redirect_uri. */
export function readAuthorizationRequest(
  core: IssuerCore,
  form: Form,
  client: Client,
  redirectUri: string,
): AuthorizationRequest {
  if (required(form, 'response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code.');
  }
  const state = required(form, 'state');
  if (required(form, 'aud') !== core.iss) {
    throw new OAuthError('invalid_request', `aud must be the FHIR server of this EHR, ${core.iss}.`);
  }
  const codeChallenge = required(form, 'code_challenge');
  if (form['code_challenge_method'] !== 'S256') {
    throw new OAuthError('invalid_request', 'code_challenge_method must be S256.');
  }
  if (!isCodeChallenge(codeChallenge)) {
    throw new OAuthError('invalid_request', 'code_challenge must be 43 characters of base64url (RFC 7636).');
  }
  const scopes = splitScope(form['scope'] ?? '');
  if (scopes.length === 0) throw new OAuthError('invalid_scope', 'The parameter scope is missing.');
  const launch = readLaunch(core, form['launch'], scopes);
  const nonce = form['nonce'];
  return {
    client,
    redirectUri,
    state,
    scopes,
    codeChallenge,
    ...(nonce && { nonce }),
    ...(launch && { launch }),
  };
}

function readLaunch(core: IssuerCore, id: string | undefined, scopes: readonly string[]) {
  if (scopes.includes('launch') !== (id !== undefined)) {
    throw new OAuthError('invalid_request', 'The parameter launch and the scope launch belong together.');
  }
  if (id === undefined) return undefined;
  const context = core.launches.peek(id);
  if (!context) throw new OAuthError('invalid_request', 'The launch is unknown, expired or already used.');
  return { id, context };
}
