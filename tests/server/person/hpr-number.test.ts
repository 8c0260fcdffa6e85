import { expect, test } from 'vitest';
import { hprNumber } from '../../../server/person/hpr-number.ts';
import { holdsPersonNumber } from '../../../server/person/person-number-in-text.ts';

test.each([
  ['1', '1'],
  ['9999999', '9999999'],
  ['009999999', '9999999'],
  ['999999999', '999999999'],
  ['0000000000001', '1'],
])('HPR number %s is %s', (value, number) => {
  expect(hprNumber(value)).toBe(number);
});

test.each(['', '0', '1234567890', '13717404089', '1a', ' 1', '1 ', '1\n', '-1', '１'])(
  '%o is no HPR number',
  (value) => {
    expect(hprNumber(value)).toBeUndefined();
  },
);

test.each([
  '13717404089',
  'x13717404089x',
  '137174 04089',
  '137174-04089',
  '137174.04089',
  'Kari 13717404089',
])('%o holds what could be a national number', (text) => {
  expect(holdsPersonNumber(text)).toBe(true);
});

test.each(['', 'Kari', 'HPR 999999999', '2000', '137174', '137174 – 04089', '137174 0408'])(
  '%o does not',
  (text) => {
    expect(holdsPersonNumber(text)).toBe(false);
  },
);
