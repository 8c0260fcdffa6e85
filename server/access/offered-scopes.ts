import { OAuthError } from './oauth-error.ts';
import { allows, formatScopes, intersectScopes, parseScopes, type Scope } from './scope.ts';

/** Of a clinician: reading and searching one patient's measurements; reading, setting and changing their monitoring orders. */
export const cliniciansScope = 'patient/Observation.rs patient/ServiceRequest.crus';

/** Of a parent of somebody aged 12 to 15: who follows them at home. */
const limitedScope = 'patient/EpisodeOfCare.s';

/** Of a citizen: their own measurements, what was ordered and by which limits, who looked, whom they keep out, and who follows them. */
export const citizensScope = `patient/Observation.rs patient/ServiceRequest.rs patient/AuditEvent.rs patient/Consent.cruds ${limitedScope}`;

/**
 * What a clinician's facade token may do: what the EHR granted and the facade offers, narrowed (never widened) to what
 * was asked for. Limits to categories are kept for Observation; see {@link citizenScopes} for other types.
 * @returns scopes in v2 syntax
 * @throws {OAuthError} scope-insufficient, also when the EHR did not grant both reading and searching
 */
export function clinicianScopes(held: string, requested: string | undefined): string[] {
  const granted = intersectScopes(parseScopes(held), parseScopes(cliniciansScope));
  const canRead = allows(granted, 'patient', 'Observation', 'r');
  if (!canRead || !allows(granted, 'patient', 'Observation', 's')) {
    throw new OAuthError('scope-insufficient', 'subject_token must cover patient/Observation.rs (or .read)');
  }
  return narrow(granted, requested, cliniciansScope);
}

/**
 * The same of a citizen's token, who may have given an app any part of it. Only Observation has categories: a limit on
 * another type could not be obeyed, and such a scope grants nothing.
 * @returns scopes in v2 syntax
 * @throws {OAuthError} scope-insufficient
 */
export function citizenScopes(held: string, requested: string | undefined): string[] {
  const granted = intersectScopes(parseScopes(held), parseScopes(citizensScope));
  return narrow(granted, requested, citizensScope);
}

/**
 * What of a citizen's scopes is left to a parent of somebody aged 12 to 15.
 * @throws {OAuthError} parent-limited when that is nothing
 */
export function scopesOfLimited(scopes: readonly string[]): string[] {
  const left = intersectScopes(parseScopes(scopes), parseScopes(limitedScope));
  if (left.length > 0) return formatScopes(left);
  throw new OAuthError('parent-limited', `A parent of somebody aged 12 to 15 has ${limitedScope} at most`);
}

function narrow(granted: readonly Scope[], requested: string | undefined, offered: string): string[] {
  const narrowed = requested === undefined ? granted : intersectScopes(granted, parseScopes(requested));
  const scopes = narrowed.filter(
    ({ type, categories }) => type === 'Observation' || categories === undefined,
  );
  if (scopes.length > 0) return formatScopes(scopes);
  throw new OAuthError('scope-insufficient', `scope holds nothing that subject_token covers of ${offered}`);
}
