const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';
const day = 86_400_000;

interface OfficeValue {
  kind: 'vital-signs' | 'laboratory';
  code: string;
  display: string;
  value: number;
  unit: string;
}

const values: readonly OfficeValue[] = [
  { kind: 'vital-signs', code: '8867-4', display: 'Heart rate', value: 72, unit: '/min' },
  {
    kind: 'laboratory',
    code: '2160-0',
    display: 'Creatinine [Mass/volume] in Serum or Plasma',
    value: 0.9,
    unit: 'mg/dL',
  },
];

/**
 * What the EHR itself measured at the last visit: one vital sign and one laboratory result per patient. They are not
 * home measurements; they are here so that category-limited scopes have something to hold back.
 */
export function officeObservations(patients: readonly string[], now: number): fhir4.Observation[] {
  return patients.flatMap((patient) =>
    values.map(({ kind, code, display, value, unit }) => ({
      resourceType: 'Observation' as const,
      id: `${patient}.office-${kind}`,
      status: 'final' as const,
      category: [{ coding: [{ system: category, code: kind }] }],
      code: { coding: [{ system: loinc, code, display }] },
      subject: { reference: `Patient/${patient}` },
      effectiveDateTime: new Date(now - 7 * day).toISOString(),
      valueQuantity: { value, unit, system: ucum, code: unit },
    })),
  );
}
