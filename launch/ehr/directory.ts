import type { OrganizationRecord, PatientRecord, PractitionerRecord, Records } from './records.ts';

/** Look-ups across the EHR's records. */
export interface Directory {
  records: Records;
  patient(id: string): PatientRecord | undefined;
  practitioner(id: string): PractitionerRecord | undefined;
  organization(id: string): OrganizationRecord | undefined;
  roles(): fhir4.PractitionerRole[];
  /** The contact in which this clinician sees this patient. */
  contact(patient: PatientRecord, practitioner: PractitionerRecord): fhir4.Encounter | undefined;
  /** The clinician's role at the organisation of the encounter, else the first role. */
  roleIn(
    practitioner: PractitionerRecord,
    encounter: fhir4.Encounter | undefined,
  ): fhir4.PractitionerRole | undefined;
}

export function createDirectory(records: Records): Directory {
  const byId = <Item extends { id: string }>(items: readonly Item[]) => {
    const map = new Map(items.map((item) => [item.id, item]));
    return (id: string) => map.get(id);
  };
  return {
    records,
    patient: byId(records.patients),
    practitioner: byId(records.practitioners),
    organization: byId(records.organizations),
    roles: () => records.practitioners.flatMap(({ roles }) => roles),
    contact: (patient, practitioner) =>
      records.encounters.find((encounter) => isContact(encounter, patient.id, practitioner.id)),
    roleIn: ({ roles }, encounter) =>
      roles.find((role) => role.organization?.reference === encounter?.serviceProvider?.reference) ??
      roles[0],
  };
}

function isContact(encounter: fhir4.Encounter, patient: string, practitioner: string): boolean {
  const participants = encounter.participant ?? [];
  return (
    encounter.subject?.reference === `Patient/${patient}` &&
    participants.some(({ individual }) => individual?.reference === `Practitioner/${practitioner}`)
  );
}
