import { describe, expect, test } from 'vitest';
import { accessWords } from '../../../app/access/language/access-words.ts';
import { faultsOf, headersOf, lengthOf } from '../../../app/access/statement.ts';

const stated = (reason: string) => ({ basis: 'AKUTT' as const, reason });

describe('a statement as headers', () => {
  test.each([
    ['Bevisstløs på gulvet, ærlig talt', 'Bevisstl%C3%B8s%20p%C3%A5%20gulvet%2C%20%C3%A6rlig%20talt'],
    ['  to linjer:\n% og & \t ', 'to%20linjer%3A%0A%25%20og%20%26'],
    ['hjerte 💔', 'hjerte%20%F0%9F%92%94'],
    ['halvt \ud83d tegn', 'halvt%20%EF%BF%BD%20tegn'],
  ])('%j', (reason, encoded) => {
    expect(headersOf(stated(reason))).toEqual({ 'access-basis': 'AKUTT', 'access-reason': encoded });
    expect(new Headers(headersOf(stated(reason))).get('access-reason')).toBe(encoded);
  });

  test('what is sent is as long as what was counted', () => {
    for (const reason of ['  æøå é  ', 'a💔b', 'x\ud83dy']) {
      const sent = decodeURIComponent(headersOf(stated(reason))['access-reason'] ?? '');
      expect(sent).toHaveLength(lengthOf(reason));
    }
  });
});

describe('a statement before it is sent', () => {
  test.each([
    [4, 'too-short'],
    [5, undefined],
    [1000, undefined],
    [1001, 'too-long'],
  ])('%i characters: %s', (length, fault) => {
    expect(faultsOf(stated('ø'.repeat(length))).reason).toBe(fault);
    expect(faultsOf(stated(` \n${'ø'.repeat(length)}  `)).reason).toBe(fault);
  });

  test('has no basis but the one that was chosen', () => {
    expect(faultsOf({ reason: 'Bevisstløs' })).toEqual({ basis: 'missing' });
    expect(faultsOf({})).toEqual({ basis: 'missing', reason: 'too-short' });
    expect(faultsOf({ basis: 'SAMTYKKE', reason: 'Bevisstløs' })).toEqual({});
  });
});

test('the three languages have words of their own', () => {
  const told = ({ may, seen, lasts, bases, reason, counter }: (typeof accessWords)['nb']) =>
    [may, seen, lasts, bases.AKUTT, reason, counter('3', '1000')].map((word) => word.trim());
  const all = Object.values(accessWords).flatMap(told);
  expect(all).not.toContain('');
  expect(new Set(all).size).toBe(all.length);
});
