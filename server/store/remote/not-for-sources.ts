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
