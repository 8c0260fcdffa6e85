import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Part } from '#clinical/types.ts';
import { partOf, vitalSignOf } from './parts.ts';

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const NPU = 'urn:oid:2.16.578.1.12.4.1.1.7280';

/**
 * Unit, decimals and what is possible and probable. Units: UCUM codes of FHIR R4's vital-signs profiles and VkpObservation.
 * Bounds: a proposal that awaits clinical sign-off; see plausibility.test.ts for what they were compared with. The axis is what a
 * chart shows before values widen it; `fitted` follows the values.
 */
const numbers: [
  string,
  Pick<Part, 'unit' | 'unitDisplay' | 'decimals' | 'axis' | 'absolute' | 'improbable'>,
][] = [
  [
    'systolic',
    {
      unit: 'mm[Hg]',
      unitDisplay: 'mmHg',
      decimals: 0,
      axis: { min: 40, max: 200 },
      absolute: { low: 0, lowExclusive: true, high: 350 },
      improbable: { low: 60, high: 260 },
    },
  ],
  [
    'diastolic',
    {
      unit: 'mm[Hg]',
      unitDisplay: 'mmHg',
      decimals: 0,
      axis: { min: 40, max: 200 },
      absolute: { low: 0, lowExclusive: true, high: 250 },
      improbable: { low: 30, high: 160 },
    },
  ],
  [
    'heart-rate',
    {
      unit: '/min',
      unitDisplay: '/min',
      decimals: 0,
      axis: { min: 40, max: 140 },
      absolute: { low: 0, lowExclusive: true, high: 350 },
      improbable: { low: 30, high: 220 },
    },
  ],
  [
    'oxygen-saturation',
    {
      unit: '%',
      unitDisplay: '%',
      decimals: 0,
      axis: { min: 80, max: 100 },
      absolute: { low: 0, high: 100 },
      improbable: { low: 70 },
    },
  ],
  [
    'respiratory-rate',
    {
      unit: '/min',
      unitDisplay: '/min',
      decimals: 0,
      axis: { min: 8, max: 32 },
      absolute: { low: 0, high: 120 },
      improbable: { low: 6, high: 60 },
    },
  ],
  [
    'body-temperature',
    {
      unit: 'Cel',
      unitDisplay: '°C',
      decimals: 1,
      axis: { min: 35, max: 40 },
      absolute: { low: 20, high: 46 },
      improbable: { low: 34, high: 42 },
    },
  ],
  [
    'body-weight',
    {
      unit: 'kg',
      unitDisplay: 'kg',
      decimals: 1,
      axis: { min: 40, max: 140, fitted: true },
      absolute: { low: 0, lowExclusive: true, high: 700 },
      improbable: { low: 25, high: 300 },
    },
  ],
  [
    'body-height',
    {
      unit: 'cm',
      unitDisplay: 'cm',
      decimals: 0,
      axis: { min: 140, max: 200, fitted: true },
      absolute: { low: 10, high: 272 },
      improbable: {},
    },
  ],
  [
    'bmi',
    {
      unit: 'kg/m2',
      unitDisplay: 'kg/m²',
      decimals: 1,
      axis: { min: 15, max: 40, fitted: true },
      absolute: { low: 0, lowExclusive: true },
      improbable: {},
    },
  ],
  [
    'glucose',
    {
      unit: 'mmol/L',
      unitDisplay: 'mmol/L',
      decimals: 1,
      axis: { min: 2, max: 20 },
      absolute: { low: 0, lowExclusive: true, high: 150 },
      improbable: { low: 1.1, high: 33.3 },
    },
  ],
  [
    'news2',
    {
      unit: undefined,
      unitDisplay: '',
      decimals: 0,
      axis: { min: 0, max: 20 },
      absolute: { low: 0, high: 20 },
      improbable: {},
    },
  ],
  [
    'cfs',
    {
      unit: undefined,
      unitDisplay: '',
      decimals: 0,
      axis: { min: 1, max: 9 },
      absolute: { low: 1, high: 9 },
      improbable: {},
    },
  ],
];

/** The general limits as a clinician reads their source beside a flag; the zones, from low to high. */
const limits: [string, string, string][] = [
  [
    'systolic',
    'Generell grense: hjemmeblodtrykk gul ≥135/85 (J Clin Hypertens 2018;20:1116), rød ≥180/120 (NICE NG136), lavt ≤100 gul og ≤90 rød (NEWS2, RCP 2017)',
    'LL …90, L 91…100, N 101…134, H 135…179, HH 180…',
  ],
  [
    'diastolic',
    'Generell grense: hjemmeblodtrykk gul ≥135/85 (J Clin Hypertens 2018;20:1116), rød ≥180/120 (NICE NG136), lavt <60 gul (NHS)',
    'L …59, N 60…84, H 85…119, HH 120…',
  ],
  [
    'heart-rate',
    'Generell grense: NEWS2 puls (RCP 2017), 1–2 poeng gul, 3 poeng rød',
    'LL …40, L 41…50, N 51…90, H 91…130, HH 131…',
  ],
  [
    'oxygen-saturation',
    'Generell grense: 94–100 % (BTS), ≤93 gul og ≤91 rød (NEWS2 skala 1, RCP 2017)',
    'LL …91, L 92…93, N 94…100',
  ],
  [
    'respiratory-rate',
    'Generell grense: NEWS2 respirasjonsfrekvens (RCP 2017), 1–2 poeng gul, 3 poeng rød',
    'LL …8, L 9…11, N 12…20, H 21…24, HH 25…',
  ],
  [
    'body-temperature',
    'Generell grense: NEWS2 temperatur (RCP 2017), 1–2 poeng gul, 3 poeng rød',
    'LL …35, L 35.1…36, N 36.1…38, H 38.1…',
  ],
  [
    'glucose',
    'Generell grense: 3,9–10,0 mmol/L, <3,0 og >13,9 rød (Diabetes Care 2019;42:1593)',
    'LL …2.9, L 3…3.8, N 3.9…10, H 10.1…13.9, HH 14…',
  ],
  [
    'news2',
    'Generell grense: NEWS2 sum 5–6 eller ett enkeltparameter 3 gul, ≥7 rød (RCP 2017)',
    'N 0…4, H 5…6, HH 7…',
  ],
];

/** Names as LOINC, SNOMED CT and NPU give them. */
const codings: [string, string, string][] = [
  [LOINC, '85354-9', 'Blood pressure panel with all children optional'],
  [SNOMED, '75367002', 'Blood pressure'],
  [LOINC, '8480-6', 'Systolic blood pressure'],
  [SNOMED, '271649006', 'Systolic blood pressure'],
  [LOINC, '8462-4', 'Diastolic blood pressure'],
  [SNOMED, '271650006', 'Diastolic blood pressure'],
  [LOINC, '8867-4', 'Heart rate'],
  [SNOMED, '364075005', 'Heart rate'],
  [LOINC, '2708-6', 'Oxygen saturation in Arterial blood'],
  [LOINC, '59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry'],
  [SNOMED, '431314004', 'Peripheral oxygen saturation'],
  [LOINC, '9279-1', 'Respiratory rate'],
  [SNOMED, '86290005', 'Respiratory rate'],
  [LOINC, '8310-5', 'Body temperature'],
  [SNOMED, '276885007', 'Core body temperature'],
  [LOINC, '29463-7', 'Body weight'],
  [SNOMED, '27113001', 'Body weight'],
  [LOINC, '8302-2', 'Body height'],
  [LOINC, '39156-5', 'Body mass index (BMI) [Ratio]'],
  [LOINC, '15074-8', 'Glucose [Moles/volume] in Blood'],
  [SNOMED, '434912009', 'Blood glucose concentration'],
  [NPU, 'NPU02187', 'B-Glukose'],
  [SNOMED, '1104051000000101', 'Royal College of Physicians NEWS2 total score'],
  [SNOMED, '763264000', 'Canadian Study of Health and Aging Clinical Frailty Scale score'],
  [SNOMED, '1104441000000107', 'ACVPU scale score'],
];

const parts = vitalSigns.flatMap((sign) => sign.parts);

describe('the catalogue, written once more', () => {
  test.each(numbers)('%s', (key, expected) => {
    const { unit, unitDisplay, decimals, axis, absolute, improbable } = partOf(key);
    expect({ unit, unitDisplay, decimals, axis, absolute, improbable }).toEqual(expected);
  });

  test('no part is left out of the tables', () => {
    expect(numbers.map(([key]) => key).sort()).toEqual(parts.map(({ key }) => key).sort());
    const limited = parts.filter(({ defaultLimits }) => defaultLimits).map(({ key }) => key);
    expect(limits.map(([key]) => key).sort()).toEqual(limited.sort());
  });

  test.each(limits)('limits of %s', (key, source, zones) => {
    const found = partOf(key).defaultLimits;
    expect(found?.source).toBe(source);
    expect(
      found?.zones
        .map(({ interpretation, low, high }) => `${interpretation} ${low ?? ''}…${high ?? ''}`)
        .join(', '),
    ).toBe(zones);
  });

  test('codes and their names', () => {
    const own = vitalSigns.flatMap((sign) => [
      sign.code,
      ...sign.translations,
      ...sign.parts.flatMap((part) => (part.code === sign.code ? [] : [part.code, ...part.translations])),
    ]);
    const sorted = (list: unknown[][]) => list.map((each) => each.join('|')).sort();
    expect(sorted(own.map(({ system, code, display }) => [system, code, display]))).toEqual(sorted(codings));
  });

  test.each([
    ['blood-pressure', 'vital-signs', 'quantity'],
    ['heart-rate', 'vital-signs', 'quantity'],
    ['oxygen-saturation', 'vital-signs', 'quantity'],
    ['respiratory-rate', 'vital-signs', 'quantity'],
    ['body-temperature', 'vital-signs', 'quantity'],
    ['body-weight', 'vital-signs', 'quantity'],
    ['body-height', 'vital-signs', 'quantity'],
    ['bmi', 'vital-signs', 'quantity'],
    ['glucose', 'laboratory', 'quantity'],
    ['news2', 'survey', 'score'],
    ['cfs', 'survey', 'score'],
    ['acvpu', 'survey', 'concept'],
  ])('%s is of %s, a %s', (key, category, valueKind) => {
    expect(vitalSignOf(key)).toMatchObject({ category, valueKind });
  });

  test('the misprint of the national documentation is the only alias', () => {
    expect(vitalSigns.flatMap(({ aliases }) => aliases)).toEqual([{ system: LOINC, code: '29563-7' }]);
  });
});
