import { expect, test } from 'vitest';
import { patientOf } from '../../launch/ehr/fhir/compartment.ts';

test.each<[string, fhir4.FhirResource, string | undefined]>([
  ['a Patient is about itself', { resourceType: 'Patient', id: 'p' }, 'p'],
  [
    'a RelatedPerson about their patient',
    { resourceType: 'RelatedPerson', patient: { reference: 'Patient/p' } },
    'p',
  ],
  ['a RelatedPerson of nobody about nobody', { resourceType: 'RelatedPerson', patient: {} }, ''],
  [
    'an Encounter about its subject',
    { resourceType: 'Encounter', status: 'finished', class: {}, subject: { reference: 'Patient/p' } },
    'p',
  ],
  ['a Practitioner is outside', { resourceType: 'Practitioner', id: 'p' }, undefined],
])('the patient compartment: %s', (_what, resource, patient) => {
  expect(patientOf(resource)).toBe(patient);
});
