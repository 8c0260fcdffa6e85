import { canonicalBase } from '../clinical/canonical.ts';
import type { Action, Basis } from './access-log.ts';

/** HL7 Norway, hl7.fhir.no.domain.auditevent 0.9.6 (draft). */
export const profile = 'http://hl7.no/fhir/StructureDefinition/no-domain-Trustframework-Auditevent';
export const patientExtension = 'http://hl7.no/fhir/StructureDefinition/auditevent-patient-extension';

/** On an event: a restriction was opened. Extensions `by` (valueCode consent | emergency) and `reason` (valueString). */
export const restrictionOpenedUrl = `${canonicalBase}/StructureDefinition/restriction-opened`;
/** On outcomeDesc: why it was refused, as valueCoding of CodeSystem/refusal. */
export const refusalUrl = `${canonicalBase}/StructureDefinition/refusal`;
export const actionSystem = `${canonicalBase}/CodeSystem/access-action`;

const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const interaction = 'http://hl7.org/fhir/restful-interaction';
const entityType = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const objectRole = 'http://terminology.hl7.org/CodeSystem/object-role';
const sourceType = 'http://terminology.hl7.org/CodeSystem/security-source-type';
const roleType = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

export const patientRecord = { system: dicom, code: '110110', display: 'Patient Record' };
export const auditLogUsed = { system: dicom, code: '110101', display: 'Audit Log Used' };
export const sourceRole = { system: dicom, code: '110153', display: 'Source Role ID' };
export const applicationServer = { system: sourceType, code: '4', display: 'Application Server' };
export const person = { system: entityType, code: '1', display: 'Person' };
export const systemObject = { system: entityType, code: '2', display: 'System Object' };
export const patientRole = { system: objectRole, code: '1', display: 'Patient' };
export const domainResourceRole = { system: objectRole, code: '4', display: 'Domain Resource' };
export const queryRole = { system: objectRole, code: '24', display: 'Query' };
/** Of the entity that names the request (IHE BALP). */
export const requestId = {
  system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
  code: 'XrequestId',
};
export const relations = {
  parent: { system: roleType, code: 'PRN', display: 'parent' },
  'parent-limited': { system: roleType, code: 'PRN', display: 'parent' },
  proxy: { system: roleType, code: 'POWATT', display: 'power of attorney' },
};

/** The REST interaction of FHIR that each action is, and its CRUD letter; a login is DICOM's. */
export const actions: Record<Action, { crud: 'C' | 'R' | 'U' | 'E'; interaction: fhir4.Coding }> = {
  read: { crud: 'R', interaction: { system: interaction, code: 'read' } },
  search: { crud: 'R', interaction: { system: interaction, code: 'search-type' } },
  latest: { crud: 'R', interaction: { system: interaction, code: 'operation' } },
  trend: { crud: 'R', interaction: { system: interaction, code: 'operation' } },
  history: { crud: 'R', interaction: { system: interaction, code: 'history-instance' } },
  statistics: { crud: 'R', interaction: { system: interaction, code: 'operation' } },
  deliver: { crud: 'C', interaction: { system: interaction, code: 'batch' } },
  'follow-up-read': { crud: 'R', interaction: { system: interaction, code: 'search-type' } },
  'follow-up-ended': { crud: 'U', interaction: { system: interaction, code: 'operation' } },
  'log-read': { crud: 'R', interaction: { system: interaction, code: 'search-type' } },
  'order-read': { crud: 'R', interaction: { system: interaction, code: 'search-type' } },
  'order-changed': { crud: 'U', interaction: { system: interaction, code: 'update' } },
  'consent-read': { crud: 'R', interaction: { system: interaction, code: 'search-type' } },
  'consent-changed': { crud: 'U', interaction: { system: interaction, code: 'update' } },
  'national-login': { crud: 'E', interaction: { system: dicom, code: '110122', display: 'Login' } },
};

const purposeOfUse = 'urn:oid:2.16.840.1.113883.1.11.20448';

/** The trust framework's purpose of use; a citizen's own right has one of HL7's. */
export const purposes: Record<Basis, fhir4.Coding> = {
  TREAT: { system: purposeOfUse, code: 'TREAT', display: 'treatment' },
  ETREAT: { system: purposeOfUse, code: 'ETREAT', display: 'emergency treatment' },
  COC: { system: purposeOfUse, code: 'COC', display: 'coordination of care' },
  BTG: { system: purposeOfUse, code: 'BTG', display: 'break the glass' },
  own: {
    system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
    code: 'PATRQT',
    display: 'patient requested',
  },
};
