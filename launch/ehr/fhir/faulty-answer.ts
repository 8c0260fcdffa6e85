import type { LaunchContext } from '../oauth/launch-context.ts';

const nationalIds = ['1', '2', '3'].map((last) => `urn:oid:2.16.578.1.12.4.1.4.${last}`);
const hprNumber = 'urn:oid:2.16.578.1.12.4.1.4.4';

function withoutIdentifiers<Person extends fhir4.Patient | fhir4.Practitioner>(
  person: Person,
  systems: readonly string[],
): Person {
  return {
    ...person,
    identifier: (person.identifier ?? []).filter(({ system }) => !systems.includes(system ?? '')),
  };
}

/** The resource as a launch with a faulty register shows it; every other launch sees it whole. */
export function asAnswered(
  resource: fhir4.FhirResource,
  context: LaunchContext | undefined,
): fhir4.FhirResource {
  if (resource.resourceType === 'Patient' && context?.faults.has('patient-without-national-id')) {
    return withoutIdentifiers(resource, nationalIds);
  }
  if (resource.resourceType === 'Practitioner' && context?.faults.has('practitioner-without-hpr')) {
    return withoutIdentifiers(resource, [hprNumber]);
  }
  return resource;
}
