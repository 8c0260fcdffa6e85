import { patientParameters } from './patient-parameters.ts';

type Resource = fhir4.CapabilityStatementRestResource;

/** What citizens can do with their blocks, for the CapabilityStatement. */
export const consentCapability: Resource[] = [
  {
    type: 'Consent',
    documentation:
      "A citizen's own blocks (scopes patient/Consent.cruds, each letter on its own): provision.type deny for one Practitioner by HPR number, one Organization by number, or everyone. Elements that a block cannot obey are refused by name (422). delete withdraws: the Consent reads as inactive, and every version stays readable.",
    versioning: 'versioned',
    readHistory: true,
    updateCreate: false,
    conditionalCreate: false,
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    interaction: [
      { code: 'read' },
      { code: 'vread' },
      { code: 'history-instance' },
      { code: 'search-type' },
      { code: 'create' },
      { code: 'update', documentation: 'If-Match is obeyed when it is sent: 412 for another version' },
      { code: 'delete', documentation: 'As update' },
    ],
    searchParam: [
      ...patientParameters,
      { name: 'status', type: 'token', documentation: 'comma = or' },
      { name: '_id', type: 'token', documentation: 'comma = or' },
    ],
  },
  {
    type: 'Practitioner',
    documentation:
      'Practitioners who have looked at measurements, for a citizen who may make blocks (patient/Consent.c): 20 at most, each with a PractitionerRole (search.mode include) for every workplace',
    interaction: [{ code: 'search-type' }],
    searchParam: [
      {
        name: 'name',
        type: 'string',
        documentation: 'Required. Each of its words begins a word of the name or of the workplace',
      },
    ],
  },
];
