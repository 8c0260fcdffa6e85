import { FhirError } from '../fhir/fhir-error.ts';

/** The resources of a Bundle. Throws FhirError `malformed` for anything else. */
export function resourcesOf(answer: unknown): fhir4.FhirResource[] {
  const bundle = answer as Partial<fhir4.Bundle<fhir4.FhirResource>> | undefined;
  if (bundle?.resourceType !== 'Bundle') throw new FhirError(200, 'malformed', 'The answer is not a Bundle');
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
}

/** Throws FhirError `other-patient` unless every one of these references is to this patient: the answer is refused whole. */
export function requirePatient(references: readonly (string | undefined)[], patient: string): void {
  const strange = references.some((reference) => reference?.replace(/^(.*\/)?Patient\//, '') !== patient);
  if (references.length === 0 || strange) {
    throw new FhirError(200, 'other-patient', 'The answer is about another patient than the login');
  }
}
