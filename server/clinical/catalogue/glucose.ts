import { LOINC, NPU, SNOMED } from '../code-systems.ts';
import { singlePart } from './single-part.ts';

/**
 * Default limits: international consensus on time in range, Diabetes Care 2019;42:1593: target 3.9–10.0 mmol/L,
 * level 2 low < 3.0, level 2 high > 13.9. The paired mg/dL table (70–180, 54, 250) is not used: thresholds are
 * never converted.
 * Impossible and improbable: a proposal that awaits clinical sign-off; 1.1–33.3 mmol/L is what meters measure.
 */
export const glucose = singlePart({
  key: 'glucose',
  code: { system: LOINC, code: '15074-8', display: 'Glucose [Moles/volume] in Blood' },
  translations: [
    { system: SNOMED, code: '434912009', display: 'Blood glucose concentration' },
    { system: NPU, code: 'NPU02187', display: 'B-Glukose' },
  ],
  category: 'laboratory',
  unit: 'mmol/L',
  unitDisplay: 'mmol/L',
  decimals: 1,
  axis: { min: 2, max: 20 },
  absolute: { low: 0, lowExclusive: true, high: 150 },
  improbable: { low: 1.1, high: 33.3 },
  defaultLimits: {
    origin: 'default',
    source: 'Generell grense: 3,9–10,0 mmol/L, <3,0 og >13,9 rød (Diabetes Care 2019;42:1593)',
    zones: [
      { interpretation: 'LL', high: 2.9 },
      { interpretation: 'L', low: 3.0, high: 3.8 },
      { interpretation: 'N', low: 3.9, high: 10.0 },
      { interpretation: 'H', low: 10.1, high: 13.9 },
      { interpretation: 'HH', low: 14.0 },
    ],
  },
});
