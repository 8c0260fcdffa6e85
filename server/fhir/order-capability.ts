import { monitoringLimitsUrl, news2ScaleUrl } from '../clinical/canonical.ts';
import { patientParameters } from './patient-parameters.ts';

/** What can be done with monitoring orders, for the CapabilityStatement. */
export const serviceRequestCapability: fhir4.CapabilityStatementRestResource = {
  type: 'ServiceRequest',
  documentation: `Monitoring orders of the patient: one vital sign each, with individual limits (extension ${monitoringLimitsUrl}); of oxygen saturation or NEWS2 also the scale that was decided for the patient (extension ${news2ScaleUrl}). Clinicians read, set and change them (patient/ServiceRequest.crus, each letter on its own), citizens read theirs (.rs). A measurement without a reference range of its own is judged by the version that held when it was measured. Elements that an order cannot obey are refused by name (422); an order that overlaps another of the same vital sign is 409.`,
  versioning: 'versioned-update',
  readHistory: true,
  updateCreate: false,
  conditionalCreate: false,
  conditionalUpdate: false,
  conditionalDelete: 'not-supported',
  interaction: [
    { code: 'read' },
    { code: 'vread' },
    { code: 'history-instance' },
    { code: 'history-type', documentation: 'Of the patient in context' },
    { code: 'search-type' },
    { code: 'create' },
    { code: 'update', documentation: 'If-Match is required (428); another version is 412' },
  ],
  searchParam: [
    ...patientParameters,
    { name: 'status', type: 'token', documentation: 'comma = or' },
    { name: 'code', type: 'token', documentation: 'Vital sign, by any of its codes; comma = or' },
    { name: '_id', type: 'token', documentation: 'comma = or' },
  ],
};
