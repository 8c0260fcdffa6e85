import type { CitizenGrant, SourceGrant } from '../../access/grant.ts';
import { FhirError } from '../../errors.ts';

/** A store elsewhere is asked as a clinician about a patient: a source has no login that it takes. */
export function notForSources(): FhirError {
  return new FhirError(
    501,
    'not-supported',
    'Parameter "_source": this national store does not tell sources what they delivered',
    { expression: ['_source'], reason: 'parameter-not-supported' },
  );
}

/** As a clinician's login is what it is asked with, it is not asked for a citizen: nobody's access stands in for theirs. */
function notForCitizens(): FhirError {
  return new FhirError(501, 'not-supported', 'This national store does not yet answer citizens', {
    reason: 'citizens-not-supported',
  });
}

/** Why a store elsewhere does not answer this caller. */
export function notFor({ kind }: CitizenGrant | SourceGrant): FhirError {
  return kind === 'citizen' ? notForCitizens() : notForSources();
}
