import { describe, expect, test } from 'vitest';
import {
  coversScopes,
  intersectScopes,
  parseResourceScope,
  splitScope,
} from '../../launch/ehr/oauth/scopes.ts';

const category = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';

describe('reading a scope (SMART 2.2, "Scopes for requesting FHIR Resources")', () => {
  test.each([
    [
      'patient/Observation.rs',
      { level: 'patient', type: 'Observation', permissions: 'rs', query: [], v1: false },
    ],
    ['user/*.cruds', { level: 'user', type: '*', permissions: 'cruds', query: [], v1: false }],
    ['system/Patient.r', { level: 'system', type: 'Patient', permissions: 'r', query: [], v1: false }],
    ['patient/Patient.read', { level: 'patient', type: 'Patient', permissions: 'rs', query: [], v1: true }],
    ['patient/Patient.write', { level: 'patient', type: 'Patient', permissions: 'cud', query: [], v1: true }],
    ['patient/*.*', { level: 'patient', type: '*', permissions: 'cruds', query: [], v1: true }],
    [
      `patient/Observation.rs?category=${category}`,
      {
        level: 'patient',
        type: 'Observation',
        permissions: 'rs',
        query: [['category', category]],
        v1: false,
      },
    ],
  ])('%s', (text, scope) => {
    expect(parseResourceScope(text)).toEqual(scope);
  });

  test.each([
    'patient/Observation.',
    'patient/Observation.dus',
    'patient/Observation.rr',
    'patient/Observation.rsx',
    'patient/observation.rs',
    'patient/Observation',
    'patient/.rs',
    'Observation.rs',
    'practitioner/Observation.rs',
    'patient/Observation.rs?',
    'patient/Observation.rs?category=',
    'patient/Observation.rs?code=x',
    'patient/Observation.read?category=x',
    'patient/*.rs?category=x',
    'openid',
    '',
  ])('"%s" is not one', (text) => {
    expect(parseResourceScope(text)).toBeUndefined();
  });

  test('a scope parameter is split at spaces, each scope once', () => {
    expect(splitScope(' openid  launch openid ')).toEqual(['openid', 'launch']);
  });
});

describe('granted = asked ∩ allowed', () => {
  test.each([
    ['patient/Observation.rs', 'patient/Observation.rs', 'patient/Observation.rs'],
    ['patient/Observation.cruds', 'patient/Observation.rs', 'patient/Observation.rs'],
    ['patient/Observation.r', 'patient/Observation.rs', 'patient/Observation.r'],
    ['patient/*.rs', 'patient/Patient.r patient/Observation.rs', 'patient/Patient.r patient/Observation.rs'],
    ['patient/Observation.rs', 'patient/*.r', 'patient/Observation.r'],
    ['patient/Observation.rs', 'patient/Observation.r patient/Observation.s', 'patient/Observation.rs'],
    ['patient/Observation.read', 'patient/Observation.rs', 'patient/Observation.read'],
    ['patient/Observation.read', 'patient/Observation.r', 'patient/Observation.r'],
    ['patient/Observation.*', 'patient/Observation.rs', 'patient/Observation.read'],
    ['patient/Observation.write', 'patient/Observation.rs', ''],
    ['user/Observation.rs', 'patient/Observation.rs', ''],
    ['patient/Observation.rs', 'patient/Patient.rs', ''],
    ['openid launch', 'openid', 'openid'],
    ['launch/patient', 'launch', ''],
    ['patient/Observation.dus', 'patient/*.cruds', ''],
    [
      `patient/Observation.rs?category=${category}`,
      'patient/Observation.rs',
      `patient/Observation.rs?category=${category}`,
    ],
    [
      'patient/Observation.rs',
      `patient/Observation.rs?category=${category}`,
      `patient/Observation.rs?category=${category}`,
    ],
    [
      'patient/Observation.rs?category=laboratory',
      `patient/Observation.rs?category=${category}`,
      `patient/Observation.rs?category=laboratory&category=${category}`,
    ],
  ])('%s ∩ %s = %s', (asked, allowed, granted) => {
    expect(intersectScopes(splitScope(asked), splitScope(allowed)).join(' ')).toBe(granted);
  });
});

describe('covered, or wider', () => {
  test.each([
    ['patient/Observation.rs', 'patient/Observation.r', true],
    ['patient/Observation.rs', 'patient/Observation.read', true],
    ['patient/Observation.r', 'patient/Observation.rs', false],
    ['patient/Observation.rs', 'patient/*.rs', false],
    ['patient/Observation.rs', `patient/Observation.rs?category=${category}`, true],
    [`patient/Observation.rs?category=${category}`, 'patient/Observation.rs', false],
    ['openid', 'openid', true],
    ['openid', 'openid launch', false],
  ])('%s covers %s: %s', (allowed, asked, covered) => {
    expect(coversScopes(splitScope(allowed), splitScope(asked))).toBe(covered);
  });
});
