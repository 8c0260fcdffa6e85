import { describe, expect, test } from 'vitest';
import { measuredValue, valueText } from '#clinical/measured-value.ts';
import { readReferenceRanges } from '#clinical/reference-range.ts';
import type { MeasuredContent, ObservationContent, ReferenceRangeEntry } from '#clinical/types.ts';
import { bloodPressureOf, diastolic, observationOf, systolic } from './observations.ts';
import { partOf, vitalSignOf } from './parts.ts';

const panel = vitalSignOf('blood-pressure');
const systolicOf = (observation: ObservationContent) => measuredValue(panel, partOf('systolic'), observation);

describe('what is not there has no comparator', () => {
  test.each<[string, ObservationContent, string, string]>([
    ['no component', bloodPressureOf(diastolic(80)), 'missing-value', ''],
    [
      'an absent panel',
      { ...bloodPressureOf(), dataAbsentReason: { text: 'Ikke målt' } },
      'data-absent',
      'Ikke målt',
    ],
    [
      'two components',
      bloodPressureOf(systolic(120), systolic(130)),
      'several-values',
      '120 mm[Hg]; 130 mm[Hg]',
    ],
  ])('%s', (_, observation, fault, text) => {
    expect(systolicOf(observation)).toEqual({ text, comparatorUnknown: false, fault });
  });

  test('an absent component', () => {
    const absent = { ...systolic(120), dataAbsentReason: { text: 'Feil' } };
    expect(systolicOf(bloodPressureOf(absent))).toMatchObject({
      comparatorUnknown: false,
      fault: 'data-absent',
    });
  });
});

/** FHIR R4 quantity-comparator; `ad` is R5's, and says nothing of a side. */
test.each([
  ['<', '<', false],
  ['<=', '<=', false],
  ['>', '>', false],
  ['>=', '>=', false],
  ['ad', undefined, true],
  ['', undefined, true],
  [undefined, undefined, false],
])('the comparator %s', (sent, comparator, comparatorUnknown) => {
  const content = observationOf('heart-rate', 40, '/min');
  const valueQuantity = { ...content.valueQuantity, ...(sent !== undefined && { comparator: sent }) };
  const found = measuredValue(vitalSignOf('heart-rate'), partOf('heart-rate'), { ...content, valueQuantity });
  expect([found.value, found.comparator, found.comparatorUnknown]).toEqual([
    40,
    comparator,
    comparatorUnknown,
  ]);
});

test('a component without a code is no part, and hides none', () => {
  const nameless = [
    { valueQuantity: { value: 1 } },
    { code: null },
    { code: 'x' },
  ] as unknown as MeasuredContent[];
  const observation = bloodPressureOf(...nameless, systolic(120));
  expect(systolicOf(observation)).toMatchObject({ value: 120, component: 3 });
});

test('one known code among several identifies a component', () => {
  const local = { system: 'http://local.example', code: 'SYS' };
  const known = { system: 'http://loinc.org', code: '8480-6' };
  for (const coding of [
    [local, known],
    [known, local],
  ]) {
    expect(systolicOf(bloodPressureOf({ ...systolic(120), code: { coding } }))).toMatchObject({ value: 120 });
  }
});

test('a quantity without a number is its unit in words', () => {
  expect(valueText({ valueQuantity: { unit: '/min' } })).toBe('/min');
  expect(valueText({ valueQuantity: { value: null, unit: '/min' } } as unknown as MeasuredContent)).toBe(
    '/min',
  );
});

describe('ends of a range', () => {
  const kg = { value: 80, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' };
  const read = (range: object) =>
    readReferenceRanges(partOf('body-weight'), [range as ReferenceRangeEntry], kg);

  test('null is no end', () => {
    expect(read({ low: null, high: kg })).toMatchObject({
      limits: { zones: [{ interpretation: 'N', high: 80 }] },
      doubts: [],
    });
    const none = observationOf('body-weight', 80, 'kg');
    const ranges = null as unknown as ReferenceRangeEntry[];
    expect(readReferenceRanges(partOf('body-weight'), ranges, none.valueQuantity)).toEqual({ doubts: [] });
  });

  test('a printed unit alone is the unit of the end', () => {
    expect(read({ high: { value: 82000, unit: 'g' } }).limits?.zones).toEqual([
      { interpretation: 'N', high: 82 },
    ]);
    expect(read({ high: { value: 82000, code: 'g' } }).limits?.zones).toEqual([
      { interpretation: 'N', high: 82 },
    ]);
    expect(read({ high: { value: 82 } }).limits?.zones).toEqual([{ interpretation: 'N', high: 82 }]);
  });

  test.each(['low', 'high'])('an unreadable %s end leaves a doubt about every value', (end) => {
    const other = end === 'low' ? 'high' : 'low';
    expect(read({ [end]: { value: 'x' }, [other]: kg })).toEqual({ doubts: [{}] });
  });
});
