import { describe, expect, test } from 'vitest';
import { computedNews2, type News2Measurements } from '../../../server/clinical/summaries/news2-computed.ts';
import { breathingOf, consciousnessOf } from '../../../server/clinical/summaries/news2-measured.ts';

const at = Date.parse('2026-06-01T08:00:00Z');
const minutes = (count: number) => at + count * 60_000;
const one = <T>(reference: string, value: T, minute = 0) => ({
  reference,
  effective: minutes(minute),
  value,
});

const visit = (changes: Partial<News2Measurements> = {}): News2Measurements => ({
  'respiratory-rate': [one('rate', 22)],
  'oxygen-saturation': [{ ...one('saturation', 90), breathing: 'oxygen' }],
  systolic: [one('pressure', 120)],
  'heart-rate': [one('pulse', 95)],
  'body-temperature': [one('temperature', 38.4)],
  consciousness: [one('level', 'A')],
  ...changes,
});

test('all seven together: each measurement is named, the saturation with what was breathed once', () => {
  expect(computedNews2(visit(), 1)).toMatchObject([
    {
      kind: 'scored',
      total: 9,
      scale: 1,
      effective: at,
      used: ['level', 'saturation', 'rate', 'pressure', 'pulse', 'temperature'],
    },
  ]);
  expect(computedNews2(visit(), 2)).toMatchObject([{ total: 6, scale: 2 }]);
});

describe('together', () => {
  test.each<[number, number, object]>([
    [15, 0, { kind: 'scored', effective: minutes(15) }],
    [15 + 1 / 60_000, 0, { kind: 'not-scored', missing: ['heart-rate'], apart: false, effective: at }],
    [-15, 0, { kind: 'scored', effective: at }],
    [8, -7, { kind: 'scored' }],
    [8, -7.01, { kind: 'not-scored', missing: [], apart: true, effective: at }],
  ])('pulse after %d minutes, temperature after %d', (pulse, temperature, expected) => {
    const found = computedNews2(
      visit({
        'heart-rate': [one('pulse', 95, pulse)],
        'body-temperature': [one('temperature', 37, temperature)],
      }),
      1,
    );
    expect(found).toMatchObject([expected]);
  });

  test('too far apart, and it names no measurement', () => {
    const pulse = [one('pulse', 95, 8)];
    const temperature = [one('temperature', 37, -8)];
    expect(computedNews2(visit({ 'heart-rate': pulse, 'body-temperature': temperature }), 1)).toEqual([
      { kind: 'not-scored', missing: [], apart: true, effective: at },
    ]);
  });

  test('what lacks is told, each part by its name', () => {
    const none = { 'respiratory-rate': [], 'oxygen-saturation': [], systolic: [], 'heart-rate': [] };
    expect(computedNews2(visit({ ...none, 'body-temperature': [] }), 1)).toEqual([
      {
        kind: 'not-scored',
        missing: [
          'respiratory-rate',
          'oxygen-saturation',
          'breathing',
          'systolic',
          'heart-rate',
          'body-temperature',
        ],
        apart: false,
        effective: at,
      },
    ]);
  });

  test.each([
    ['the nearest', ['far', 'later', 'earlier'], 'earlier'],
    ['the earlier of two as near', ['earlier', 'later'], 'earlier'],
    ['… in any order', ['later', 'earlier'], 'earlier'],
    ['a nearer one, though a farther is earlier', ['later', 'far'], 'later'],
    ['the first that is given of one time', ['later', 'again'], 'later'],
  ])('%s counts', (_name, given, counted) => {
    const minuteOf = { far: -9, earlier: -5, later: 5, again: 5 };
    const pulses = given.map((name) => one(name, 60, minuteOf[name as keyof typeof minuteOf]));
    expect(computedNews2(visit({ 'heart-rate': pulses }), 1)).toMatchObject([
      { used: ['level', 'saturation', 'rate', 'pressure', counted, 'temperature'] },
    ]);
  });

  test('one for each time that consciousness was judged, in order of time; none without', () => {
    const judged = [one('second', 'A' as const, 600), one('first', 'C' as const)];
    expect(computedNews2(visit({ consciousness: judged }), 1)).toMatchObject([
      { kind: 'scored', total: 12 },
      { kind: 'not-scored', effective: minutes(600) },
    ]);
    expect(computedNews2(visit({ consciousness: [] }), 1)).toEqual([]);
  });
});

test('air is never taken for granted, nor from another saturation', () => {
  const saturations = [one('unsaid', 90), { ...one('said', 91, 3), breathing: 'air' as const }];
  expect(computedNews2(visit({ 'oxygen-saturation': saturations }), 1)).toMatchObject([
    { kind: 'not-scored', missing: ['breathing'], apart: false },
  ]);
});

describe('what a saturation says was breathed', () => {
  const told = (code: string, valueQuantity?: object) => ({
    code: { coding: [{ system: 'http://loinc.org', code }] },
    ...(valueQuantity && { valueQuantity }),
  });
  const litres = (value: number, code = 'L/min') => told('3151-8', { value, code });
  const bothCodes = [
    { system: 'urn:oid:1.2.3', code: 'O2' },
    { system: 'http://loinc.org', code: '3151-8' },
  ];
  const percent = (value: number, code = '%') => told('3150-6', { value, code });

  test.each<[string, object[], 'air' | 'oxygen' | undefined]>([
    ['nothing', [], undefined],
    ['no flow', [litres(0)], 'air'],
    ['a little flow', [litres(0.1)], 'oxygen'],
    ['litres with a small letter', [litres(0.1, 'l/min')], 'oxygen'],
    ['a unit in words alone', [told('3151-8', { value: 2, unit: 'L/min' })], 'oxygen'],
    ['21 %', [percent(21)], 'air'],
    ['22 %', [percent(22)], 'oxygen'],
    ['less oxygen than there is in air', [percent(20)], undefined],
    ['both agree', [litres(2), percent(28)], 'oxygen'],
    ['they contradict each other', [litres(0), percent(28)], undefined],
    ['one cannot be read', [litres(0), percent(0.21)], undefined],
    ['another unit', [litres(2000, 'mL/min')], undefined],
    ['a share of one', [percent(0.28, '1')], undefined],
    ['a comparator', [told('3151-8', { value: 1, code: 'L/min', comparator: '<' })], undefined],
    ['no value', [told('3151-8')], undefined],
    ['no unit', [told('3151-8', { value: 2 })], undefined],
    ['a number as text', [told('3151-8', { value: '2', code: 'L/min' })], undefined],
    ['something else beside it', [told('8867-4', { value: 70, code: '/min' }), litres(2)], 'oxygen'],
    ['a component without code', [{ valueQuantity: { value: 2, code: 'L/min' } }, litres(0)], 'air'],
    ['a local code beside the LOINC', [{ ...litres(2), code: { coding: bothCodes } }], 'oxygen'],
  ])('%s', (_name, component, expected) => {
    expect(breathingOf({ component })).toBe(expected);
  });
});

/** HL7 UK, value set ACVPU. */
describe('consciousness', () => {
  test.each([
    ['248234008', 'A'],
    ['130987000', 'C'],
    ['300202002', 'V'],
    ['450847001', 'P'],
    ['422768004', 'U'],
    ['1', undefined],
  ])('%s is %s', (code, level) => {
    const coded = (system: string) => ({ valueCodeableConcept: { coding: [{ system, code }] } });
    expect(consciousnessOf(coded('http://snomed.info/sct'))).toBe(level);
    expect(consciousnessOf(coded('urn:oid:1.2.3'))).toBeUndefined();
    const [mapped] = coded('http://snomed.info/sct').valueCodeableConcept.coding;
    const withLocal = {
      valueCodeableConcept: { coding: [{ system: 'urn:oid:1.2.3', code: '9' }, mapped ?? {}] },
    };
    expect(consciousnessOf(withLocal)).toBe(level);
  });

  test('words alone, nothing, and two levels are none', () => {
    const two = ['248234008', '130987000'].map((code) => ({ system: 'http://snomed.info/sct', code }));
    expect(consciousnessOf({ valueCodeableConcept: { coding: two } })).toBeUndefined();
    expect(consciousnessOf({ valueCodeableConcept: { text: 'Våken' } })).toBeUndefined();
    expect(consciousnessOf({})).toBeUndefined();
  });
});
