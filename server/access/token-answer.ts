import type { FacadeTokens } from './facade-token.ts';
import type { CitizenGrant, Grant } from './grant.ts';

/** A successful answer of the token endpoint (RFC 6749 §5.1, RFC 8693 §2.2.1). */
export interface TokenAnswer {
  access_token: string;
  issued_token_type?: 'urn:ietf:params:oauth:token-type:access_token';
  token_type: 'Bearer';
  /** Whole seconds. */
  expires_in: number;
  scope: string;
  /** Of a citizen's token: by what right its user reads about the patient. */
  relation?: CitizenGrant['actor']['relation'];
}

/** Issues the token of a grant. */
export async function answerWith(tokens: FacadeTokens, grant: Grant): Promise<TokenAnswer> {
  return {
    access_token: await tokens.issue(grant),
    ...(grant.kind !== 'source' && {
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' as const,
    }),
    token_type: 'Bearer',
    expires_in: Math.floor((grant.expires - Date.now()) / 1000),
    scope: grant.scopes.join(' '),
    ...(grant.kind === 'citizen' && { relation: grant.actor.relation }),
  };
}
