import type { Plugin } from '@hapi/hapi';
import type { EndedSessions } from '../access/ended-sessions.ts';
import type { FacadeTokens } from '../access/facade-token.ts';
import { OAuthError } from '../access/oauth-error.ts';
import { readTokenForm } from '../access/token-form.ts';
import { FhirError } from '../errors.ts';

interface RevokeOptions {
  tokens: FacadeTokens;
  endedSessions: EndedSessions;
}

/**
 * POST /oauth/revoke (RFC 7009): whoever holds a token of a clinician or a citizen ends it, and every other token of the same login,
 * at every facade. What is no valid token is answered as if it had been ended (§2.2).
 */
export const revoke: Plugin<RevokeOptions> = {
  name: 'revoke',
  register(server, { tokens, endedSessions }) {
    server.route({
      method: 'POST',
      path: '/oauth/revoke',
      options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 64 * 1024 } },
      async handler(request, h) {
        const { token, client_id } = readTokenForm(request.payload);
        if (!token) throw new OAuthError('token-missing', 'token is required');
        const grant = await tokens.verify(token);
        if (typeof grant !== 'string') {
          if (grant.kind === 'source') throw unsupported();
          if ((client_id ?? grant.clientId) !== grant.clientId) throw foreign();
          await endedSessions.end(grant.session).catch(asOAuthError);
        }
        return h.response('').code(200).header('Cache-Control', 'no-store').header('Pragma', 'no-cache');
      },
    });
  },
};

function unsupported(): OAuthError {
  return new OAuthError(
    'token-type-unsupported',
    'The token of a source cannot be revoked: it lives for 300 s',
  );
}

function foreign(): OAuthError {
  return new OAuthError('token-foreign-client', 'token was issued to another client');
}

function asOAuthError(error: unknown): never {
  if (!(error instanceof FhirError)) throw error;
  throw new OAuthError('sessions-unavailable', error.message, error);
}
