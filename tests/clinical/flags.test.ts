import { describe, expect, test } from 'vitest';
import {
  compareWorstFirst,
  decodeFlag,
  encodeFlag,
  severityOf,
  worstOf,
  type Flag,
} from '#clinical/flags.ts';
import type { Interpretation } from '#clinical/types.ts';

const tokens: [string, Flag][] = [
  ['N', { interpretation: 'N', improbable: false }],
  ['L', { interpretation: 'L', improbable: false }],
  ['H', { interpretation: 'H', improbable: false }],
  ['LL', { interpretation: 'LL', improbable: false }],
  ['HH', { interpretation: 'HH', improbable: false }],
  ['-', { improbable: false }],
  ['N?', { interpretation: 'N', improbable: true }],
  ['HH?', { interpretation: 'HH', improbable: true }],
  ['-?', { improbable: true }],
];

describe('flag tokens', () => {
  test.each(tokens)('%s', (token, flag) => {
    expect(encodeFlag(flag)).toBe(token);
    expect(decodeFlag(token)).toEqual(flag);
  });

  test.each(['', '?', 'n', 'HHH', 'N??', '--', 'ok', ' N'])('%j is no flag', (token) => {
    expect(decodeFlag(token)).toBeUndefined();
  });
});

describe('severity', () => {
  test('red, yellow, normal, and not assessed as its own thing last', () => {
    const all: (Interpretation | undefined)[] = [undefined, 'N', 'L', 'HH', 'H', 'LL'];
    expect([...all].sort(compareWorstFirst).map(severityOf)).toEqual([3, 3, 2, 2, 1, 0]);
    expect(severityOf('LL')).toBe(severityOf('HH'));
  });

  test.each([
    [['N', 'H', 'LL'], 'LL'],
    [['L', undefined], 'L'],
    [['N', undefined], 'N'],
    [['H', 'L'], 'L'],
    [['L', 'H'], 'L'],
    [[undefined], undefined],
    [[], undefined],
  ] as [(Interpretation | undefined)[], Interpretation | undefined][])(
    'the worst of %j is %s',
    (list, worst) => {
      expect(worstOf(list)).toBe(worst);
    },
  );
});
