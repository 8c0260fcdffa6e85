import { describe, expect, test } from 'vitest';
import { assess, judge } from '#clinical/assess.ts';
import type { ObservationContent } from '#clinical/types.ts';
import { bloodPressureOf, diastolic, observationOf, rangeOf, systolic } from './observations.ts';
import { partOf, vitalSignOf } from './parts.ts';

const only = (observation: ObservationContent) => assess(observation).parts[0];

describe('one series from several units and codes', () => {
  test('49000 g and 49 kg are the same weight, shown as sent', () => {
    expect(only(observationOf('body-weight', 49000, 'g'))).toMatchObject({ value: 49, text: '49000 g' });
    expect(only(observationOf('body-weight', 49, 'kg'))).toMatchObject({ value: 49, text: '49 kg' });
  });

  test('the misprinted weight code 29563-7 is body weight, marked as an alias', () => {
    const misprint = {
      ...observationOf('body-weight', 80, 'kg'),
      code: { coding: [{ system: 'http://loinc.org', code: '29563-7' }] },
    };
    expect(assess(misprint)).toMatchObject({ alias: true, vitalSign: { code: { code: '29463-7' } } });
    expect(assess(observationOf('body-weight', 80, 'kg'))).toMatchObject({ alias: false });
  });

  test.each(['registered', 'preliminary', 'final', 'amended', 'corrected', undefined])(
    'status %s does not change what the value means',
    (status) => {
      const observation = { ...observationOf('heart-rate', 131, '/min'), status };
      expect(only(observation)?.judgement).toMatchObject({ interpretation: 'HH' });
    },
  );
});

// "cancelled: the observation is unavailable because the measurement was not started or not completed",
// http://hl7.org/fhir/R4/valueset-observation-status.html
describe('a cancelled measurement has no value', () => {
  test('whatever number came with it: it is kept as sent, and not judged', () => {
    const { vitalSign, parts } = assess({ ...observationOf('heart-rate', 131, '/min'), status: 'cancelled' });
    expect(vitalSign?.code.code).toBe('8867-4');
    expect(parts).toEqual([
      {
        part: partOf('heart-rate'),
        text: '131 /min',
        plausibility: { level: 'plausible' },
        judgement: { kind: 'not-assessed', reason: 'cancelled' },
      },
    ]);
  });

  test('an impossible one is cancelled, and not impossible too', () => {
    const heavy = { ...observationOf('body-weight', 49000, 'kg'), status: 'cancelled' };
    expect(only(heavy)).toMatchObject({
      plausibility: { level: 'plausible' },
      judgement: { reason: 'cancelled' },
    });
  });

  test('each component is told by its place, and a missing one is not made up', () => {
    const { parts } = assess({ ...bloodPressureOf(diastolic(150)), status: 'cancelled' });
    expect(parts.map(({ component, text, judgement }) => [component, text, judgement])).toEqual([
      [undefined, '', { kind: 'not-assessed', reason: 'cancelled' }],
      [0, '150 mm[Hg]', { kind: 'not-assessed', reason: 'cancelled' }],
    ]);
    expect(parts[0]).not.toHaveProperty('component');
  });

  test('a misprinted code is still marked as one', () => {
    const misprint = { coding: [{ system: 'http://loinc.org', code: '29563-7' }] };
    const weight = { ...observationOf('body-weight', 80, 'kg'), code: misprint, status: 'cancelled' };
    expect(assess(weight)).toMatchObject({ alias: true, parts: [{ judgement: { reason: 'cancelled' } }] });
  });
});

describe('blood pressure', () => {
  test('components are matched by code: reversed is not swapped', () => {
    const { parts } = assess(bloodPressureOf(diastolic(88), systolic(138)));
    expect(parts.map(({ part, value, component }) => [part.key, value, component])).toEqual([
      ['systolic', 138, 1],
      ['diastolic', 88, 0],
    ]);
    expect(only(observationOf('heart-rate', 70, '/min'))).not.toHaveProperty('component');
  });

  test('further components (mean pressure, pulse pressure) are not taken for one of the two', () => {
    const mean = { ...systolic(93), code: { coding: [{ system: 'http://loinc.org', code: '8478-0' }] } };
    const pulse = {
      ...systolic(45),
      code: { coding: [{ system: 'http://snomed.info/sct', code: '87179004' }] },
    };
    const { parts } = assess(bloodPressureOf(mean, pulse, systolic(123), diastolic(78)));
    expect(parts.map(({ value }) => value)).toEqual([123, 78]);
  });

  test('a SNOMED code alone identifies a component', () => {
    const snomed = {
      ...systolic(123),
      code: { coding: [{ system: 'http://snomed.info/sct', code: '271649006' }] },
    };
    expect(assess(bloodPressureOf(snomed)).parts[0]?.value).toBe(123);
  });

  test('the code of a component under another system is another code', () => {
    const local = {
      ...systolic(123),
      code: { coding: [{ system: 'http://local.example', code: '8480-6' }] },
    };
    expect(assess(bloodPressureOf(local)).parts[0]?.judgement).toMatchObject({ reason: 'missing-value' });
  });

  test('a panel that says its own value is absent still has the values of its components', () => {
    const panel = { ...bloodPressureOf(systolic(138)), dataAbsentReason: { text: 'Ikke målt' } };
    expect(assess(panel).parts).toMatchObject([
      { value: 138, judgement: { interpretation: 'H' } },
      { text: 'Ikke målt', judgement: { reason: 'data-absent' } },
    ]);
  });

  test('a missing diastolic is missing, and the systolic is judged alone', () => {
    expect(assess(bloodPressureOf(systolic(138))).parts).toMatchObject([
      { value: 138, judgement: { interpretation: 'H' } },
      {
        text: '',
        plausibility: { level: 'plausible' },
        judgement: { kind: 'not-assessed', reason: 'missing-value' },
      },
    ]);
    expect(assess(bloodPressureOf()).parts).toHaveLength(2);
  });

  test.each([
    [80, 120],
    [80, 80],
  ])('%d/%d: diastolic not below systolic makes both impossible and interprets neither', (sys, dia) => {
    for (const { plausibility, judgement } of assess(bloodPressureOf(systolic(sys), diastolic(dia))).parts) {
      expect(plausibility).toMatchObject({ level: 'impossible', rule: 'diastolic-not-below-systolic' });
      expect(judgement).toEqual({ kind: 'not-assessed', reason: 'impossible' });
    }
  });

  test('two systolic components are ambiguous: both are shown, neither is chosen', () => {
    expect(assess(bloodPressureOf(systolic(120), systolic(180), diastolic(70))).parts[0]).toMatchObject({
      text: '120 mm[Hg]; 180 mm[Hg]',
      judgement: { kind: 'not-assessed', reason: 'several-values' },
    });
  });

  test('one component without data does not take the other with it', () => {
    const absent = {
      ...diastolic(0),
      valueQuantity: undefined,
      dataAbsentReason: { coding: [{ code: 'error' }] },
    };
    expect(assess(bloodPressureOf(systolic(120), absent)).parts).toMatchObject([
      { judgement: { interpretation: 'N' } },
      { text: 'error', judgement: { kind: 'not-assessed', reason: 'data-absent' } },
    ]);
  });
});

describe('impossible and improbable', () => {
  test('SpO2 101 % is impossible and not interpreted', () => {
    expect(only(observationOf('oxygen-saturation', 101, '%'))).toMatchObject({
      value: 101,
      plausibility: { level: 'impossible' },
      judgement: { kind: 'not-assessed', reason: 'impossible' },
    });
  });

  test('systolic 265 is improbable, and still shown and interpreted', () => {
    expect(assess(bloodPressureOf(systolic(265), diastolic(140))).parts[0]).toMatchObject({
      value: 265,
      plausibility: { level: 'improbable', rule: 'above-improbable' },
      judgement: { kind: 'assessed', interpretation: 'HH' },
    });
  });

  test('grams sent as kilograms are named, not corrected', () => {
    expect(only(observationOf('body-weight', 49000, 'kg'))).toMatchObject({
      value: 49000,
      text: '49000 kg',
      plausibility: { level: 'impossible', suspectedUnit: 'gram', reason: expect.stringContaining('gram') },
    });
  });
});

describe('values that cannot be read', () => {
  const heartRate = observationOf('heart-rate', 70, '/min');
  test.each([
    ['no value', { valueQuantity: undefined }, 'missing-value', ''],
    ['no unit', { valueQuantity: { value: 70 } }, 'missing-unit', '70'],
    ['unknown unit', { valueQuantity: { value: 70, unit: 'Hz' } }, 'unknown-unit', '70 Hz'],
    ['text for a number', { valueQuantity: { value: '70', unit: '/min' } }, 'not-a-number', '70 /min'],
    ['words', { valueQuantity: undefined, valueString: 'rask' }, 'not-a-number', 'rask'],
    [
      'a concept',
      { valueQuantity: undefined, valueCodeableConcept: { text: 'rask' } },
      'not-a-number',
      'rask',
    ],
    ['an integer has no unit', { valueQuantity: undefined, valueInteger: 70 }, 'missing-unit', '70'],
    [
      'absent',
      { valueQuantity: undefined, dataAbsentReason: { text: 'Ikke målt' } },
      'data-absent',
      'Ikke målt',
    ],
    ['absent with a value', { dataAbsentReason: { coding: [{ code: 'error' }] } }, 'data-absent', '70 /min'],
  ])('%s', (_name, change, reason, text) => {
    const part = only({ ...heartRate, ...change } as ObservationContent);
    expect(part).toMatchObject({ text, judgement: { kind: 'not-assessed', reason } });
    expect(part).not.toHaveProperty('value');
  });

  test('a score is read from valueQuantity without unit, with the unit score, and from valueInteger', () => {
    const code = observationOf('news2', 5).code;
    for (const value of [
      { valueQuantity: { value: 5 } },
      { valueQuantity: { value: 5, unit: 'score', code: 'score', system: 'http://unitsofmeasure.org' } },
      { valueInteger: 5 },
    ]) {
      expect(only({ code, ...value })).toMatchObject({ value: 5, judgement: { interpretation: 'H' } });
    }
  });

  test('nothing read and no reason given is a missing value', () => {
    const nothing = { text: '', comparatorUnknown: false };
    expect(judge(vitalSignOf('heart-rate'), partOf('heart-rate'), nothing, {})).toEqual({
      kind: 'not-assessed',
      reason: 'missing-value',
    });
  });

  test('zero is a value', () => {
    expect(only(observationOf('news2', 0))).toMatchObject({
      value: 0,
      text: '0',
      judgement: { interpretation: 'N' },
    });
  });
});

describe('comparators', () => {
  const glucose = (comparator: string, value: number): ObservationContent => ({
    ...observationOf('glucose', value, 'mmol/L'),
    valueQuantity: { value, comparator, unit: 'mmol/L' },
  });

  test('a meter that says LO is red and keeps its comparator', () => {
    expect(only(glucose('<', 1.1))).toMatchObject({
      value: 1.1,
      comparator: '<',
      text: '<1.1 mmol/L',
      plausibility: { level: 'improbable' },
      judgement: { interpretation: 'LL' },
    });
  });

  test('what is not certain is not assessed', () => {
    expect(only(glucose('<', 5))?.judgement).toMatchObject({
      kind: 'not-assessed',
      reason: 'comparator-uncertain',
    });
    expect(only(glucose('ad', 5))?.judgement).toMatchObject({
      kind: 'not-assessed',
      reason: 'comparator-uncertain',
    });
    expect(only(glucose('~', 5))).not.toHaveProperty('comparator');
  });

  test('a comparator on SpO2 is judged just past the number', () => {
    const spo2 = (comparator: string, value: number) =>
      only({
        ...observationOf('oxygen-saturation', value, '%'),
        valueQuantity: { value, comparator, unit: '%' },
      });
    expect(spo2('<', 70)?.plausibility.level).toBe('improbable');
    expect(spo2('>', 100)?.plausibility.level).toBe('impossible');
    expect(spo2('>=', 100)?.plausibility.level).toBe('plausible');
  });

  test('the pair rules of a blood pressure need two exact numbers', () => {
    const above = { ...systolic(260), valueQuantity: { value: 260, comparator: '>', unit: 'mmHg' } };
    const [first, second] = assess(bloodPressureOf(above, diastolic(100))).parts;
    expect(first).toMatchObject({
      plausibility: { level: 'improbable' },
      judgement: { interpretation: 'HH' },
    });
    expect(second?.plausibility.level).toBe('plausible');
  });

  test('doubt about some values is doubt about an open value', () => {
    const ranges = [rangeOf('N', 80, 100), rangeOf('ukjent', 85, 90)];
    const exact = { ...observationOf('oxygen-saturation', 96, '%'), referenceRange: ranges };
    expect(only(exact)?.judgement).toMatchObject({ interpretation: 'N' });
    const open = { ...exact, valueQuantity: { value: 95, comparator: '>', unit: '%' } };
    expect(only(open)?.judgement).toMatchObject({ kind: 'not-assessed', reason: 'limit-not-understood' });
  });
});

describe('never normal by default', () => {
  test('no limit is not assessed', () => {
    expect(only(observationOf('body-weight', 80, 'kg'))?.judgement).toEqual({
      kind: 'not-assessed',
      reason: 'no-limit',
    });
  });

  test.each(['N', 'NORMAL', 'H', 'HH', 'ukjent'])('the source calling it %s is not an assessment', (code) => {
    const interpretation = [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code }] },
    ];
    const weight = observationOf('body-weight', 80, 'kg');
    expect(assess({ ...weight, interpretation })).toEqual(assess(weight));
    const pulse = observationOf('heart-rate', 131, '/min');
    expect(assess({ ...pulse, interpretation })).toEqual(assess(pulse));
  });

  test("the measurement's own limit goes before the general one", () => {
    const own = { ...observationOf('oxygen-saturation', 90, '%'), referenceRange: [rangeOf('N', 88, 92)] };
    expect(only(own)?.judgement).toMatchObject({ interpretation: 'N', limits: { origin: 'measurement' } });
    expect(only(observationOf('oxygen-saturation', 90, '%'))?.judgement).toMatchObject({
      interpretation: 'LL',
      limits: { origin: 'default' },
    });
  });
});

describe('what has no number', () => {
  test('ACVPU keeps its words, by a local code or by text', () => {
    const code = observationOf('acvpu', 0).code;
    const local = { coding: [{ system: 'http://dips.no/local', code: '1', display: 'Våken' }] };
    expect(assess({ code, valueCodeableConcept: local })).toMatchObject({
      vitalSign: { key: 'acvpu' },
      parts: [],
      text: 'Våken',
    });
    expect(assess({ code, valueString: 'Våken' })).toMatchObject({ parts: [], text: 'Våken' });
  });

  test('an unknown code has no vital sign and keeps its value as text', () => {
    const unknown = { ...observationOf('heart-rate', 12, 'mg'), code: { coding: [{ code: '1234-5' }] } };
    expect(assess(unknown)).toEqual({ alias: false, parts: [], text: '12 mg' });
    expect(assess({})).toEqual({ alias: false, parts: [], text: '' });
  });
});
