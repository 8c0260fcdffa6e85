import { SNOMED } from '../code-systems.ts';
import type { VitalSign } from '../types.ts';
import { singlePart } from './single-part.ts';

/**
 * A received total, never computed here. Default limits: RCP 2017 response thresholds, total 5–6 urgent (yellow),
 * ≥ 7 emergency (red); a single parameter of 3 among the received sub-scores is yellow (see assess.ts).
 * Impossible: outside 0–20, the range of the score.
 */
export const news2 = singlePart({
  key: 'news2',
  code: {
    system: SNOMED,
    code: '1104051000000101',
    display: 'Royal College of Physicians NEWS2 total score',
  },
  translations: [],
  category: 'survey',
  valueKind: 'score',
  unit: undefined,
  unitDisplay: '',
  decimals: 0,
  axis: { min: 0, max: 20 },
  absolute: { low: 0, high: 20 },
  improbable: {},
  defaultLimits: {
    origin: 'default',
    source: 'Generell grense: NEWS2 sum 5–6 eller ett enkeltparameter 3 gul, ≥7 rød (RCP 2017)',
    zones: [
      { interpretation: 'N', low: 0, high: 4 },
      { interpretation: 'H', low: 5, high: 6 },
      { interpretation: 'HH', low: 7 },
    ],
  },
});

/** Clinical Frailty Scale, 1–9 (Rockwood). An ordinal description of a person: no limit applies. */
export const cfs = singlePart({
  key: 'cfs',
  code: {
    system: SNOMED,
    code: '763264000',
    display: 'Canadian Study of Health and Aging Clinical Frailty Scale score',
  },
  translations: [],
  category: 'survey',
  valueKind: 'score',
  unit: undefined,
  unitDisplay: '',
  decimals: 0,
  axis: { min: 1, max: 9 },
  absolute: { low: 1, high: 9 },
  improbable: {},
});

/** Level of consciousness. Values are local codes in real data, so the text is shown and nothing is concluded. */
export const acvpu: VitalSign = {
  key: 'acvpu',
  code: { system: SNOMED, code: '1104441000000107', display: 'ACVPU scale score' },
  translations: [],
  aliases: [],
  category: 'survey',
  valueKind: 'concept',
  parts: [],
};
