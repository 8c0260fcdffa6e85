import { describe, expect, test } from 'vitest';
import { en } from '../../../app/language/en.ts';
import { Format } from '../../../app/language/format.ts';
import { nb } from '../../../app/language/nb.ts';
import { nn } from '../../../app/language/nn.ts';

const [bokmål, nynorsk, english] = [new Format(nb), new Format(nn), new Format(en)];
const at = (text: string) => ({ instant: Date.parse(text), dateOnly: false });

describe('numbers', () => {
  test.each([
    [bokmål, 36.9, 1, '36,9'],
    [nynorsk, 36.9, 1, '36,9'],
    [english, 36.9, 1, '36.9'],
    [bokmål, 85.0000000001, 0, '85'],
    [bokmål, 7, 1, '7,0'],
    [bokmål, -0.04, 1, '0,0'],
  ])('%#', (format, value, decimals, expected) => {
    expect(format.number(value, decimals)).toBe(expected);
  });

  test('differences carry their sign', () => {
    expect([3, -2, 0, -0.04].map((value) => bokmål.difference(value, 1))).toEqual([
      '+3,0',
      '−2,0',
      '±0,0',
      '±0,0',
    ]);
  });
});

describe('times are Oslo’s, whatever the machine’s zone', () => {
  test.each([
    [bokmål, '2026-11-22T20:05:00Z', '22. nov. 2026 kl. 21:05'],
    [nynorsk, '2026-07-01T22:05:00Z', '2. juli 2026 kl. 00:05'],
    [english, '2026-11-22T20:05:00Z', '22 Nov 2026 21:05'],
    [bokmål, '2026-10-25T00:30:00Z', '25. okt. 2026 kl. 02:30 (sommertid)'],
    [bokmål, '2026-10-25T01:30:00Z', '25. okt. 2026 kl. 02:30 (normaltid)'],
    [nynorsk, '2026-10-25T00:30:00Z', '25. okt. 2026 kl. 02:30 (sommartid)'],
    [english, '2026-10-25T01:30:00Z', '25 Oct 2026 02:30 (winter time)'],
  ])('%#: %s', (format, instant, expected) => {
    expect(format.when(at(instant))).toBe(expected);
  });

  test('a calendar day has no time of day', () => {
    expect(bokmål.when({ instant: Date.parse('2026-03-15T23:00:00Z'), dateOnly: true })).toBe(
      '16. mars 2026',
    );
  });

  test('this year’s times leave the year out, others do not', () => {
    const now = Date.parse('2026-11-22T20:00:00Z');
    expect(bokmål.recently(at('2026-11-20T07:00:00Z'), now)).toBe('20. nov. kl. 08:00');
    expect(bokmål.recently(at('2025-12-31T07:00:00Z'), now)).toBe('31. des. 2025 kl. 08:00');
  });
});

describe('how long ago', () => {
  const now = Date.parse('2026-11-22T20:00:00Z');
  test.each([
    ['2026-11-22T19:55:00Z', 'for 5 minutter siden'],
    ['2026-11-22T08:00:00Z', 'for 12 timer siden'],
    ['2026-11-21T08:00:00Z', 'i går'],
    ['2026-11-15T08:00:00Z', 'for 7 døgn siden'],
    ['2026-11-01T08:00:00Z', 'for 3 uker siden'],
    ['2026-06-22T08:00:00Z', 'for 5 måneder siden'],
    ['2023-06-22T08:00:00Z', 'for 3 år siden'],
  ])('%s: %s', (instant, expected) => {
    expect(bokmål.ago(at(instant), now)).toBe(expected);
  });

  test('yesterday by the calendar, not by 24 hours', () => {
    expect(bokmål.ago(at('2026-11-21T22:30:00Z'), Date.parse('2026-11-22T00:30:00Z'))).toBe('i går');
  });

  test.each([6, 7, 8, 13, 14, 59, 60, 61, 729, 730])('%i days ago has an age', (days) => {
    expect(bokmål.ago(at(new Date(now - days * 86_400_000).toISOString()), now)).toMatch(
      /siden|forrige|går|fjor/,
    );
  });
});

test.each([
  ['1962-05-17', '17.05.1962'],
  ['1962-05', '05.1962'],
  ['1962', '1962'],
])('birth date %s', (text, expected) => {
  expect(bokmål.birthDate(text)).toBe(expected);
});
