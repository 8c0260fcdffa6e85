import { describe, expect, test } from 'vitest';
import { receivedNews2 } from '../../../server/clinical/summaries/news2-received.ts';

const snomed = 'http://snomed.info/sct';
const codes = {
  breathingRate: '1104301000000104',
  scale1: '1104311000000102',
  scale2: '1104321000000108',
  oxygen: '1104331000000105',
  systolic: '1104341000000101',
  pulse: '1104351000000103',
  consciousness: '1104361000000100',
  temperature: '1104371000000107',
};
type Name = keyof typeof codes;
type Sent = Partial<Record<Name, unknown>>;

const component = (name: Name, sent: unknown) => ({
  code: { coding: [{ system: snomed, code: codes[name] }] },
  ...(typeof sent === 'number' ? { valueQuantity: { value: sent } } : (sent as object)),
});
const withScores = (sent: Sent) => ({
  component: Object.entries(sent).map(([name, value]) => component(name as Name, value)),
});

const all: Sent = {
  breathingRate: 2,
  scale1: 1,
  oxygen: 0,
  systolic: 1,
  pulse: 1,
  consciousness: 0,
  temperature: 1,
};
const without = (...names: Name[]): Sent =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name as Name)));

test('sub-scores in the order of the chart, and the scale by the code of the saturation', () => {
  const found = receivedNews2(withScores(all), 6);
  expect(found).toEqual({
    subScores: [
      { part: 'respiratory-rate', points: 2 },
      { part: 'oxygen-saturation', points: 1 },
      { part: 'breathing', points: 0 },
      { part: 'systolic', points: 1 },
      { part: 'heart-rate', points: 1 },
      { part: 'consciousness', points: 0 },
      { part: 'body-temperature', points: 1 },
    ],
    scale: 1,
    sum: 6,
    agreement: 'agrees',
  });
});

/** Least and most that sub-scores can give: RCP 2017, chart 1 (consciousness 0 or 3, oxygen 0 or 2, the others up to 3). */
describe('agreement with the total', () => {
  test.each<[string, Sent, number, object]>([
    ['the sum', all, 6, { sum: 6, agreement: 'agrees' }],
    ['one more', all, 7, { sum: 6, agreement: 'disagrees' }],
    ['one less', all, 5, { sum: 6, agreement: 'disagrees' }],
    ['as it is printed, without decimals', all, 6.4, { sum: 6, agreement: 'agrees' }],
    ['… and rounded up', all, 6.5, { sum: 6, agreement: 'disagrees' }],
    ['a part of 1 is missing, total as with it', without('temperature'), 6, { agreement: 'not-checked' }],
    ['… the least it can be', without('temperature'), 5, { agreement: 'not-checked' }],
    ['… less than the others', without('temperature'), 4, { agreement: 'disagrees' }],
    ['… the most it can be', without('temperature'), 8, { agreement: 'not-checked' }],
    ['… more than it can be', without('temperature'), 9, { agreement: 'disagrees' }],
    ['oxygen missing gives 2 at the most', without('oxygen'), 8, { agreement: 'not-checked' }],
    ['… and no more', without('oxygen'), 9, { agreement: 'disagrees' }],
    ['none sent: the lowest', {}, 0, { agreement: 'not-checked' }],
    ['none sent: the highest', {}, 20, { agreement: 'not-checked' }],
  ])('%s', (_name, sent, total, expected) => {
    const { sum, agreement } = receivedNews2(withScores(sent), total);
    expect({ ...(sum !== undefined && { sum }), agreement }).toEqual(expected);
  });
});

describe('the scale', () => {
  test.each<[string, Sent, 1 | 2 | undefined]>([
    ['1', { scale1: 0 }, 1],
    ['2', { scale2: 3 }, 2],
    ['2, the other sent empty', { scale1: { dataAbsentReason: { text: '-' } }, scale2: 3 }, 2],
    ['1, the other sent without a value', { scale1: 2, scale2: {} }, 1],
    ['both scored', { scale1: 2, scale2: 0 }, undefined],
    ['no saturation', { pulse: 1 }, undefined],
    ['only sent empty', { scale2: { dataAbsentReason: { text: '-' } } }, undefined],
  ])('%s', (_name, sent, scale) => {
    expect(receivedNews2(withScores(sent), 3).scale).toBe(scale);
  });
});

describe('points that cannot be read', () => {
  test.each<[string, Sent, string]>([
    ['above 3', { pulse: 4 }, 'impossible'],
    ['between two', { pulse: 1.5 }, 'impossible'],
    ['negative', { pulse: -1 }, 'impossible'],
    ['consciousness has 0 or 3', { consciousness: 1 }, 'impossible'],
    ['oxygen has 0 or 2', { oxygen: 1 }, 'impossible'],
    ['in a unit', { pulse: { valueQuantity: { value: 2, unit: 'mmHg', code: 'mm[Hg]' } } }, 'unknown-unit'],
    ['at least', { pulse: { valueQuantity: { value: 2, comparator: '>=' } } }, 'comparator-uncertain'],
    ['in words', { pulse: { valueString: 'to' } }, 'not-a-number'],
    ['absent', { pulse: { dataAbsentReason: { text: 'ikke målt' } } }, 'data-absent'],
    ['both scales', { scale1: 2, scale2: 0 }, 'several-values'],
    ['both scales, one of them impossible', { scale1: 7, scale2: 0 }, 'several-values'],
    ['both scales, one of them in words', { scale1: { valueString: 'to' }, scale2: 0 }, 'several-values'],
  ])('%s', (_name, sent, fault) => {
    expect(receivedNews2(withScores(sent), 3).subScores).toEqual([
      { part: expect.any(String) as string, fault },
    ]);
  });

  test('twice the same part is no part', () => {
    const twice = { component: [component('pulse', 2), component('pulse', 2)] };
    expect(receivedNews2(twice, 3).subScores).toEqual([{ part: 'heart-rate', fault: 'several-values' }]);
  });

  test('a measured value is no sub-score, and broken content is nothing', () => {
    const rate = { code: { coding: [{ system: 'http://loinc.org', code: '9279-1' }] }, valueInteger: 2 };
    expect(receivedNews2({ component: [rate] }, 3).subScores).toEqual([]);
    expect(receivedNews2({ component: [null, 7, {}] as never }, 3).subScores).toEqual([]);
    expect(receivedNews2({ component: 'x' as never }, 3)).toEqual({
      subScores: [],
      agreement: 'not-checked',
    });
  });
});
