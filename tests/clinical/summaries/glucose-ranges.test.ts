import { describe, expect, test } from 'vitest';
import { glucoseManagementIndicator } from '../../../server/clinical/summaries/glucose-management.ts';
import {
  glucoseBand,
  glucoseGoals,
  glucoseSource,
  type GlucoseBand,
  type GlucoseUnit,
} from '../../../server/clinical/summaries/glucose-ranges.ts';
import { roundTo } from '../../../server/clinical/rounding.ts';

const { ranges } = glucoseGoals['type-1-or-2'];
const pregnancy = glucoseGoals['pregnancy-type-1'].ranges;

/** Diabetes Care 2019;42:1593: <3.0 (<54), 3.0–3.8 (54–69), 3.9–10.0 (70–180), 10.1–13.9 (181–250), >13.9 (>250). */
const edges: [number, GlucoseUnit, GlucoseBand][] = [
  [2.94, 'mmol/L', 'very-low'],
  [2.95, 'mmol/L', 'low'],
  [3.0, 'mmol/L', 'low'],
  [3.84, 'mmol/L', 'low'],
  [3.85, 'mmol/L', 'in-range'],
  [3.9, 'mmol/L', 'in-range'],
  [3.94, 'mmol/L', 'in-range'],
  [3.95, 'mmol/L', 'in-range'],
  [10.0, 'mmol/L', 'in-range'],
  [10.04, 'mmol/L', 'in-range'],
  [10.05, 'mmol/L', 'high'],
  [13.94, 'mmol/L', 'high'],
  [13.95, 'mmol/L', 'very-high'],
  [53, 'mg/dL', 'very-low'],
  [54, 'mg/dL', 'low'],
  [69, 'mg/dL', 'low'],
  [69.4, 'mg/dL', 'low'],
  [69.5, 'mg/dL', 'in-range'],
  [70, 'mg/dL', 'in-range'],
  [180, 'mg/dL', 'in-range'],
  [181, 'mg/dL', 'high'],
  [250, 'mg/dL', 'high'],
  [251, 'mg/dL', 'very-high'],
];

/** Same source, pregnancy: 3.5–7.8 (63–140), level 2 low <3.0 (<54). */
const pregnancyEdges: [number, GlucoseUnit, GlucoseBand][] = [
  [2.9, 'mmol/L', 'very-low'],
  [3.0, 'mmol/L', 'low'],
  [3.44, 'mmol/L', 'low'],
  [3.45, 'mmol/L', 'in-range'],
  [7.84, 'mmol/L', 'in-range'],
  [7.85, 'mmol/L', 'high'],
  [30, 'mmol/L', 'high'],
  [53, 'mg/dL', 'very-low'],
  [62, 'mg/dL', 'low'],
  [63, 'mg/dL', 'in-range'],
  [140, 'mg/dL', 'in-range'],
  [141, 'mg/dL', 'high'],
];

describe('bands (T9)', () => {
  test.each(edges)('%f %s is %s', (value, unit, band) => {
    expect(glucoseBand(value, ranges, unit)).toBe(band);
  });
  test.each(pregnancyEdges)('in pregnancy %f %s is %s', (value, unit, band) => {
    expect(glucoseBand(value, pregnancy, unit)).toBe(band);
  });
  test.each(Object.entries(glucoseGoals))('%s: every printed value has one band', (_, goals) => {
    for (let tenth = 1; tenth < 400; tenth++) {
      expect(glucoseBand(tenth / 10, goals.ranges)).toBeDefined();
      expect(glucoseBand(tenth, goals.ranges, 'mg/dL')).toBeDefined();
    }
  });
});

/** Diabetes Care 2019;42:1593: the bands as they are told beside a share, both ends, in both units. */
test('the ranges, written once more', () => {
  expect(glucoseSource).toBe('Diabetes Care 2019;42:1593');
  const written = (unit: GlucoseUnit) =>
    Object.fromEntries(
      Object.entries(glucoseGoals).map(([group, { ranges: bands }]) => [
        group,
        bands.map((each) => `${each.band} ${each[unit].low ?? ''}…${each[unit].high ?? ''}`).join(', '),
      ]),
    );
  const molar = 'very-low …2.9, low 3…3.8, in-range 3.9…10, high 10.1…13.9, very-high 14…';
  const mass = 'very-low …53, low 54…69, in-range 70…180, high 181…250, very-high 251…';
  const pregnantMolar = 'very-low …2.9, low 3…3.4, in-range 3.5…7.8, high 7.9…';
  const pregnantMass = 'very-low …53, low 54…62, in-range 63…140, high 141…';
  expect(written('mmol/L')).toEqual({
    'type-1-or-2': molar,
    'older-or-high-risk': molar,
    'pregnancy-type-1': pregnantMolar,
    'pregnancy-type-2-or-gestational': pregnantMolar,
  });
  expect(written('mg/dL')).toEqual({
    'type-1-or-2': mass,
    'older-or-high-risk': mass,
    'pregnancy-type-1': pregnantMass,
    'pregnancy-type-2-or-gestational': pregnantMass,
  });
});

test('what is no number is in no band', () => {
  expect(glucoseBand(NaN, ranges)).toBeUndefined();
});

test('goals in per cent of time (Diabetes Care 2019;42:1593, figure 1)', () => {
  const table = Object.fromEntries(
    Object.entries(glucoseGoals).map(([group, { goals }]) => [
      group,
      goals.map(({ name, relation, percent, bands }) => `${name} ${relation} ${percent}: ${bands.join('+')}`),
    ]),
  );
  expect(table).toEqual({
    'type-1-or-2': [
      'TIR above 70: in-range',
      'TBR below 4: very-low+low',
      'TBR2 below 1: very-low',
      'TAR below 25: high+very-high',
      'TAR2 below 5: very-high',
    ],
    'older-or-high-risk': [
      'TIR above 50: in-range',
      'TBR below 1: very-low+low',
      'TAR below 50: high+very-high',
      'TAR2 below 10: very-high',
    ],
    'pregnancy-type-1': [
      'TIR above 70: in-range',
      'TBR below 4: very-low+low',
      'TBR2 below 1: very-low',
      'TAR below 25: high+very-high',
    ],
    'pregnancy-type-2-or-gestational': [],
  });
});

describe('GMI', () => {
  test('of 8.6 mmol/L is 7.0 % or 53 mmol/mol', () => {
    const { percent, mmolPerMol } = glucoseManagementIndicator(8.6);
    expect([roundTo(percent, 1), roundTo(mmolPerMol, 0)]).toEqual([7.0, 53]);
  });

  /** Bergenstal et al., Diabetes Care 2018;41:2275, table 2: mean glucose in mg/dL and GMI. */
  test.each([
    [100, 5.7],
    [125, 6.3],
    [150, 6.9],
    [175, 7.5],
    [200, 8.1],
    [225, 8.7],
    [250, 9.3],
    [275, 9.9],
    [300, 10.5],
    [350, 11.7],
  ])('of %d mg/dL is %f %%', (milligrams, percent) => {
    expect(roundTo(glucoseManagementIndicator(milligrams / 18.016).percent, 1)).toBe(percent);
  });

  test('its coefficients, to the last digit', () => {
    const [none, ten] = [glucoseManagementIndicator(0), glucoseManagementIndicator(10)];
    expect(none).toEqual({ percent: 3.31, mmolPerMol: 12.71 });
    expect(ten.percent).toBeCloseTo(3.31 + 4.3094272, 9);
    expect(ten.mmolPerMol).toBeCloseTo(12.71 + 47.0587, 9);
  });

  test.each([5, 7, 8.6, 10, 12, 15])(
    'of %f mmol/L: both units agree by the IFCC master equation, NGSP = 0.09148 × IFCC + 2.152',
    (mean) => {
      const { percent, mmolPerMol } = glucoseManagementIndicator(mean);
      expect(0.09148 * mmolPerMol + 2.152).toBeCloseTo(percent, 1);
    },
  );
});
