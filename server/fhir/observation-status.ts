/** http://hl7.org/fhir/R4/valueset-observation-status.html */
export const observationStatuses: readonly string[] = [
  'registered',
  'preliminary',
  'final',
  'amended',
  'corrected',
  'cancelled',
  'entered-in-error',
  'unknown',
];
