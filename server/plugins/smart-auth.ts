import type { Plugin } from '@hapi/hapi';
import type { EndedSessions } from '../access/ended-sessions.ts';
import type { FacadeTokens, TokenFault } from '../access/facade-token.ts';
import type { Grant } from '../access/grant.ts';
import type { StandingConsent } from '../access/standing-consent.ts';
import { FhirError } from '../errors.ts';

declare module '@hapi/hapi' {
  interface AuthCredentials {
    /** What the facade token stands for. */
    grant: Grant;
  }
}

interface SmartAuthOptions {
  tokens: FacadeTokens;
  endedSessions: EndedSessions;
  standingConsent: StandingConsent;
}

type Fault = TokenFault | 'token-missing' | 'token-revoked';

const faults: Record<Fault, string> = {
  'token-missing': 'A facade token is required: Authorization: Bearer …, from POST /oauth/token',
  'token-invalid': 'The bearer token was not issued by this facade for this address',
  'token-expired': 'The facade token has expired; exchange the token of the EHR again',
  'token-revoked': 'The login that the facade token came from has been ended',
};

/**
 * Auth scheme `facade-token` and strategy of the same name: the only way to data. An EHR's token is never accepted, nor one of a
 * login that was ended, or of a citizen's whose consent was taken back at their issuer: both are asked anew each time.
 */
export const smartAuth: Plugin<SmartAuthOptions> = {
  name: 'smart-auth',
  register(server, options) {
    server.auth.scheme('facade-token', () => ({
      async authenticate(request, h) {
        const grant = await verifyHeader(String(request.headers.authorization ?? ''), options);
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
  { tokens, endedSessions, standingConsent }: SmartAuthOptions,
): Promise<Grant | Fault> {
  if (!header) return 'token-missing';
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (!token) return 'token-invalid';
  const grant = await tokens.verify(token);
  if (typeof grant === 'string' || grant.kind === 'source') return grant;
  const holds = async () => grant.kind === 'clinician' || (await standingConsent(grant));
  const [isEnded, stands] = await Promise.all([endedSessions.has(grant.session.id), holds()]);
  return isEnded || !stands ? 'token-revoked' : grant;
}
