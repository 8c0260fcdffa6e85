import { expect, test } from 'vitest';
import { isGranted } from '../../../app/smart/granted-scopes.ts';

/** SMART App Launch 2.2, "Scopes for requesting FHIR Resources", v1 and v2. */
test.each([
  ['patient/DocumentReference.c', true, false],
  ['openid patient/DocumentReference.crs launch', true, true],
  ['user/DocumentReference.cruds', true, true],
  ['patient/*.c', true, false],
  ['patient/*.*', true, true],
  ['patient/DocumentReference.write', true, false],
  ['patient/DocumentReference.read', false, true],
  ['patient/DocumentReference.*', true, true],
  ['patient/DocumentReference.rs', false, true],
  ['patient/DocumentReference.r', false, false],
  ['patient/DocumentReferences.c', false, false],
  ['patient/Observation.c', false, false],
  ['system/DocumentReference.c', false, false],
  ['xpatient/DocumentReference.c', false, false],
  ['patient/DocumentReference.c?category=http://x|clinical-note', false, false],
  ['', false, false],
])('%s → create %s, search %s', (scope, create, search) => {
  expect(isGranted(scope, 'DocumentReference', 'c')).toBe(create);
  expect(isGranted(scope, 'DocumentReference', 's')).toBe(search);
});
