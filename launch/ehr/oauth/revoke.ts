import type { Request, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import { authorizationOf } from './authorization-header.ts';
import { readForm, required } from './form.ts';

/** Revocation (RFC 7009). A refresh token takes its whole launch with it; what is not the client's own is left alone. */
export function revokeRoute(core: IssuerCore): ServerRoute {
  return {
    method: 'POST',
    path: '/oauth/revoke',
    options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
    handler: async (request: Request, h) => {
      const form = readForm(request.payload);
      const client = await core.authenticate(form, authorizationOf(request));
      const token = required(form, 'token');
      const refresh = core.tokens.findRefresh(token);
      if (refresh?.authorization.clientId === client.id) refresh.authorization.revoked = true;
      if (core.tokens.findAccess(token)?.authorization.clientId === client.id)
        core.tokens.revokeAccess(token);
      return h.response().code(200);
    },
  };
}
