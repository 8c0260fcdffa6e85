import { OAuthError } from './oauth-error.ts';
import { allows, formatScopes, intersectScopes, parseScopes } from './scope.ts';

/** What this facade can give: reading and searching one patient's measurements. */
const offered = parseScopes('patient/Observation.rs');

/**
 * What the facade token may do: what the EHR granted and the facade offers, narrowed (never widened) to what was
 * asked for. Limits to categories are kept.
 * @returns scopes in v2 syntax
 * @throws {OAuthError} scope-insufficient
 */
export function grantedScopes(held: string, requested: string | undefined): string[] {
  const granted = intersectScopes(parseScopes(held), offered);
  const canRead = allows(granted, 'patient', 'Observation', 'r');
  if (!canRead || !allows(granted, 'patient', 'Observation', 's')) {
    throw new OAuthError('scope-insufficient', 'subject_token must cover patient/Observation.rs (or .read)');
  }
  const narrowed = requested === undefined ? granted : intersectScopes(granted, parseScopes(requested));
  if (narrowed.length === 0) {
    throw new OAuthError(
      'scope-insufficient',
      'scope holds nothing that subject_token covers of patient/Observation.rs',
    );
  }
  return formatScopes(narrowed);
}
