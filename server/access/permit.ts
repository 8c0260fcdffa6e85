import { FhirError } from '../errors.ts';
import type { CodeToken } from '../store/national-store.ts';
import type { ClinicianGrant, Grant, SourceGrant } from './grant.ts';
import { allowedCategories, allows, parseScopes, type ScopeLetter } from './scope.ts';

export interface ClinicianPermit {
  grant: ClinicianGrant;
  /** Categories the scopes limit this to; absent: all. */
  allowedCategories?: CodeToken[];
}

/** A clinician's token whose scopes allow reading (r) or searching (s) Observation; otherwise 403. */
export function permitClinician(grant: Grant, letter: ScopeLetter): ClinicianPermit {
  const scopes = parseScopes(grant.scopes);
  if (grant.kind !== 'clinician' || !allows(scopes, 'patient', 'Observation', letter)) {
    throw insufficient(`patient/Observation.${letter}`);
  }
  const categories = allowedCategories(scopes, 'patient', 'Observation', letter);
  return { grant, ...(categories && { allowedCategories: categories }) };
}

/** A source's token whose scopes allow delivering (c), reading (r) or searching (s) Observations; otherwise 403. */
export function permitSource(grant: Grant, letter: 'c' | 'r' | 's'): SourceGrant {
  if (grant.kind !== 'source' || !allows(parseScopes(grant.scopes), 'system', 'Observation', letter)) {
    throw insufficient(`system/Observation.${letter}`);
  }
  return grant;
}

function insufficient(scope: string): FhirError {
  return new FhirError(403, 'forbidden', `The token does not have the scope ${scope}`, {
    reason: 'scope-insufficient',
  });
}
