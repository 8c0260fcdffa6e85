import { patientParameters } from './patient-parameters.ts';

/** The citizen's log, for the CapabilityStatement. */
export const auditEventCapability: fhir4.CapabilityStatementRestResource = {
  type: 'AuditEvent',
  documentation:
    "A citizen's own log, newest first (scope patient/AuditEvent.rs): who looked, delivered or was refused, when, why, and how many measurements. Reading it is logged. Clinicians never get it. How many there are in all is not counted: next links go on until there is none.",
  versioning: 'no-version',
  interaction: [{ code: 'read' }, { code: 'search-type' }],
  searchParam: [
    ...patientParameters,
    {
      name: 'date',
      type: 'date',
      documentation: 'eq ge gt sa le lt eb; may repeat; dates are days in Europe/Oslo',
    },
  ],
};
