import type { Plugin } from '@hapi/hapi';
import { createSourceAuthentication } from '../access/client-assertion.ts';
import { clientCredentialsGrantType, createClientCredentials } from '../access/client-credentials.ts';
import { createExchange, exchangeGrantType } from '../access/exchange.ts';
import type { FacadeTokens } from '../access/facade-token.ts';
import type { Grant } from '../access/grant.ts';
import { OAuthError } from '../access/oauth-error.ts';
import type { ReplayGuard } from '../access/replay-guard.ts';
import { answerWith } from '../access/token-answer.ts';
import { readTokenForm } from '../access/token-form.ts';
import type { TokenForm } from '../access/token-form.ts';
import type { Ehr } from '../ehr/ehr.ts';
import { tokenRequests } from '../metrics.ts';
import type { Organizations } from '../organizations/organizations.ts';

interface TokenOptions {
  publicUrl: string;
  ehrs: ReadonlyMap<string, Ehr>;
  organizations: Organizations;
  replays: ReplayGuard;
  tokens: FacadeTokens;
}

/** POST /oauth/token: clinicians and citizens exchange their issuer's token, sources authenticate with their key. */
export const token: Plugin<TokenOptions> = {
  name: 'token',
  register(server, { publicUrl, ehrs, organizations, replays, tokens }) {
    const authenticate = createSourceAuthentication(organizations, `${publicUrl}/oauth/token`, replays);
    const grants = new Map<string, (form: TokenForm) => Promise<Grant>>([
      [exchangeGrantType, createExchange(ehrs, publicUrl)],
      [clientCredentialsGrantType, createClientCredentials(authenticate, organizations)],
    ]);
    server.route({
      method: 'POST',
      path: '/oauth/token',
      options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 64 * 1024 } },
      async handler(request, h) {
        const form = readTokenForm(request.payload);
        const grantType = form.grant_type ?? '';
        const grant = grants.get(grantType);
        if (!grant) {
          throw new OAuthError(
            'grant-type-unsupported',
            `grant_type must be one of ${[...grants.keys()].join(', ')}`,
          );
        }
        const count = (outcome: string) => tokenRequests.inc({ grant: grantType, outcome });
        try {
          const answer = await answerWith(tokens, await grant(form));
          count('granted');
          return h.response(answer).header('Cache-Control', 'no-store').header('Pragma', 'no-cache');
        } catch (error) {
          count(error instanceof OAuthError ? error.reason : 'exception');
          throw error;
        }
      },
    });
  },
};
