import type { Ehr } from '../ehr/ehr.ts';
import { EhrError } from '../ehr/ehr-error.ts';
import { FhirError } from '../errors.ts';
import type { CitizenGrant } from './grant.ts';
import { formatScopes, intersectScopes, parseScopes } from './scope.ts';

/**
 * Whether the citizen's issuer still vouches for what a token stands for: its token is active, and covers these scopes. Asked at
 * each request, and nothing is kept of the answer.
 * @throws {FhirError} 503 `introspection-unavailable`, and then nobody is let in
 */
export type StandingConsent = (grant: CitizenGrant) => Promise<boolean>;

export function createStandingConsent(ehrs: ReadonlyMap<string, Ehr>): StandingConsent {
  return async ({ iss, issuerToken, scopes }) => {
    // What was not exchanged from an issuer's token has no consent that could be taken back.
    if (issuerToken === undefined) return true;
    const ehr = ehrs.get(iss);
    if (!ehr) return false;
    try {
      const subject = await ehr.verify(issuerToken, await ehr.discover());
      return subject !== undefined && covers(subject.scope, scopes);
    } catch (error) {
      throw error instanceof EhrError ? unavailable(error) : error;
    }
  };
}

function covers(held: string, scopes: readonly string[]): boolean {
  const left = formatScopes(intersectScopes(parseScopes(scopes), parseScopes(held)));
  return scopes.every((scope) => left.includes(scope));
}

function unavailable(cause: EhrError): FhirError {
  return new FhirError(503, 'transient', 'The login service does not say whether the token still holds', {
    reason: 'introspection-unavailable',
    retryAfter: 5,
    cause,
  });
}
