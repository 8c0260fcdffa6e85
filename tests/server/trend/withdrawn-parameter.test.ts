import { describe, expect, test } from 'vitest';
import { vitalSigns } from '../../../server/clinical/vital-signs.ts';
import type { VitalSignKey } from '../../../server/clinical/types.ts';
import { withdrawnParameter } from '../../../server/trend/withdrawn-parameter.ts';

function told(key: VitalSignKey, members: object, received?: number) {
  const vitalSign = vitalSigns.find((each) => each.key === key);
  if (!vitalSign) throw new Error(key);
  const observation = { code: vitalSign.code, status: 'entered-in-error', ...members } as never;
  const stored = {
    id: 'a-1',
    version: 2,
    source: 'Oslo kommune',
    ...(received !== undefined && { received }),
  };
  const { part = [] } = withdrawnParameter({ ...stored, vitalSign, observation });
  return Object.fromEntries(part.map(({ name, ...value }) => [name, Object.values(value)[0] as unknown]));
}

const quantity = (value: number, unit: string) => ({ valueQuantity: { value, unit } });
const component = (code: string, value: number) => ({
  code: { coding: [{ system: 'http://loinc.org', code }] },
  ...quantity(value, 'mmHg'),
});

describe('the value as sent', () => {
  test.each<[string, VitalSignKey, object, string]>([
    ['one number', 'heart-rate', quantity(190, 'slag/min'), '190 slag/min'],
    [
      'two components, in the order of the catalogue',
      'blood-pressure',
      { component: [component('8462-4', 80), component('8480-6', 120)] },
      '120 mmHg / 80 mmHg',
    ],
    ['one of two components', 'blood-pressure', { component: [component('8480-6', 120)] }, '120 mmHg'],
    ['a score without a unit', 'news2', { valueInteger: 7 }, '7'],
    ['a concept', 'acvpu', { valueCodeableConcept: { text: 'Våken' } }, 'Våken'],
    ['why there is none', 'heart-rate', { dataAbsentReason: { text: 'Ukjent' } }, 'Ukjent'],
    ['nothing', 'heart-rate', {}, '–'],
  ])('%s', (_, key, members, text) => {
    expect(told(key, members)['text']).toBe(text);
  });
});

describe('when it was measured, as exactly as it was said', () => {
  test.each<[object, string | undefined]>([
    [{ effectiveDateTime: '2026-06-03T07:05:00+02:00' }, '2026-06-03T05:05:00.000Z'],
    [{ effectiveDateTime: '2026-06-03' }, '2026-06-03'],
    [{ effectiveDateTime: '2026-06' }, '2026-06'],
    [{ effectiveDateTime: '2026' }, '2026'],
    [{ effectiveInstant: '2026-06-03T05:05:00.250Z' }, '2026-06-03T05:05:00.250Z'],
    [
      { effectivePeriod: { start: '2026-06-03T05:05:00Z', end: '2026-06-03T06:05:00Z' } },
      '2026-06-03T05:05:00.000Z',
    ],
    [{ effectiveDateTime: '' }, undefined],
    [{ effectiveDateTime: 'i går' }, undefined],
    [{}, undefined],
  ])('%j', (members, time) => {
    expect(told('heart-rate', members)['time']).toBe(time);
  });
});

test('when the withdrawal was received is told only where the store says it', () => {
  expect(told('heart-rate', {}, Date.UTC(2026, 5, 4))['received']).toBe('2026-06-04T00:00:00.000Z');
  expect(told('heart-rate', {})).not.toHaveProperty('received');
});
