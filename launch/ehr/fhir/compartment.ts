/** The id of the patient a resource is about; undefined when it is about no patient. */
export function patientOf(resource: fhir4.FhirResource): string | undefined {
  if (resource.resourceType === 'Patient') return resource.id;
  if (resource.resourceType === 'RelatedPerson') return referencedId(resource.patient, 'Patient') ?? '';
  if (!('subject' in resource)) return undefined;
  return referencedId(resource.subject as fhir4.Reference, 'Patient') ?? '';
}

/** The id in a relative reference of the given type. */
export function referencedId(reference: fhir4.Reference | undefined, type: string): string | undefined {
  const [kind, id] = reference?.reference?.split('/') ?? [];
  return kind === type ? id : undefined;
}
