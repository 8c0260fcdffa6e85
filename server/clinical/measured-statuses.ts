/**
 * The statuses of an Observation that may hold what was measured: not `cancelled`, which was never completed, nor
 * `entered-in-error` (http://hl7.org/fhir/R4/valueset-observation-status.html).
 */
export const measuredStatuses: readonly string[] = [
  'registered',
  'preliminary',
  'final',
  'amended',
  'corrected',
  'unknown',
];
