import { hasCategory, matchesToken } from './access.ts';
import { referencedId } from './compartment.ts';

/** One search parameter: how it is declared, and whether a resource matches one value of it (commas are split before). */
export interface SearchParameter {
  type: 'token' | 'reference';
  /** Personal identifiers do not belong in a URL (HL7 Norway: search by POST). */
  postOnly?: boolean;
  matches(resource: fhir4.FhirResource, value: string): boolean;
}

type Named = Record<string, SearchParameter>;

const byId: SearchParameter = { type: 'token', matches: (resource, value) => resource.id === value };

const byIdentifier: SearchParameter = {
  type: 'token',
  matches: (resource, value) => {
    const identifiers =
      'identifier' in resource && Array.isArray(resource.identifier) ? resource.identifier : [];
    return identifiers.some(({ system, value: number }) => matchesToken(value, system, number));
  },
};

function byReference(element: string, type: string): SearchParameter {
  return {
    type: 'reference',
    matches: (resource, value) => {
      const reference = (resource as unknown as Record<string, fhir4.Reference | undefined>)[element];
      const id = value.startsWith(`${type}/`) ? value.slice(type.length + 1) : value;
      return referencedId(reference, type) === id;
    },
  };
}

const byPatient: Named = {
  patient: byReference('subject', 'Patient'),
  subject: byReference('subject', 'Patient'),
};

/** R4: `masterIdentifier | identifier`. */
const byDocumentIdentifier: SearchParameter = {
  type: 'token',
  matches: (resource, value) =>
    resource.resourceType === 'DocumentReference' &&
    [resource.masterIdentifier, ...(resource.identifier ?? [])].some((each) =>
      matchesToken(value, each?.system, each?.value),
    ),
};

const byDocumentType: SearchParameter = {
  type: 'token',
  matches: (resource, value) =>
    resource.resourceType === 'DocumentReference' &&
    (resource.type?.coding ?? []).some(({ system, code }) => matchesToken(value, system, code)),
};

const byCode: SearchParameter = {
  type: 'token',
  matches: (resource, value) =>
    (resource.resourceType === 'Observation' || resource.resourceType === 'Condition') &&
    (resource.code?.coding ?? []).some(({ system, code }) => matchesToken(value, system, code)),
};

const byStatus: SearchParameter = {
  type: 'token',
  matches: (resource, value) => 'status' in resource && resource.status === value,
};

const personalIdentifier: SearchParameter = { ...byIdentifier, postOnly: true };

/** The resource types an issuer may serve, each with the search parameters that are supported. */
export const searchParameters: Record<string, Named> = {
  Patient: { _id: byId, identifier: personalIdentifier },
  RelatedPerson: { _id: byId, patient: byReference('patient', 'Patient') },
  Practitioner: { _id: byId, identifier: personalIdentifier },
  PractitionerRole: {
    _id: byId,
    practitioner: byReference('practitioner', 'Practitioner'),
    organization: byReference('organization', 'Organization'),
  },
  Organization: { _id: byId, identifier: byIdentifier },
  Encounter: { _id: byId, ...byPatient, status: byStatus },
  Condition: { _id: byId, ...byPatient, encounter: byReference('encounter', 'Encounter'), code: byCode },
  Observation: {
    _id: byId,
    ...byPatient,
    code: byCode,
    category: { type: 'token', matches: hasCategory },
  },
  DocumentReference: {
    _id: byId,
    ...byPatient,
    identifier: byDocumentIdentifier,
    type: byDocumentType,
    status: byStatus,
  },
};
