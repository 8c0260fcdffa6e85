import { FhirError } from '../errors.ts';
import { notEnrolled } from '../organizations/delivering.ts';
import { mayDeliver } from '../organizations/organization.ts';
import type { Organizations } from '../organizations/organizations.ts';
import type { AuthenticateSource } from './client-assertion.ts';
import type { SourceGrant } from './grant.ts';
import { OAuthError } from './oauth-error.ts';
import { allows, parseScopes } from './scope.ts';
import type { TokenForm } from './token-form.ts';

export const clientCredentialsGrantType = 'client_credentials';
/**
 * All that a source may do: deliver Observations, read and search what it has delivered, and end its patients' home follow-up.
 * `system/*` stands for Observation alone: what ends something is asked for by its name.
 */
const offered = [
  { type: 'Observation', letters: ['c', 'r', 's'], byName: false },
  { type: 'EpisodeOfCare', letters: ['u'], byName: true },
] as const;
const lifetime = 300_000;

/**
 * SMART Backend Services for the clients of organisations that are enrolled now and deliver. `scope` is narrowed to
 * what is offered; one with nothing of that is refused.
 * @throws {OAuthError} client-assertion-invalid, scope-insufficient, organization-not-enrolled, register-unavailable
 */
export function createClientCredentials(
  authenticate: AuthenticateSource,
  organizations: Pick<Organizations, 'find'>,
) {
  const grant = async (form: TokenForm): Promise<SourceGrant> => {
    const { clientId, orgnr } = await authenticate(form.client_assertion_type, form.client_assertion);
    if ((form.client_id ?? clientId) !== clientId) {
      throw new OAuthError('client-assertion-invalid', 'client_id is not the iss of client_assertion');
    }
    const scopes = sourceScopes(form.scope ?? '');
    const organization = await organizations.find(orgnr);
    const now = Date.now();
    if (!organization || !mayDeliver(organization, now)) {
      throw new OAuthError(notEnrolled, 'The organisation of the client is not enrolled to deliver');
    }
    const { name } = organization;
    return { kind: 'source', orgnr, name, clientId, scopes, expires: now + lifetime };
  };
  return (form: TokenForm) => grant(form).catch(refuseWithoutRegister);
}

/** What is asked for with a limit counts for nothing: routes of sources cannot obey one. */
function sourceScopes(requested: string): string[] {
  const unlimited = parseScopes(requested).filter(({ categories }) => categories === undefined);
  const scopes = offered.flatMap(({ type, letters, byName }) => {
    const asked = unlimited.filter((scope) => !byName || scope.type === type);
    const given = letters.filter((letter) => allows(asked, 'system', type, letter)).join('');
    return given === '' ? [] : [`system/${type}.${given}`];
  });
  if (scopes.length > 0) return scopes;
  throw new OAuthError(
    'scope-insufficient',
    'scope must ask for some of system/Observation.crs system/EpisodeOfCare.u, without limits',
  );
}

/** Nobody is let in unseen: a database out of reach is a passing trouble, everything else stays what it is. */
function refuseWithoutRegister(error: unknown): never {
  if (error instanceof FhirError && error.status !== 500) {
    throw new OAuthError('register-unavailable', 'The register of organisations cannot be reached', error);
  }
  throw error;
}
