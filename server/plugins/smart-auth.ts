import type { Plugin } from '@hapi/hapi';
import type { FacadeTokens, TokenFault } from '../access/facade-token.ts';
import type { Grant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';

declare module '@hapi/hapi' {
  interface AuthCredentials {
    /** What the facade token stands for. */
    grant: Grant;
  }
}

const faults: Record<TokenFault | 'token-missing', string> = {
  'token-missing': 'A facade token is required: Authorization: Bearer …, from POST /oauth/token',
  'token-invalid': 'The bearer token was not issued by this facade for this address',
  'token-expired': 'The facade token has expired; exchange the token of the EHR again',
};

/** Auth scheme `facade-token` and strategy of the same name: the only way to data. An EHR's token is never accepted. */
export const smartAuth: Plugin<{ tokens: FacadeTokens }> = {
  name: 'smart-auth',
  register(server, { tokens }) {
    server.auth.scheme('facade-token', () => ({
      async authenticate(request, h) {
        const grant = await verifyHeader(String(request.headers.authorization ?? ''), tokens);
        if (typeof grant !== 'string')
          return h.authenticated({ credentials: { grant, scope: grant.scopes } });
        const code = grant === 'token-expired' ? 'expired' : 'login';
        throw new FhirError(401, code, faults[grant], { reason: grant });
      },
    }));
    server.auth.strategy('facade-token', 'facade-token');
  },
};

async function verifyHeader(
  header: string,
  tokens: FacadeTokens,
): Promise<Grant | TokenFault | 'token-missing'> {
  if (!header) return 'token-missing';
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  return token ? await tokens.verify(token) : 'token-invalid';
}
