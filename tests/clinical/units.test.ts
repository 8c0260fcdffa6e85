import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partOf } from './parts.ts';
import type { Quantity } from '#clinical/types.ts';
import { roundTo, toCanonical } from '#clinical/units.ts';

const UCUM = 'http://unitsofmeasure.org';

/**
 * UCUM: [lb_av] = 0.45359237 kg, [in_i] = 2.54 cm, °C = (°F − 32)/1.8. 135 mmHg = 18.0 kPa (ISO 80000: 1 mmHg =
 * 0.133322 kPa). Glucose: 18.016 mg/dL per mmol/L (molar mass 180.16). g/kg: the national weight example is 49000 g.
 */
const conversions: [string, number, string, number][] = [
  ['body-weight', 49000, 'g', 49],
  ['body-weight', 49, 'kg', 49],
  ['body-weight', 100, '[lb_av]', 45.359237],
  ['body-temperature', 98.6, '[degF]', 37],
  ['body-temperature', 100.4, '[degF]', 38],
  ['body-temperature', 37.2, 'Cel', 37.2],
  ['glucose', 180.16, 'mg/dL', 10],
  ['glucose', 6.3, 'mmol/l', 6.3],
  ['glucose', 6.3, 'mmol/L', 6.3],
  ['systolic', 17.99847, 'kPa', 135],
  ['systolic', 135, 'mm[Hg]', 135],
  ['body-height', 1.8, 'm', 180],
  ['body-height', 70, '[in_i]', 177.8],
  ['heart-rate', 67, '/min', 67],
  ['heart-rate', 67, '{beats}/min', 67],
  ['heart-rate', 67, '1/min', 67],
  ['respiratory-rate', 14, '{breaths}/min', 14],
  ['oxygen-saturation', 97, '%', 97],
  ['bmi', 24.1, 'kg/m2', 24.1],
  ['news2', 20, 'score', 20],
  ['news2', 5, '{score}', 5],
  ['news2', 5, '1', 5],
];

describe('units', () => {
  test.each(conversions)('%s %d %s is %d', (key, value, code, canonical) => {
    expect(toCanonical(partOf(key), { value, system: UCUM, code })).toEqual({ value: canonical });
  });

  const printed: [string, string, number][] = [
    ['heart-rate', 'slag/min', 60],
    ['heart-rate', 'bpm', 60],
    ['systolic', 'mmHg', 60],
    ['body-weight', 'KG', 60],
    ['body-temperature', '°C', 60],
    ['glucose', 'mmol/L', 60],
    ['body-weight', ' g ', 0.06],
  ];
  test.each(printed)('%s with only the printed unit %s', (key, unit, canonical) => {
    expect(toCanonical(partOf(key), { value: 60, unit })).toEqual({ value: canonical });
  });

  /** Ten of each code and text that is accepted, in the canonical unit: UCUM's factors, and 18.016 mg/dL per mmol/L. */
  const accepted: [string, number, string[], string[]][] = [
    ['systolic', 10, ['mm[Hg]', 'mmHg'], ['mmHg', 'mm Hg', 'mm[Hg]']],
    ['systolic', 75.006375542, ['kPa'], ['kPa']],
    [
      'heart-rate',
      10,
      ['/min', '1/min'],
      [
        '/min',
        '1/min',
        'bpm',
        'slag/min',
        'slag/minutt',
        'slag per minutt',
        'beats/min',
        'beats/minute',
        'beats per minute',
        'pust/min',
        'breaths/min',
        'breaths/minute',
        'per minute',
        'per min',
      ],
    ],
    ['oxygen-saturation', 10, ['%'], ['%', 'prosent', 'percent']],
    ['body-temperature', 10, ['Cel', '°C'], ['°C', 'C', 'Cel', 'Celsius', 'grader Celsius']],
    ['body-temperature', -12.222222222, ['[degF]', '°F'], ['°F', 'F', '[degF]', 'degF', 'Fahrenheit']],
    ['body-weight', 10, ['kg'], ['kg', 'kilo', 'kilogram']],
    ['body-weight', 0.01, ['g'], ['g', 'gram']],
    ['body-weight', 4.5359237, ['[lb_av]'], ['[lb_av]', 'lb_av', 'lb', 'lbs']],
    ['body-height', 10, ['cm'], ['cm', 'centimeter']],
    ['body-height', 1000, ['m'], ['m', 'meter']],
    ['body-height', 1, ['mm'], ['mm', 'millimeter']],
    ['body-height', 25.4, ['[in_i]'], ['[in_i]', 'in', 'inch', 'inches']],
    ['bmi', 10, ['kg/m2'], ['kg/m2', 'kg/m²', 'kg/m^2']],
    ['glucose', 10, ['mmol/L', 'mmol/l'], ['mmol/L']],
    ['glucose', 0.555062167, ['mg/dL', 'mg/dl'], ['mg/dL']],
    ['news2', 10, ['1', 'score'], ['score', 'poeng', 'points']],
  ];
  test.each(accepted)('%s: ten are %d', (key, canonical, codes, texts) => {
    for (const code of codes) {
      expect(toCanonical(partOf(key), { value: 10, system: UCUM, code }), code).toEqual({ value: canonical });
    }
    for (const unit of texts) {
      expect(toCanonical(partOf(key), { value: 10, unit }), unit).toEqual({ value: canonical });
    }
  });

  test('a printed unit that is not recognised does not disturb a UCUM code', () => {
    const quantity = { value: 67, unit: 'slag i minuttet', system: UCUM, code: '/min' };
    expect(toCanonical(partOf('heart-rate'), quantity)).toEqual({ value: 67 });
  });

  test('UCUM by its OID is UCUM', () => {
    const quantity = { value: 49000, system: 'urn:oid:2.16.840.1.113883.6.8', code: 'g' };
    expect(toCanonical(partOf('body-weight'), quantity)).toEqual({ value: 49 });
  });

  const faults: [string, string, Quantity | undefined, string, RegExp][] = [
    ['no quantity', 'heart-rate', undefined, 'missing-value', /mangler/],
    ['no value', 'heart-rate', { unit: '/min' }, 'missing-value', /mangler/],
    ['no unit', 'body-weight', { value: 49000 }, 'missing-unit', /kg/],
    ['blank unit', 'body-weight', { value: 49, unit: ' ', code: '' }, 'missing-unit', /kg/],
    [
      'an unknown code',
      'body-weight',
      { value: 8, system: UCUM, code: '[stone_av]' },
      'unknown-unit',
      /\[stone_av\]/,
    ],
    ['an unknown text', 'body-weight', { value: 8, unit: 'stone' }, 'unknown-unit', /stone/],
    [
      'a unit of another quantity',
      'glucose',
      { value: 6, system: UCUM, code: 'mm[Hg]' },
      'unknown-unit',
      /mm\[Hg\]/,
    ],
    ['UCUM is case-sensitive', 'body-weight', { value: 8, system: UCUM, code: 'KG' }, 'unknown-unit', /KG/],
    [
      'an unknown code is not saved by its text',
      'body-weight',
      { value: 8, unit: 'kg', code: 'k' },
      'unknown-unit',
      /kg/,
    ],
    [
      'code and text disagree',
      'body-weight',
      { value: 8, unit: 'g', code: 'kg' },
      'unknown-unit',
      /motstridende/,
    ],
    [
      'a fraction is no percentage',
      'oxygen-saturation',
      { value: 0.97, system: UCUM, code: '1' },
      'unknown-unit',
      /1/,
    ],
    ['a score in mmHg', 'news2', { value: 5, system: UCUM, code: 'mm[Hg]' }, 'unknown-unit', /mm\[Hg\]/],
    [
      'text for a number',
      'heart-rate',
      { value: '67' as unknown as number, unit: '/min' },
      'not-a-number',
      /tall/,
    ],
    ['not finite', 'heart-rate', { value: NaN, unit: '/min' }, 'not-a-number', /tall/],
  ];
  test.each(faults)('%s', (_name, key, quantity, reason, text) => {
    expect(toCanonical(partOf(key), quantity)).toEqual({ reason, text: expect.stringMatching(text) });
  });

  const roundTrips: [string, string, (canonical: number) => number][] = [
    ['body-temperature', '[degF]', (celsius) => celsius * 1.8 + 32],
    ['body-weight', 'g', (kilograms) => kilograms * 1000],
    ['body-weight', '[lb_av]', (kilograms) => kilograms / 0.45359237],
    ['glucose', 'mg/dL', (millimoles) => millimoles * 18.016],
    ['systolic', 'kPa', (mmHg) => mmHg * 0.133322],
    ['body-height', 'm', (centimetres) => centimetres / 100],
    ['body-height', '[in_i]', (centimetres) => centimetres / 2.54],
  ];
  test.each(roundTrips)('%s there and back through %s is the same printed value', (key, code, there) => {
    const part = partOf(key);
    const printable = fc
      .integer({ min: 1, max: 5000 })
      .map((steps) => roundTo(steps * 10 ** -part.decimals, part.decimals));
    fc.assert(
      fc.property(printable, (value) => {
        const back = toCanonical(part, { value: there(value), system: UCUM, code });
        expect('value' in back && roundTo(back.value, part.decimals)).toBe(value);
      }),
    );
  });
});

describe('rounding', () => {
  /** Half away from zero on the decimal notation: the binary neighbours of 1.005 and 10.05 do not matter. */
  test.each([
    [84.5, 0, 85],
    [84.49, 0, 84],
    [3.94, 1, 3.9],
    [3.95, 1, 4],
    [10.04, 1, 10],
    [10.05, 1, 10.1],
    [1.005, 2, 1.01],
    [-0.05, 1, -0.1],
    [-0.04, 1, 0],
    [1e-7, 1, 0],
    [1e21, 1, 1e21],
    [Infinity, 1, Infinity],
  ])('%d to %d decimals is %d', (value, decimals, expected) => {
    expect(roundTo(value, decimals)).toBe(expected);
  });

  test('is within half a step, settled after once, and never turns the order around', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 0, max: 3 }), (a, b, decimals) => {
        const rounded = roundTo(a, decimals);
        expect(Math.abs(rounded - a)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
        expect(roundTo(rounded, decimals)).toBe(rounded);
        if (a <= b) expect(rounded).toBeLessThanOrEqual(roundTo(b, decimals));
      }),
    );
  });
});
