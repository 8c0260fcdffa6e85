import { LOINC, SNOMED } from '../code-systems.ts';
import { singlePart } from './single-part.ts';

/**
 * No default limit: what matters is a person's own course (ESC/HFA: > 2 kg in 3 days), not a fixed weight.
 * Impossible and improbable (adults): a proposal that awaits clinical sign-off; the upper cap sits above every recorded human weight
 * because OpenMRS' own reviewers reject a lower one; VA study range 22.7–340.2 kg.
 * 29563-7 is a misprint of 29463-7 in the national documentation (it fails the LOINC check digit).
 */
export const bodyWeight = singlePart({
  key: 'body-weight',
  code: { system: LOINC, code: '29463-7', display: 'Body weight' },
  translations: [{ system: SNOMED, code: '27113001', display: 'Body weight' }],
  aliases: [{ system: LOINC, code: '29563-7' }],
  unit: 'kg',
  unitDisplay: 'kg',
  decimals: 1,
  axis: { min: 40, max: 140, fitted: true },
  absolute: { low: 0, lowExclusive: true, high: 700 },
  improbable: { low: 25, high: 300 },
});

/** No default limit. Impossible: OpenMRS metadata (10–272 cm, the tallest recorded human). No source for improbable. */
export const bodyHeight = singlePart({
  key: 'body-height',
  code: { system: LOINC, code: '8302-2', display: 'Body height' },
  translations: [],
  unit: 'cm',
  unitDisplay: 'cm',
  decimals: 0,
  axis: { min: 140, max: 200, fitted: true },
  absolute: { low: 10, high: 272 },
  improbable: {},
});

/** No default limit: a score to follow, not an alarm. No source for improbable. */
export const bmi = singlePart({
  key: 'bmi',
  code: { system: LOINC, code: '39156-5', display: 'Body mass index (BMI) [Ratio]' },
  translations: [],
  unit: 'kg/m2',
  unitDisplay: 'kg/m²',
  decimals: 1,
  axis: { min: 15, max: 40, fitted: true },
  absolute: { low: 0, lowExclusive: true },
  improbable: {},
});
