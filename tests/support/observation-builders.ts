import type { PersonIdentifier } from '../../server/access/grant.ts';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';

export const loinc = 'http://loinc.org';
export const snomed = 'http://snomed.info/sct';
export const ucum = 'http://unitsofmeasure.org';
export const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category';
export const fnrSystem = 'urn:oid:2.16.578.1.12.4.1.4.1';
export const orgnrSystem = 'urn:oid:2.16.578.1.12.4.1.4.101';

/** The source that most tests deliver as. */
export const oslo = { orgnr: '958935420', name: 'Oslo kommune' };
export const fjordvik = { orgnr: '310518778', name: 'Fjordvik kommune' };

let persons = 0;

/** A synthetic person nobody else in this test file is. */
export function newPerson(): PersonIdentifier {
  const day = new Date(Date.UTC(1930, 0, 1 + persons++)).toISOString().slice(0, 10);
  return { system: fnrSystem, value: syntheticNationalId({ born: day, shift: 80, gender: 'female' }) };
}

let numbers = 0;

type Changes = Partial<Record<keyof fhir4.Observation, unknown>>;

/** An Observation with an identifier of its own; `changes` replaces members, undefined removes them. */
export function observation(person: PersonIdentifier, changes: Changes = {}): fhir4.Observation {
  return {
    resourceType: 'Observation',
    identifier: [{ system: 'https://source.example/measurement', value: `m-${++numbers}` }],
    status: 'final',
    code: { coding: [{ system: loinc, code: '8867-4' }] },
    subject: { identifier: person },
    effectiveDateTime: '2026-03-01T08:00:00+01:00',
    ...changes,
  } as fhir4.Observation;
}

export function quantity(value: number, code: string, unit = code): fhir4.Quantity {
  return { value, unit, system: ucum, code };
}

export function coding(system: string, code: string): fhir4.CodeableConcept {
  return { coding: [{ system, code }] };
}

/** Heart rate in /min at a time. */
export function heartRate(
  person: PersonIdentifier,
  effectiveDateTime: string,
  value: number,
  changes: Changes = {},
): fhir4.Observation {
  return observation(person, { effectiveDateTime, valueQuantity: quantity(value, '/min'), ...changes });
}

/** Body weight as sent, kg unless another unit is named. */
export function weight(
  person: PersonIdentifier,
  effectiveDateTime: string,
  value: number,
  unit = 'kg',
  changes: Changes = {},
): fhir4.Observation {
  return observation(person, {
    code: coding(loinc, '29463-7'),
    effectiveDateTime,
    valueQuantity: quantity(value, unit),
    ...changes,
  });
}

export function pressureComponent(code: string, value: number): fhir4.ObservationComponent {
  return { code: coding(loinc, code), valueQuantity: quantity(value, 'mm[Hg]', 'mmHg') };
}

/** Blood pressure as a panel, in mmHg. */
export function bloodPressure(
  person: PersonIdentifier,
  effectiveDateTime: string,
  systolic: number,
  diastolic: number,
  changes: Changes = {},
): fhir4.Observation {
  return observation(person, {
    code: coding(loinc, '85354-9'),
    effectiveDateTime,
    component: [pressureComponent('8480-6', systolic), pressureComponent('8462-4', diastolic)],
    ...changes,
  });
}

export function batch(...resources: unknown[]): object {
  return {
    resourceType: 'Bundle',
    type: 'batch',
    entry: resources.map((resource, index) => ({
      fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resource,
      request: { method: 'POST', url: 'Observation' },
    })),
  };
}

export function collection(...resources: unknown[]): object {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}
