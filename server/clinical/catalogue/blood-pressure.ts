import { LOINC, SNOMED } from '../code-systems.ts';
import type { Part, VitalSign } from '../types.ts';

/**
 * Default limits, per reading, adults:
 * - H from 135/85: home hypertension, J Clin Hypertens 2018;20:1116 (PMC8030885), Table 3.
 * - HH from 180/120: stage 3 (severe) hypertension by NICE NG136, a clinic reading; no source read gives a home figure.
 * - L systolic 91–100 and LL systolic ≤ 90: 2 and 3 points in NEWS2 (RCP 2017). The 1-point band 101–110 is
 *   left inside N: ESC 2024 sets no lower end to "non-elevated" and treated patients live there.
 * - L diastolic < 60: NHS, "Low blood pressure: less than 90/60".
 * Impossible and improbable: a proposal that awaits clinical sign-off, compared with Canvas SDK (SBP 30–305, DBP 20–180),
 * OpenMRS (SBP 0–250, DBP 0–150) and a home-BP app (31–399).
 */
const source =
  'Generell grense: hjemmeblodtrykk gul ≥135/85 (J Clin Hypertens 2018;20:1116), rød ≥180/120 (NICE NG136)';

const systolic: Part = {
  key: 'systolic',
  code: { system: LOINC, code: '8480-6', display: 'Systolic blood pressure' },
  translations: [{ system: SNOMED, code: '271649006', display: 'Systolic blood pressure' }],
  unit: 'mm[Hg]',
  unitDisplay: 'mmHg',
  decimals: 0,
  axis: { min: 40, max: 200 },
  absolute: { low: 0, lowExclusive: true, high: 350 },
  improbable: { low: 60, high: 260 },
  defaultLimits: {
    origin: 'default',
    source: `${source}, lavt ≤100 gul og ≤90 rød (NEWS2, RCP 2017)`,
    zones: [
      { interpretation: 'LL', high: 90 },
      { interpretation: 'L', low: 91, high: 100 },
      { interpretation: 'N', low: 101, high: 134 },
      { interpretation: 'H', low: 135, high: 179 },
      { interpretation: 'HH', low: 180 },
    ],
  },
};

const diastolic: Part = {
  key: 'diastolic',
  code: { system: LOINC, code: '8462-4', display: 'Diastolic blood pressure' },
  translations: [{ system: SNOMED, code: '271650006', display: 'Diastolic blood pressure' }],
  unit: 'mm[Hg]',
  unitDisplay: 'mmHg',
  decimals: 0,
  axis: { min: 40, max: 200 },
  absolute: { low: 0, lowExclusive: true, high: 250 },
  improbable: { low: 30, high: 160 },
  defaultLimits: {
    origin: 'default',
    source: `${source}, lavt <60 gul (NHS)`,
    zones: [
      { interpretation: 'L', high: 59 },
      { interpretation: 'N', low: 60, high: 84 },
      { interpretation: 'H', low: 85, high: 119 },
      { interpretation: 'HH', low: 120 },
    ],
  },
};

/** Components are matched by code, never by position: sources send them in either order. */
export const bloodPressure: VitalSign = {
  key: 'blood-pressure',
  code: { system: LOINC, code: '85354-9', display: 'Blood pressure panel with all children optional' },
  translations: [{ system: SNOMED, code: '75367002', display: 'Blood pressure' }],
  aliases: [],
  category: 'vital-signs',
  valueKind: 'quantity',
  parts: [systolic, diastolic],
};
