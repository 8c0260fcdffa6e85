/** What the banner shows of the EHR's Patient. */
export interface PatientIdentity {
  id: string;
  name: string;
  /** As FHIR has it: YYYY, YYYY-MM or YYYY-MM-DD; absent when the EHR does not know. */
  birthDate?: string;
}

/** The official name first, else the usual one, else whichever there is. An empty name stays empty. */
export function toPatientIdentity(patient: fhir4.Patient): PatientIdentity {
  const names = patient.name ?? [];
  const name =
    names.find(({ use }) => use === 'official') ?? names.find(({ use }) => use === 'usual') ?? names[0];
  const written = [...(name?.given ?? []), name?.family].filter(Boolean).join(' ') || (name?.text ?? '');
  return {
    id: patient.id ?? '',
    name: written,
    ...(patient.birthDate && { birthDate: patient.birthDate }),
  };
}
