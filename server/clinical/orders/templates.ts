import type { VitalSignKey } from '../types.ts';
import type { PartRule, Schedule } from './order.ts';

export type TemplateKey = 'hypertension' | 'heart-failure' | 'copd' | 'diabetes';

/**
 * Where a treating team may begin for a condition. Nobody's limits: each number is to be weighed for the patient before it is used
 * (Helsedirektoratet: individual limits, templates are not copied unedited). Awaits a named clinical owner.
 */
export interface OrderTemplate {
  readonly key: TemplateKey;
  readonly vitalSign: VitalSignKey;
  readonly rules: readonly PartRule[];
  /** Absent: no source read says how often. */
  readonly schedule?: Schedule;
  /** Citations, shown beside the numbers. */
  readonly sources: readonly string[];
}

/** A limit is the first value that is flagged, so `> 10.0` is 10.1. Low blood pressure is left to the general default. */
export const orderTemplates: readonly OrderTemplate[] = [
  {
    key: 'hypertension',
    vitalSign: 'blood-pressure',
    rules: [
      { part: 'systolic', limits: { yellowHigh: 135, redHigh: 180 }, target: { low: 120, high: 129 } },
      { part: 'diastolic', limits: { yellowHigh: 85, redHigh: 120 } },
    ],
    schedule: { frequency: 4, period: 1, unit: 'd' },
    sources: [
      'Hjemmeblodtrykk ≥135/85, og 2 målinger morgen og 2 kveld i 7 dager: J Clin Hypertens 2018;20:1116',
      'Alvorlig ≥180/120, målt på legekontor: NICE NG136',
      'Systolisk behandlingsmål 120–129: ESC 2024',
    ],
  },
  {
    key: 'heart-failure',
    vitalSign: 'body-weight',
    rules: [
      {
        part: 'body-weight',
        limits: {},
        changes: [{ level: 'yellow', direction: 'rise', by: 2, days: 3 }],
      },
    ],
    schedule: { frequency: 1, period: 1, unit: 'd' },
    sources: [
      'Mer enn 2 kg opp på 3 dager: ESC/HFA, heartfailurematters.org',
      'Daglig, om morgenen: terveyskyla.fi',
    ],
  },
  {
    key: 'copd',
    vitalSign: 'oxygen-saturation',
    rules: [
      {
        part: 'oxygen-saturation',
        limits: { redLow: 83, yellowLow: 87 },
        target: { low: 88, high: 92 },
      },
    ],
    schedule: { frequency: 1, period: 1, unit: 'd' },
    sources: [
      '88–92 % bare ved fare for hyperkapni, ellers 94–98 %: BTS. Pasientens vanlige verdi avgjør (PMC4750741)',
      'Gul 84–87 % og rød ≤83 %: NEWS2 skala 2 (RCP 2017)',
      'Daglig i de første ukene: Helsedirektoratet, digital hjemmeoppfølging',
    ],
  },
  {
    key: 'diabetes',
    vitalSign: 'glucose',
    rules: [
      {
        part: 'glucose',
        limits: { redLow: 2.9, yellowLow: 3.8, yellowHigh: 10.1, redHigh: 14 },
        target: { low: 3.9, high: 10 },
      },
    ],
    sources: ['Under 3,0 og 3,9, over 10,0 og 13,9 mmol/L: Diabetes Care 2019;42:1593. Ikke for gravide'],
  },
];

export function templatesFor(vitalSign: VitalSignKey): readonly OrderTemplate[] {
  return orderTemplates.filter((template) => template.vitalSign === vitalSign);
}
