import { describe, expect, test } from 'vitest';
import { judgePlausibility } from '#clinical/plausibility.ts';
import type { PartKey } from '#clinical/types.ts';
import { vitalSignOf } from './parts.ts';

type Level = 'plausible' | 'improbable' | 'impossible';

/**
 * Two tiers, a proposal that awaits clinical sign-off. Compared with Canvas SDK entry limits (SBP 30–305, DBP 20–180,
 * pulse 30–250, RR 6–60, SpO2 60–100), OpenMRS metadata (temperature 25–43, height 10–272, SpO2 0–100) and a VA study
 * (weight 22.7–340.2 kg). NEWS2 is 0–20 (RCP 2017), CFS 1–9 (Rockwood).
 */
const single: [string, number, Level][] = [
  ['heart-rate', 0, 'impossible'],
  ['heart-rate', 1, 'improbable'],
  ['heart-rate', 29, 'improbable'],
  ['heart-rate', 30, 'plausible'],
  ['heart-rate', 220, 'plausible'],
  ['heart-rate', 221, 'improbable'],
  ['heart-rate', 350, 'improbable'],
  ['heart-rate', 351, 'impossible'],
  ['oxygen-saturation', -1, 'impossible'],
  ['oxygen-saturation', 0, 'improbable'],
  ['oxygen-saturation', 69, 'improbable'],
  ['oxygen-saturation', 70, 'plausible'],
  ['oxygen-saturation', 100, 'plausible'],
  ['oxygen-saturation', 100.1, 'impossible'],
  ['oxygen-saturation', 101, 'impossible'],
  ['respiratory-rate', -1, 'impossible'],
  ['respiratory-rate', 0, 'improbable'],
  ['respiratory-rate', 5, 'improbable'],
  ['respiratory-rate', 6, 'plausible'],
  ['respiratory-rate', 60, 'plausible'],
  ['respiratory-rate', 61, 'improbable'],
  ['respiratory-rate', 120, 'improbable'],
  ['respiratory-rate', 121, 'impossible'],
  ['body-temperature', 19.9, 'impossible'],
  ['body-temperature', 20, 'improbable'],
  ['body-temperature', 33.9, 'improbable'],
  ['body-temperature', 34, 'plausible'],
  ['body-temperature', 42, 'plausible'],
  ['body-temperature', 42.1, 'improbable'],
  ['body-temperature', 46, 'improbable'],
  ['body-temperature', 46.1, 'impossible'],
  ['body-weight', 0, 'impossible'],
  ['body-weight', 24.9, 'improbable'],
  ['body-weight', 25, 'plausible'],
  ['body-weight', 300, 'plausible'],
  ['body-weight', 300.1, 'improbable'],
  ['body-weight', 700, 'improbable'],
  ['body-weight', 700.1, 'impossible'],
  ['body-height', 9, 'impossible'],
  ['body-height', 10, 'plausible'],
  ['body-height', 272, 'plausible'],
  ['body-height', 273, 'impossible'],
  ['bmi', 0, 'impossible'],
  ['bmi', 0.1, 'plausible'],
  ['glucose', 0, 'impossible'],
  ['glucose', 1, 'improbable'],
  ['glucose', 1.1, 'plausible'],
  ['glucose', 33.3, 'plausible'],
  ['glucose', 33.4, 'improbable'],
  ['glucose', 150, 'improbable'],
  ['glucose', 150.1, 'impossible'],
  ['news2', -1, 'impossible'],
  ['news2', 0, 'plausible'],
  ['news2', 20, 'plausible'],
  ['news2', 21, 'impossible'],
  ['news2', 4.5, 'impossible'],
  ['cfs', 0, 'impossible'],
  ['cfs', 1, 'plausible'],
  ['cfs', 9, 'plausible'],
  ['cfs', 10, 'impossible'],
];

/** Systolic, diastolic and the levels they get: alone, diastolic ≥ systolic, pulse pressure 15–140. */
const pairs: [number, number, Level, Level][] = [
  [0, -10, 'impossible', 'impossible'],
  [59, 40, 'improbable', 'plausible'],
  [60, 40, 'plausible', 'plausible'],
  [260, 130, 'plausible', 'plausible'],
  [261, 130, 'improbable', 'plausible'],
  [265, 130, 'improbable', 'plausible'],
  [350, 215, 'improbable', 'improbable'],
  [351, 215, 'impossible', 'improbable'],
  [120, 29, 'plausible', 'improbable'],
  [120, 30, 'plausible', 'plausible'],
  [200, 160, 'plausible', 'plausible'],
  [200, 161, 'plausible', 'improbable'],
  [300, 250, 'improbable', 'improbable'],
  [300, 251, 'improbable', 'impossible'],
  [80, 79, 'improbable', 'improbable'],
  [80, 80, 'impossible', 'impossible'],
  [80, 120, 'impossible', 'impossible'],
  [95, 80, 'plausible', 'plausible'],
  [94, 80, 'improbable', 'improbable'],
  [220, 80, 'plausible', 'plausible'],
  [221, 80, 'improbable', 'improbable'],
];

/** Numbers that are credible in another unit: the unit is named, and the value is left as it is. */
const suspected: [string, number, string | undefined][] = [
  ['body-temperature', 85.9, undefined],
  ['body-temperature', 86, '°F'],
  ['body-temperature', 98.6, '°F'],
  ['body-temperature', 115, '°F'],
  ['body-temperature', 115.1, undefined],
  ['body-weight', 700, undefined],
  ['body-weight', 700.1, 'gram'],
  ['body-weight', 49000, 'gram'],
  ['body-height', 0.45, undefined],
  ['body-height', 0.5, 'meter'],
  ['body-height', 1.75, 'meter'],
  ['body-height', 2.72, 'meter'],
  ['body-height', 2.73, undefined],
  ['glucose', 33.3, undefined],
  ['glucose', 33.4, 'mg/dL'],
  ['glucose', 110, 'mg/dL'],
  ['glucose', 180, 'mg/dL'],
];

describe('plausibility', () => {
  test.each(single)('%s %d is %s', (key, value, level) => {
    const judged = judgePlausibility(vitalSignOf(key), { [key]: value });
    expect(judged[key as PartKey]?.level).toBe(level);
    expect(judged[key as PartKey]?.reason === undefined).toBe(level === 'plausible');
  });

  test.each(pairs)('%d/%d is %s/%s', (systolic, diastolic, systolicLevel, diastolicLevel) => {
    const judged = judgePlausibility(vitalSignOf('blood-pressure'), { systolic, diastolic });
    expect(judged.systolic?.level).toBe(systolicLevel);
    expect(judged.diastolic?.level).toBe(diastolicLevel);
  });

  test('one component alone is judged alone', () => {
    const judged = judgePlausibility(vitalSignOf('blood-pressure'), { systolic: 120 });
    expect(judged).toEqual({ systolic: { level: 'plausible' } });
  });

  test.each(suspected)('%s %d may be in %s', (key, value, unit) => {
    const judged = judgePlausibility(vitalSignOf(key), { [key]: value })[key as PartKey];
    expect(judged?.suspectedUnit).toBe(unit);
    if (unit) expect(judged?.reason).toContain(`kan være i ${unit}`);
  });

  test('the reason names the value, the bound and the rule', () => {
    expect(judgePlausibility(vitalSignOf('oxygen-saturation'), { 'oxygen-saturation': 101 })).toEqual({
      'oxygen-saturation': {
        level: 'impossible',
        rule: 'above-absolute',
        reason: 'Umulig verdi: 101 % er over 100 %. Kontroller målingen.',
      },
    });
    expect(
      judgePlausibility(vitalSignOf('blood-pressure'), { systolic: 80, diastolic: 120 }).systolic,
    ).toMatchObject({
      rule: 'diastolic-not-below-systolic',
      reason: expect.stringContaining('80/120 mmHg'),
    });
  });

  const reasons: [string, number, string, string][] = [
    ['heart-rate', 0, 'below-absolute', 'Umulig verdi: 0 /min er ikke over 0 /min. Kontroller målingen.'],
    [
      'heart-rate',
      29,
      'below-improbable',
      'Usannsynlig verdi: 29 /min er under 30 /min. Kontroller målingen.',
    ],
    [
      'heart-rate',
      221,
      'above-improbable',
      'Usannsynlig verdi: 221 /min er over 220 /min. Kontroller målingen.',
    ],
    ['heart-rate', 351, 'above-absolute', 'Umulig verdi: 351 /min er over 350 /min. Kontroller målingen.'],
    ['body-height', 9, 'below-absolute', 'Umulig verdi: 9 cm er under 10 cm. Kontroller målingen.'],
    [
      'oxygen-saturation',
      100.1234567,
      'above-absolute',
      'Umulig verdi: 100,123457 % er over 100 %. Kontroller målingen.',
    ],
    ['news2', 21, 'above-absolute', 'Umulig verdi: 21 er over 20. Kontroller målingen.'],
    ['news2', 4.5, 'not-whole', 'Umulig verdi: 4,5 er ikke et helt tall.'],
    [
      'body-temperature',
      98.6,
      'above-absolute',
      'Umulig verdi: 98,6 °C er over 46 °C. Enheten kan være feil: tallet kan være i °F. Kontroller målingen.',
    ],
  ];
  test.each(reasons)('%s %d in words', (key, value, rule, reason) => {
    expect(judgePlausibility(vitalSignOf(key), { [key]: value })[key as PartKey]).toMatchObject({
      rule,
      reason,
    });
  });

  test('a pair in words, in whole mmHg; of two doubts as grave the one about the value itself is told', () => {
    const pair = (systolic: number, diastolic: number) =>
      judgePlausibility(vitalSignOf('blood-pressure'), { systolic, diastolic });
    expect(pair(80.4, 120.6).systolic?.reason).toBe(
      'Umulig verdi: 80/121 mmHg, undertrykket er ikke lavere enn overtrykket. Kontroller målingen.',
    );
    expect(pair(94, 80).diastolic).toEqual({
      level: 'improbable',
      rule: 'pulse-pressure',
      reason: 'Usannsynlig pulstrykk: 94/80 mmHg. Kontroller målingen.',
    });
    const both = pair(45, 35);
    expect([both.systolic?.rule, both.diastolic?.rule]).toEqual(['below-improbable', 'pulse-pressure']);
  });
});
