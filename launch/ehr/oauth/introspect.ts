import type { Request, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import { authorizationOf, bearerToken } from './authorization-header.ts';
import type { Client } from './clients.ts';
import { readForm, required } from './form.ts';
import type { Form } from './form.ts';
import { OAuthError } from './oauth-error.ts';
import { contextParameters } from './token-response.ts';
import type { AccessToken } from './tokens.ts';

const slowness = 8_000;

/** Who asks: a backend service by bearer token, or by its client assertion. RFC 7662 §2.1 demands one of them. */
async function introspector(
  core: IssuerCore,
  form: Form,
  authorization: string | undefined,
): Promise<Client> {
  const token = bearerToken(authorization);
  const client =
    token === undefined ? await byAssertion(core, form) : core.clients.find(backendOf(core, token) ?? '');
  if (!client)
    throw new OAuthError(
      'invalid_token',
      'The bearer token is not valid here.',
      401,
      'Bearer error="invalid_token"',
    );
  if (!client.introspects)
    throw new OAuthError('unauthorized_client', 'The client may not introspect tokens.', 403);
  return client;
}

function backendOf(core: IssuerCore, token: string): string | undefined {
  const access = core.tokens.findAccess(token);
  return access && !access.authorization.context ? access.authorization.clientId : undefined;
}

function byAssertion(core: IssuerCore, form: Form): Promise<Client> {
  if (form['client_assertion'] === undefined) {
    throw new OAuthError(
      'invalid_client',
      'Introspection needs a bearer token or a client assertion.',
      401,
      'Bearer',
    );
  }
  return core.authenticate(form, undefined);
}

function describe(core: IssuerCore, { authorization, scopes, issuedAt, expiresAt }: AccessToken): object {
  const { context, clientId } = authorization;
  const user = context && scopes.includes('openid') ? context.user : undefined;
  return {
    active: true,
    client_id: clientId,
    scope: scopes.join(' '),
    token_type: 'Bearer',
    aud: core.iss,
    iat: Math.floor(issuedAt / 1000),
    exp: Math.floor(expiresAt / 1000),
    iss: core.iss,
    ...(user !== undefined && { sub: user.subject }),
    ...(user !== undefined && scopes.includes('fhirUser') && { fhirUser: user.fhirUser }),
    ...(context && contextParameters(core, context)),
  };
}

/** Token introspection (RFC 7662) for every access token this EHR issued. Anything else is just not active. */
export function introspectRoute(core: IssuerCore): ServerRoute {
  const release = new Set<() => void>();
  core.onStop(() => release.forEach((letGo) => letGo()));
  const hold = () =>
    new Promise<void>((resolve) => {
      const letGo = () => {
        clearTimeout(timer);
        release.delete(letGo);
        resolve();
      };
      const timer = setTimeout(letGo, slowness);
      release.add(letGo);
    });
  return {
    method: 'POST',
    path: '/oauth/introspect',
    options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
    handler: async (request: Request) => {
      const form = readForm(request.payload);
      await introspector(core, form, authorizationOf(request));
      const access = core.tokens.findAccess(required(form, 'token'));
      const faults = access?.authorization.context?.faults;
      if (faults?.has('introspection-down')) {
        throw new OAuthError('temporarily_unavailable', 'Introspection is down.', 503);
      }
      if (faults?.has('introspection-slow')) await hold();
      return access ? describe(core, access) : { active: false };
    },
  };
}
