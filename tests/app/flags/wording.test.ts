import { describe, expect, test } from 'vitest';
import type { Interpretation, Limits, Part } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { crossedLimit } from '../../../app/flags/crossing.ts';
import { flagLevel, flagShape } from '../../../app/flags/flag.ts';
import { bandWords, flagWords, originWords, valueWords } from '../../../app/flags/wording.ts';
import { Format } from '../../../app/language/format.ts';
import { nb } from '../../../app/language/nb.ts';

const language = { words: nb, format: new Format(nb) };
const partOf = (key: string): Part => {
  const part = vitalSigns.flatMap(({ parts }) => parts).find((each) => each.key === key);
  if (!part) throw new Error(key);
  return part;
};
const limits = (...zones: Limits['zones']): Limits => ({ origin: 'measurement', source: '', zones });

describe('which limit was crossed', () => {
  const spo2 = partOf('oxygen-saturation');
  test.each<[string, Interpretation, Limits, string]>([
    ['own end, exact', 'HH', limits({ interpretation: 'HH', low: 180 }), 'Rød – 180 eller høyere'],
    [
      'own end, epsilon above',
      'H',
      limits({ interpretation: 'H', low: 150.0000000001 }),
      'Gul – over grense 150',
    ],
    [
      'own end below',
      'LL',
      limits({ interpretation: 'LL', high: 85 }, { interpretation: 'N', low: 85.0000000001 }),
      'Rød – 85 eller lavere',
    ],
    [
      'own end, epsilon below',
      'L',
      limits({ interpretation: 'L', high: 89.9999999999 }),
      'Gul – under grense 90',
    ],
    [
      'only the normal zone is known',
      'H',
      limits({ interpretation: 'N', low: 90, high: 96 }),
      'Gul – over grense 96',
    ],
    [
      'the nearer neighbour',
      'LL',
      limits({ interpretation: 'L', low: 86 }, { interpretation: 'N', low: 90 }),
      'Rød – under grense 86',
    ],
    ['no zone at all', 'HH', limits(), 'Rød – høy'],
  ])('%s', (_, interpretation, used, expected) => {
    expect(flagWords(language, spo2, interpretation, used)).toBe(expected);
  });

  test('85,0000000001 is never printed (T5)', () => {
    const used = limits({ interpretation: 'N', low: 85.0000000001 });
    expect(bandWords(language, spo2, used)).toBe('fra 85');
    expect(crossedLimit(spo2, 'L', used)?.value).toBe(85);
  });
});

test('not assessed is never told as normal', () => {
  const part = partOf('body-weight');
  expect(flagWords(language, part, undefined, undefined)).toBe('Ikke vurdert');
  expect(flagLevel(undefined)).toBe('none');
});

test('every level has a shape of its own', () => {
  const shapes = Object.values(flagShape);
  expect(new Set(shapes).size).toBe(shapes.length);
});

test.each([
  [limits({ interpretation: 'N', low: 101, high: 134 }), '101–134'],
  [limits({ interpretation: 'N', high: 84 }), 'til 84'],
  [limits({ interpretation: 'N' }), undefined],
  [limits({ interpretation: 'HH', low: 180 }), undefined],
  [undefined, undefined],
])('the band of %j', (used, expected) => {
  expect(bandWords(language, partOf('systolic'), used)).toBe(expected);
});

test('where a limit came from is told once', () => {
  const told = (origin: Limits['origin'], source: string) =>
    originWords(language, { origin, source, zones: [] });
  expect(told('default', 'Generell grense: NEWS2 (RCP 2017)')).toBe('Generell grense: NEWS2 (RCP 2017)');
  expect(told('order', 'Bestilling 1')).toBe('Satt for pasienten: Bestilling 1');
  expect(told('measurement', '')).toBe('Fulgte med målingen');
});

test('values carry their comparator and the sign’s decimals', () => {
  expect(valueWords(language, partOf('glucose'), 33.3, '>')).toBe('> 33,3');
  expect(valueWords(language, partOf('glucose'), 2.2, '<=')).toBe('≤ 2,2');
  expect(valueWords(language, partOf('systolic'), 128.4, undefined)).toBe('128');
});
