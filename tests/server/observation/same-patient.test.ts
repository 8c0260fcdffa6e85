import { describe, expect, test } from 'vitest';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { requireSamePatient } from '../../../server/observation/same-patient.ts';

const fnr = 'urn:oid:2.16.578.1.12.4.1.4.1';
const grant = {
  iss: 'http://ehr.example/fhir',
  patient: 'p1',
  person: { system: fnr, value: '12835830061' },
} as ClinicianGrant;
const check = (patients: string[], identifiers: string[] = []) =>
  requireSamePatient(grant, patients, identifiers);

test.each([
  [[], []],
  [['p1'], []],
  [['Patient/p1'], []],
  [['http://ehr.example/fhir/Patient/p1'], []],
  [['p1', 'Patient/p1'], [`${fnr}|12835830061`]],
  [[], ['12835830061']],
])('patient %j, identifier %j: the same', (patients, identifiers) => {
  expect(() => check(patients, identifiers)).not.toThrow();
});

describe('another one is 403, and the answer names nobody', () => {
  test.each([
    [['p2'], []],
    [[''], []],
    [['P1'], []],
    [['p1 '], []],
    [['p1,p2'], []],
    [['p1', 'p2'], []],
    [['patient/p1'], []],
    [['Patient/p1/_history/1'], []],
    [['Group/p1'], []],
    [['Patient/p10'], []],
    [['http://other.example/fhir/Patient/p1'], []],
    [['http://ehr.example/fhir/Patient/p2'], []],
    [['p1'], ['01010750160']],
    [[], [`${fnr}|01010750160`]],
    [[], ['urn:oid:2.16.578.1.12.4.1.4.2|12835830061']],
    [[], ['|12835830061']],
    [[], ['12835830061,01010750160']],
    [[], [`${fnr}|12835830061`, '01010750160']],
    [['12835830061'], []],
    [['*'], []],
    [['__proto__'], []],
  ])('patient %j, identifier %j', (patients, identifiers) => {
    expect(() => check(patients, identifiers)).toThrow(
      expect.objectContaining({
        status: 403,
        reason: 'other-patient',
        message: expect.not.stringMatching(/\d{5}|p1|p2/),
      }),
    );
  });
});
