import { describe, expect, test } from 'vitest';
import { parseCodes, parseDate, parseTokens, shownName } from '../../../server/fhir/parameters.ts';

const day = { from: Date.UTC(2026, 1, 28, 23), to: Date.UTC(2026, 2, 1, 23) };

describe('tokens', () => {
  test.each([
    [['a'], [{ code: 'a' }]],
    [['s|a'], [{ system: 's', code: 'a' }]],
    [['|a'], [{ system: '', code: 'a' }]],
    [
      ['s|a,b', '|c'],
      [{ system: 's', code: 'a' }, { code: 'b' }, { system: '', code: 'c' }],
    ],
  ])('%j', (values, tokens) => {
    expect(parseTokens('category', values)).toEqual(tokens);
  });

  test.each([
    [''],
    [','],
    ['a,'],
    ['s|'],
    ['|'],
    ['s|a|b'],
    ['a b'],
    ['s|a\n'],
    ['a\0'],
    ['\0|a'],
    ['\ud800'],
    ['a\u0007'],
  ])('%j is no token', (value) => {
    expect(() => parseTokens('category', [value])).toThrow(
      expect.objectContaining({ status: 400, reason: 'parameter-invalid', expression: ['category'] }),
    );
  });
});

describe('codes of an Observation', () => {
  test.each([
    '8867-4',
    '|8867-4',
    'http://loinc.org|8867-4',
    'http://snomed.info/sct|364075005',
    'urn:oid:2.16.578.1.12.4.1.1.7280|NPU02187',
  ])('%s is asked for', (code) => {
    expect(parseCodes('code', [code])).toHaveLength(1);
  });

  test.each([
    'loinc|8867-4',
    'https://loinc.org|8867-4',
    'http://loinc.org/|8867-4',
    'urn:oid:1.2.3|x',
    'http://loinc.org|8867-4,x|y',
  ])('%s is of an unknown code system: refused, not "no matches"', (code) => {
    expect(() => parseCodes('code', [code])).toThrow(
      expect.objectContaining({ status: 400, issueCode: 'code-invalid', reason: 'code-system-unknown' }),
    );
  });
});

describe('dates', () => {
  test.each(['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'])('prefix %s', (prefix) => {
    expect(parseDate('date', `${prefix}2026-03-01`)).toEqual({ prefix, ...day });
  });

  test('no prefix means eq', () => {
    expect(parseDate('date', '2026-03-01')).toEqual({ prefix: 'eq', ...day });
  });

  test.each([
    '',
    'ge',
    'ap2026-03-01',
    'xx2026',
    'GE2026',
    'ge 2026',
    '2026-03-01,2026-03-02',
    'gege2026',
    'ge2026-02-30',
    '>2026',
    '2026-03-01T10:00:00',
  ])('%j is refused with the rule', (value) => {
    expect(() => parseDate('date', value)).toThrow(
      expect.objectContaining({
        status: 400,
        expression: ['date'],
        message: expect.stringContaining('FHIR date'),
      }),
    );
  });
});

test.each([
  ['_include', '_include'],
  ['patient:Patient', 'patient:Patient'],
  ['12835830061', '…'],
  ['x12835830061', '…'],
  ['Ærlig Bjørk', '…'],
  ['<script>', '…'],
  ['a'.repeat(41), '…'],
])('a parameter called %s is repeated as %s', (name, shown) => {
  expect(shownName(name)).toBe(shown);
});
