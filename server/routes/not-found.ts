import { FhirError } from '../errors.ts';

/** 404: what is another patient's is answered exactly as what does not exist. */
export const notFound = (type: string) => refusal(`No such ${type} of the patient in context`);

/** 404: the resource is there, the version is not. */
export const noSuchVersion = (type: string) => refusal(`The ${type} has no such version`);

function refusal(diagnostics: string): FhirError {
  return new FhirError(404, 'not-found', diagnostics, { reason: 'not-found' });
}
