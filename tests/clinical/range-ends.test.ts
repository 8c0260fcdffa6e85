import { describe, expect, test } from 'vitest';
import { endToCanonical, toCanonical } from '#clinical/units.ts';
import { partOf } from './parts.ts';

const UCUM = 'http://unitsofmeasure.org';

/** An inclusive end says "above 85" as 85.0000000001: such an epsilon outlives the way to the canonical unit. */
describe('an end of a range in the canonical unit', () => {
  test.each<[string, number, string, number]>([
    ['systolic', 85.00000000000001, 'mm[Hg]', 85.00000000000001],
    ['body-height', 1.80000000000012, 'm', 180.000000000012],
    ['body-height', 10.03, 'm', 1003],
    ['glucose', 180, 'mg/dL', 10],
    ['glucose', 180.000004, 'mg/dL', 10],
    ['body-temperature', 100.4, '[degF]', 38],
  ])('%s %d %s is %d', (key, value, code, expected) => {
    expect(endToCanonical(partOf(key), { value, system: UCUM, code })).toBe(expected);
  });

  test('a seventh decimal is an epsilon', () => {
    const end = endToCanonical(partOf('glucose'), { value: 180.0000001, system: UCUM, code: 'mg/dL' });
    expect(end).toBeCloseTo(10.0000001, 9);
  });

  test.each<[string, object, string]>([
    ['no value', { unit: 'kg' }, 'missing-value'],
    ['a value that is null', { value: null, unit: 'kg' }, 'missing-value'],
    ['words', { value: 'x', unit: 'kg' }, 'not-a-number'],
    ['another unit', { value: 8, unit: 'stone' }, 'unknown-unit'],
  ])('%s cannot be read', (_, end, reason) => {
    expect(endToCanonical(partOf('body-weight'), end)).toMatchObject({ reason });
    expect(toCanonical(partOf('body-weight'), end)).toMatchObject({ reason });
  });
});

describe('a value', () => {
  test('in the canonical unit stays as sent, to the last decimal', () => {
    expect(toCanonical(partOf('body-temperature'), { value: 37.12345678901, unit: '°C' })).toEqual({
      value: 37.12345678901,
    });
  });

  test('the code of another system than UCUM is not a unit', () => {
    const local = { value: 80, unit: 'kg', system: 'http://local.example', code: 'vekt' };
    expect(toCanonical(partOf('body-weight'), local)).toEqual({ value: 80 });
  });

  test('an unknown unit is told with the one that was expected', () => {
    const textOf = (key: string) => toCanonical(partOf(key), { value: 8, unit: 'stone' });
    expect(textOf('body-weight')).toMatchObject({ text: 'Ukjent enhet «stone» (ventet kg)' });
    expect(textOf('news2')).toMatchObject({ text: 'Ukjent enhet «stone» (ventet ingen enhet)' });
  });
});
