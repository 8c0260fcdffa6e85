import { describe, expect, test } from 'vitest';
import {
  allowedCategories,
  allows,
  formatScopes,
  intersectScopes,
  parseScopes,
} from '../../../server/access/scope.ts';

const can = (scope: string, letter: 'r' | 's' | 'c', context: 'patient' | 'system' = 'patient') =>
  allows(parseScopes(scope), context, 'Observation', letter);

describe('what a scope allows', () => {
  test.each([
    ['patient/Observation.read', true, true, false],
    ['patient/Observation.write', false, false, true],
    ['patient/Observation.*', true, true, true],
    ['patient/*.read', true, true, false],
    ['patient/Observation.rs', true, true, false],
    ['patient/Observation.r', true, false, false],
    ['patient/Observation.s', false, true, false],
    ['patient/Observation.cruds', true, true, true],
    ['patient/*.cruds', true, true, true],
    ['patient/Observation.sr', false, false, false],
    ['patient/Observation.dus', false, false, false],
    ['patient/Observation.rr', false, false, false],
    ['patient/Observation.', false, false, false],
    ['patient/Observation', false, false, false],
    ['patient/observation.rs', false, false, false],
    ['patient/Patient.rs', false, false, false],
    ['user/Observation.rs', false, false, false],
    ['Patient/Observation.rs', false, false, false],
    ['patient/Observation.rs?category=', false, false, false],
    ['patient/Observation.rs?code=1', false, false, false],
    ['patient/Observation.rs?category=a&code=1', false, false, false],
    ['patient/Observation.rs?category=a&category=b', false, false, false],
    ['patient/Observation.rs?category:not=a', false, false, false],
    ['patient/Observation.rs?category=a', true, true, false],
    ['openid launch offline_access', false, false, false],
    ['', false, false, false],
  ])('%s: read %s, search %s, create %s', (scope, read, search, create) => {
    expect([can(scope, 'r'), can(scope, 's'), can(scope, 'c')]).toEqual([read, search, create]);
  });
});

describe('categories', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  test.each([
    ['patient/Observation.rs', undefined],
    [`patient/Observation.rs?category=${system}|vital-signs`, [{ system, code: 'vital-signs' }]],
    [
      'patient/Observation.rs?category=vital-signs,laboratory',
      [{ code: 'vital-signs' }, { code: 'laboratory' }],
    ],
    ['patient/Observation.rs?category=|local', [{ system: '', code: 'local' }]],
    ['patient/Observation.s?category=a patient/Observation.s?category=b', [{ code: 'a' }, { code: 'b' }]],
    ['patient/Observation.s?category=a patient/Observation.rs', undefined],
    ['patient/Observation.r patient/Observation.s?category=a', [{ code: 'a' }]],
    ['patient/Observation.r', []],
  ])('searching by %s is limited to %o', (scope, expected) => {
    expect(allowedCategories(parseScopes(scope), 'patient', 'Observation', 's')).toEqual(expected);
  });
});

test.each([
  ['patient/Observation.rs', 'patient/Observation.r', ['patient/Observation.r']],
  ['patient/*.rs', 'patient/Observation.cruds', ['patient/Observation.rs']],
  ['patient/Observation.rs', 'patient/*.read', ['patient/Observation.rs']],
  ['patient/Observation.rs', 'user/Observation.rs', []],
  [
    'patient/Observation.rs?category=a,b',
    'patient/Observation.rs?category=b,c',
    ['patient/Observation.rs?category=b'],
  ],
  [
    'patient/Observation.rs?category=x|a',
    'patient/Observation.rs?category=a',
    ['patient/Observation.rs?category=x|a'],
  ],
  ['patient/Observation.rs?category=x|a', 'patient/Observation.rs?category=y|a', []],
])('%s and %s have in common %o', (held, requested, expected) => {
  expect(formatScopes(intersectScopes(parseScopes(held), parseScopes(requested)))).toEqual(expected);
});

test('a formatted scope is read back as it was', () => {
  const scopes = parseScopes('patient/Observation.rs?category=http://x.example/a%26b|c%2Bd%25,e system/*.c');
  expect(parseScopes(formatScopes(scopes).join(' '))).toEqual(scopes);
});
