import type { Request, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import { authorizationOf } from './authorization-header.ts';
import type { Client } from './clients.ts';
import { readForm, required } from './form.ts';
import type { Form } from './form.ts';
import { OAuthError } from './oauth-error.ts';
import { verifierMatches } from './pkce.ts';
import { coversScopes, intersectScopes, parseResourceScope, splitScope } from './scopes.ts';
import { accessLifetime, accessMembers, codeResponse, refreshMember } from './token-response.ts';
import { isAlive } from './tokens.ts';

type GrantType = (core: IssuerCore, form: Form, client: Client) => object | Promise<object>;

/** SMART 2.2 "Backend Services": at most five minutes. */
const backendLifetime = 300;

const grantTypes: Record<string, GrantType> = {
  authorization_code: redeemCode,
  refresh_token: refresh,
  client_credentials: issueBackendToken,
};

export const supportedGrantTypes = Object.keys(grantTypes);

const invalidGrant = (description: string) => new OAuthError('invalid_grant', description);

function redeemCode(core: IssuerCore, form: Form, client: Client): Promise<object> {
  const code = core.tokens.findCode(required(form, 'code'));
  if (!code || code.authorization.clientId !== client.id) {
    throw invalidGrant('The code is unknown or was issued to another client.');
  }
  const { authorization } = code;
  if (code.used) {
    authorization.revoked = true;
    throw invalidGrant('The code was used before; the tokens it gave are revoked.');
  }
  if (code.usableUntil <= core.now()) throw invalidGrant('The code has expired.');
  if (form['redirect_uri'] !== code.redirectUri)
    throw invalidGrant('redirect_uri is not that of the authorization.');
  if (!verifierMatches(form['code_verifier'] ?? '', code.codeChallenge)) {
    throw invalidGrant('code_verifier does not belong to the code_challenge.');
  }
  if (!authorization.context || !isAlive(authorization)) throw invalidGrant('The EHR session is over.');
  code.used = true;
  return codeResponse(core, client, authorization, authorization.context);
}

function refresh(core: IssuerCore, form: Form, client: Client): object {
  const token = core.tokens.findRefresh(required(form, 'refresh_token'));
  if (!token || token.authorization.clientId !== client.id) {
    throw invalidGrant('The refresh token is unknown, expired or another client’s.');
  }
  const { authorization } = token;
  if (token.used) {
    authorization.revoked = true;
    throw invalidGrant('The refresh token was used before; all tokens of this launch are revoked.');
  }
  if (!authorization.context || !isAlive(authorization)) {
    throw invalidGrant('The refresh token is revoked, or the EHR session is over.');
  }
  const scopes = form['scope'] === undefined ? authorization.scopes : splitScope(form['scope']);
  if (!coversScopes(authorization.scopes, scopes)) {
    throw new OAuthError('invalid_scope', 'scope goes beyond what was granted at launch.');
  }
  token.used = true;
  return {
    ...accessMembers(core, authorization, scopes, accessLifetime(authorization.context)),
    ...refreshMember(core, authorization),
  };
}

function issueBackendToken(core: IssuerCore, form: Form, client: Client): object {
  const asked = splitScope(required(form, 'scope')).filter(
    (scope) => parseResourceScope(scope)?.level === 'system',
  );
  const scopes = intersectScopes(asked, client.scope.split(' '));
  if (scopes.length === 0) {
    throw new OAuthError('invalid_scope', `None of the scopes can be granted; registered: ${client.scope}.`);
  }
  return accessMembers(core, { clientId: client.id, scopes, revoked: false }, scopes, backendLifetime);
}

function mayUse(client: Client, grantType: string): boolean {
  const registered = grantType === 'refresh_token' ? 'authorization_code' : grantType;
  return client.grantTypes.some((one) => one === registered);
}

/** The token endpoint: form in, JSON out, nothing cached. */
export function tokenRoute(core: IssuerCore): ServerRoute {
  return {
    method: 'POST',
    path: '/oauth/token',
    options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
    handler: async (request: Request) => {
      const form = readForm(request.payload);
      const name = required(form, 'grant_type');
      const grantType = Object.hasOwn(grantTypes, name) ? grantTypes[name] : undefined;
      if (!grantType)
        throw new OAuthError('unsupported_grant_type', `grant_type ${supportedGrantTypes.join(', ')}.`);
      const client = await core.authenticate(form, authorizationOf(request));
      if (!mayUse(client, name)) {
        throw new OAuthError(
          'unauthorized_client',
          `The client is not registered for the grant type ${name}.`,
        );
      }
      return grantType(core, form, client);
    },
  };
}
