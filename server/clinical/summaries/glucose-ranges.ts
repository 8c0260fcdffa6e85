import { roundTo } from '../rounding.ts';

/** Whom a set of ranges and goals is for. */
export type GlucoseGroup =
  'type-1-or-2' | 'older-or-high-risk' | 'pregnancy-type-1' | 'pregnancy-type-2-or-gestational';

export type GlucoseBand = 'very-low' | 'low' | 'in-range' | 'high' | 'very-high';

/** Inclusive ends as printed; a missing end is open. */
export interface Ends {
  low?: number;
  high?: number;
}

/** One band in both units. The pairs are the consensus' own: no limit is converted (70 mg/dL is 3.9 mmol/L, not 3.885). */
export interface GlucoseRange {
  band: GlucoseBand;
  'mmol/L': Ends;
  'mg/dL': Ends;
}

export type GlucoseUnit = 'mmol/L' | 'mg/dL';

/** A goal for the share of time in some bands together. */
export interface GlucoseGoal {
  name: 'TIR' | 'TBR' | 'TBR2' | 'TAR' | 'TAR2';
  bands: readonly GlucoseBand[];
  relation: 'above' | 'below';
  percent: number;
}

export interface GlucoseGoals {
  ranges: readonly GlucoseRange[];
  /** None: the consensus gives ranges without percentages. */
  goals: readonly GlucoseGoal[];
}

export const glucoseSource = 'Diabetes Care 2019;42:1593';

const veryLow: GlucoseRange = { band: 'very-low', 'mmol/L': { high: 2.9 }, 'mg/dL': { high: 53 } };

const ranges: readonly GlucoseRange[] = [
  veryLow,
  { band: 'low', 'mmol/L': { low: 3.0, high: 3.8 }, 'mg/dL': { low: 54, high: 69 } },
  { band: 'in-range', 'mmol/L': { low: 3.9, high: 10.0 }, 'mg/dL': { low: 70, high: 180 } },
  { band: 'high', 'mmol/L': { low: 10.1, high: 13.9 }, 'mg/dL': { low: 181, high: 250 } },
  { band: 'very-high', 'mmol/L': { low: 14.0 }, 'mg/dL': { low: 251 } },
];

const pregnancyRanges: readonly GlucoseRange[] = [
  veryLow,
  { band: 'low', 'mmol/L': { low: 3.0, high: 3.4 }, 'mg/dL': { low: 54, high: 62 } },
  { band: 'in-range', 'mmol/L': { low: 3.5, high: 7.8 }, 'mg/dL': { low: 63, high: 140 } },
  { band: 'high', 'mmol/L': { low: 7.9 }, 'mg/dL': { low: 141 } },
];

const bands: Record<GlucoseGoal['name'], readonly GlucoseBand[]> = {
  TIR: ['in-range'],
  TBR: ['very-low', 'low'],
  TBR2: ['very-low'],
  TAR: ['high', 'very-high'],
  TAR2: ['very-high'],
};

const above = (name: GlucoseGoal['name'], percent: number): GlucoseGoal => goal(name, 'above', percent);
const below = (name: GlucoseGoal['name'], percent: number): GlucoseGoal => goal(name, 'below', percent);

function goal(name: GlucoseGoal['name'], relation: GlucoseGoal['relation'], percent: number): GlucoseGoal {
  return { name, bands: bands[name], relation, percent };
}

/**
 * International consensus on time in range: ranges by patient group, and goals in percent of the time
 * (Diabetes Care 2019;42:1593).
 */
export const glucoseGoals: Readonly<Record<GlucoseGroup, GlucoseGoals>> = {
  'type-1-or-2': {
    ranges,
    goals: [above('TIR', 70), below('TBR', 4), below('TBR2', 1), below('TAR', 25), below('TAR2', 5)],
  },
  'older-or-high-risk': {
    ranges,
    goals: [above('TIR', 50), below('TBR', 1), below('TAR', 50), below('TAR2', 10)],
  },
  'pregnancy-type-1': {
    ranges: pregnancyRanges,
    goals: [above('TIR', 70), below('TBR', 4), below('TBR2', 1), below('TAR', 25)],
  },
  'pregnancy-type-2-or-gestational': { ranges: pregnancyRanges, goals: [] },
};

const decimals: Record<GlucoseUnit, number> = { 'mmol/L': 1, 'mg/dL': 0 };

/**
 * The band of a value, rounded as it is printed in its unit: 3.94 is 3.9, 3.85 is 3.9 and 10.05 is 10.1. Undefined: not a number.
 * @param inRanges from low to high, the last open, with no printed value between two
 */
export function glucoseBand(
  value: number,
  inRanges: readonly GlucoseRange[],
  unit: GlucoseUnit = 'mmol/L',
): GlucoseBand | undefined {
  const printed = roundTo(value, decimals[unit]);
  return inRanges.find((range) => printed <= (range[unit].high ?? Infinity))?.band;
}
