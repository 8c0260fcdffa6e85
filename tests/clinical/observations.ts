import type { Coding, MeasuredContent, ObservationContent, ReferenceRangeEntry } from '#clinical/types.ts';

/** Codes as sources send them, written out so that they can contradict the catalogue. */
const codings: Record<string, Coding[]> = {
  'heart-rate': [{ system: 'http://loinc.org', code: '8867-4' }],
  'oxygen-saturation': [{ system: 'http://loinc.org', code: '2708-6' }],
  'respiratory-rate': [{ system: 'http://loinc.org', code: '9279-1' }],
  'body-temperature': [{ system: 'http://loinc.org', code: '8310-5' }],
  'body-weight': [{ system: 'http://loinc.org', code: '29463-7' }],
  'body-height': [{ system: 'http://loinc.org', code: '8302-2' }],
  bmi: [{ system: 'http://loinc.org', code: '39156-5' }],
  glucose: [{ system: 'http://loinc.org', code: '15074-8' }],
  news2: [{ system: 'http://snomed.info/sct', code: '1104051000000101' }],
  cfs: [{ system: 'http://snomed.info/sct', code: '763264000' }],
  acvpu: [{ system: 'http://snomed.info/sct', code: '1104441000000107' }],
};

const ucum = (value: number, code: string) => ({
  value,
  unit: code,
  system: 'http://unitsofmeasure.org',
  code,
});

/** An Observation of a single-valued vital sign; without a unit for scores. */
export function observationOf(key: string, value: number, unit?: string): ObservationContent {
  const valueQuantity = unit === undefined ? { value } : ucum(value, unit);
  return { status: 'final', code: { coding: codings[key] }, valueQuantity };
}

export function systolic(value: number): MeasuredContent {
  return {
    code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
    valueQuantity: ucum(value, 'mm[Hg]'),
  };
}

export function diastolic(value: number): MeasuredContent {
  return {
    code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] },
    valueQuantity: ucum(value, 'mm[Hg]'),
  };
}

/** A blood pressure panel with its components in the order given. */
export function bloodPressureOf(...component: MeasuredContent[]): ObservationContent {
  return { status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] }, component };
}

/** A reference range as the national example sends it: the code is right, the code system is a web page's address. */
export function rangeOf(type: string, low?: number, high?: number, unit?: string): ReferenceRangeEntry {
  const end = (value: number) => (unit === undefined ? { value } : ucum(value, unit));
  return {
    type: {
      coding: [{ system: 'https://www.hl7.org/fhir/valueset-observation-interpretation.html', code: type }],
    },
    ...(low !== undefined && { low: end(low) }),
    ...(high !== undefined && { high: end(high) }),
  };
}
