import { describe, expect, test } from 'vitest';
import { assess } from '#clinical/assess.ts';
import type { Interpretation } from '#clinical/types.ts';
import { bloodPressureOf, diastolic, observationOf, systolic } from './observations.ts';

/**
 * General defaults, every edge on both sides, half a step included: rounding comes first.
 * - Heart rate, respiratory rate, temperature: NEWS2 (RCP 2017, chart 1); 1–2 points yellow, 3 points red.
 * - SpO2: red NEWS2 scale 1 three points; yellow its two points; N from 94 (BTS target 94–98; 22 % of stable
 *   asthma/COPD patients in Norwegian general practice are ≤ 95 %, PMC4750741).
 * - Glucose: international consensus, Diabetes Care 2019;42:1593.
 * - NEWS2 total: RCP 2017 response thresholds 5 and 7.
 */
const edges: [string, string | undefined, number, Interpretation][] = [
  ['heart-rate', '/min', 40, 'LL'],
  ['heart-rate', '/min', 40.4, 'LL'],
  ['heart-rate', '/min', 40.5, 'L'],
  ['heart-rate', '/min', 41, 'L'],
  ['heart-rate', '/min', 50, 'L'],
  ['heart-rate', '/min', 51, 'N'],
  ['heart-rate', '/min', 90, 'N'],
  ['heart-rate', '/min', 91, 'H'],
  ['heart-rate', '/min', 130, 'H'],
  ['heart-rate', '/min', 131, 'HH'],
  ['oxygen-saturation', '%', 91, 'LL'],
  ['oxygen-saturation', '%', 92, 'L'],
  ['oxygen-saturation', '%', 93, 'L'],
  ['oxygen-saturation', '%', 93.4, 'L'],
  ['oxygen-saturation', '%', 93.5, 'N'],
  ['oxygen-saturation', '%', 94, 'N'],
  ['oxygen-saturation', '%', 100, 'N'],
  ['respiratory-rate', '/min', 8, 'LL'],
  ['respiratory-rate', '/min', 9, 'L'],
  ['respiratory-rate', '/min', 11, 'L'],
  ['respiratory-rate', '/min', 12, 'N'],
  ['respiratory-rate', '/min', 20, 'N'],
  ['respiratory-rate', '/min', 21, 'H'],
  ['respiratory-rate', '/min', 24, 'H'],
  ['respiratory-rate', '/min', 25, 'HH'],
  ['body-temperature', 'Cel', 35, 'LL'],
  ['body-temperature', 'Cel', 35.04, 'LL'],
  ['body-temperature', 'Cel', 35.05, 'L'],
  ['body-temperature', 'Cel', 35.1, 'L'],
  ['body-temperature', 'Cel', 36, 'L'],
  ['body-temperature', 'Cel', 36.1, 'N'],
  ['body-temperature', 'Cel', 38, 'N'],
  ['body-temperature', 'Cel', 38.04, 'N'],
  ['body-temperature', 'Cel', 38.05, 'H'],
  ['body-temperature', 'Cel', 38.1, 'H'],
  ['body-temperature', 'Cel', 39.1, 'H'],
  ['body-temperature', '[degF]', 100.4, 'N'],
  ['body-temperature', '[degF]', 100.6, 'H'],
  ['glucose', 'mmol/L', 2.9, 'LL'],
  ['glucose', 'mmol/L', 2.94, 'LL'],
  ['glucose', 'mmol/L', 2.95, 'L'],
  ['glucose', 'mmol/L', 3, 'L'],
  ['glucose', 'mmol/L', 3.8, 'L'],
  ['glucose', 'mmol/L', 3.84, 'L'],
  ['glucose', 'mmol/L', 3.85, 'N'],
  ['glucose', 'mmol/L', 3.9, 'N'],
  ['glucose', 'mmol/L', 3.94, 'N'],
  ['glucose', 'mmol/L', 3.95, 'N'],
  ['glucose', 'mmol/L', 10, 'N'],
  ['glucose', 'mmol/L', 10.04, 'N'],
  ['glucose', 'mmol/L', 10.05, 'H'],
  ['glucose', 'mmol/L', 10.1, 'H'],
  ['glucose', 'mmol/L', 13.9, 'H'],
  ['glucose', 'mmol/L', 13.94, 'H'],
  ['glucose', 'mmol/L', 13.95, 'HH'],
  ['glucose', 'mmol/L', 14, 'HH'],
  ['glucose', 'mg/dL', 53, 'LL'],
  ['glucose', 'mg/dL', 54, 'L'],
  ['glucose', 'mg/dL', 69, 'L'],
  ['glucose', 'mg/dL', 70, 'N'],
  ['glucose', 'mg/dL', 180, 'N'],
  ['glucose', 'mg/dL', 182, 'H'],
  ['glucose', 'mg/dL', 250, 'H'],
  ['glucose', 'mg/dL', 252, 'HH'],
  ['news2', undefined, 0, 'N'],
  ['news2', undefined, 4, 'N'],
  ['news2', undefined, 5, 'H'],
  ['news2', undefined, 6, 'H'],
  ['news2', undefined, 7, 'HH'],
  ['news2', undefined, 20, 'HH'],
];

/**
 * Systolic with a diastolic of 70: yellow high from 135 (home hypertension, J Clin Hypertens 2018;20:1116), red from
 * 180 (NICE NG136 stage 3), yellow low 91–100 and red ≤ 90 (NEWS2 two and three points).
 */
const systolicEdges: [number, Interpretation][] = [
  [90, 'LL'],
  [91, 'L'],
  [100, 'L'],
  [101, 'N'],
  [134, 'N'],
  [134.4, 'N'],
  [134.5, 'H'],
  [135, 'H'],
  [179, 'H'],
  [180, 'HH'],
];

/** Diastolic with a systolic of 150: yellow from 85, red from 120 (same sources), yellow low below 60 (NHS). */
const diastolicEdges: [number, Interpretation][] = [
  [59, 'L'],
  [60, 'N'],
  [84, 'N'],
  [84.5, 'H'],
  [85, 'H'],
  [119, 'H'],
  [120, 'HH'],
];

const judgementOf = (observation: Parameters<typeof assess>[0], index = 0) =>
  assess(observation).parts[index]?.judgement;

describe('general default limits', () => {
  test.each(edges)('%s in %s: %d is %s', (key, unit, value, interpretation) => {
    const judgement = judgementOf(observationOf(key, value, unit));
    expect(judgement).toMatchObject({ kind: 'assessed', interpretation, limits: { origin: 'default' } });
  });

  test.each(systolicEdges)('systolic %d is %s', (value, interpretation) => {
    const judgement = judgementOf(bloodPressureOf(systolic(value), diastolic(70)), 0);
    expect(judgement).toMatchObject({ kind: 'assessed', interpretation });
  });

  test.each(diastolicEdges)('diastolic %d is %s', (value, interpretation) => {
    const judgement = judgementOf(bloodPressureOf(systolic(150), diastolic(value)), 1);
    expect(judgement).toMatchObject({ kind: 'assessed', interpretation });
  });

  test.each([
    ['body-weight', 80, 'kg'],
    ['body-height', 180, 'cm'],
    ['bmi', 24, 'kg/m2'],
    ['cfs', 5, undefined],
  ])('%s has no limit: not assessed, never normal', (key, value, unit) => {
    expect(judgementOf(observationOf(key, value, unit))).toEqual({
      kind: 'not-assessed',
      reason: 'no-limit',
    });
  });
});

/** RCP 2017: a 3 in one parameter asks for urgent review whatever the total. Codes: the national NEWS2 example. */
describe('NEWS2 with sub-scores', () => {
  const subScore = (code: string, value: number) => ({
    code: { coding: [{ system: 'http://snomed.info/sct', code }] },
    valueQuantity: { value },
  });
  const withSubScores = (total: number, ...component: ReturnType<typeof subScore>[]) => ({
    ...observationOf('news2', total),
    component,
  });

  test('a single parameter of 3 makes a low total yellow, and never lowers a high one', () => {
    const pulse = subScore('1104351000000103', 3);
    expect(judgementOf(withSubScores(3, pulse))).toMatchObject({ interpretation: 'H' });
    expect(judgementOf(withSubScores(5, pulse))).toMatchObject({ interpretation: 'H' });
    expect(judgementOf(withSubScores(7, pulse))).toMatchObject({ interpretation: 'HH' });
  });

  test('sub-scores below 3 leave a low total normal', () => {
    const components = [subScore('1104351000000103', 2), subScore('1104301000000104', 2)];
    expect(judgementOf(withSubScores(4, ...components))).toMatchObject({ interpretation: 'N' });
  });

  test('a measured value that happens to be 3 is no sub-score', () => {
    const rate = {
      code: { coding: [{ system: 'http://loinc.org', code: '9279-1' }] },
      valueQuantity: { value: 3 },
    };
    const observation = { ...observationOf('news2', 4), component: [rate] };
    expect(judgementOf(observation)).toMatchObject({ interpretation: 'N' });
  });

  test('a sub-score is one as an integer, and without a code', () => {
    const integer = { ...subScore('1104351000000103', 3), valueQuantity: undefined, valueInteger: 3 };
    const nameless = { valueQuantity: { value: 3 } };
    for (const component of [integer, nameless]) {
      const observation = { ...observationOf('news2', 4), component: [component] };
      expect(judgementOf(observation as Parameters<typeof assess>[0])).toMatchObject({ interpretation: 'H' });
    }
  });

  test('a component of 3 says nothing of another vital sign', () => {
    const observation = {
      ...observationOf('heart-rate', 70, '/min'),
      component: [subScore('1104351000000103', 3)],
    };
    expect(judgementOf(observation)).toMatchObject({ interpretation: 'N' });
  });

  test("limits on the measurement itself are not overruled by the default's rule", () => {
    const observation = {
      ...withSubScores(3, subScore('1104351000000103', 3)),
      referenceRange: [{ high: { value: 4 } }],
    };
    expect(judgementOf(observation)).toMatchObject({
      interpretation: 'N',
      limits: { origin: 'measurement' },
    });
  });
});
