import { describe, expect, test } from 'vitest';
import { glucoseGoals } from '#clinical/summaries/glucose-ranges.ts';
import { homePressureProtocols } from '#clinical/summaries/home-pressure-protocols.ts';
import { Format } from '../../../app/language/format.ts';
import { en as appEn } from '../../../app/language/en.ts';
import { nb as appNb } from '../../../app/language/nb.ts';
import { nn as appNn } from '../../../app/language/nn.ts';
import type { PressureTarget } from '../../../app/summaries/home-pressure.ts';
import { summaryWords } from '../../../app/summaries/language/summary-words.ts';
import {
  hoursWords,
  lackingWords,
  meanWords,
  rangeWords,
  reasonWords,
  targetWords,
} from '../../../app/summaries/wording.ts';

const { nb, nn, en } = summaryWords;
const language = { words: appNb, format: new Format(appNb) };

describe.each([
  ['nb', nb, appNb],
  ['nn', nn, appNn],
  ['en', en, appEn],
])('%s', (_, words, app) => {
  test('a verdict is said to be no diagnosis', () => {
    expect(words.pressure.notDiagnosis).toMatch(/ikke en diagnose|ikkje ein diagnose|not a diagnosis/);
  });

  test('has words for every protocol, group and reason of the facade', () => {
    expect(Object.keys(words.pressure.protocols)).toEqual(homePressureProtocols.map(({ id }) => id));
    expect(Object.keys(words.glucose.groups)).toEqual(Object.keys(glucoseGoals));
    const reasons = Object.keys({ ...app.reasons, ...words.reasons });
    expect(reasons).toEqual(
      expect.arrayContaining([
        ...['withdrawn', 'cancelled', 'impossible', 'improbable', 'missing-value', 'unknown-unit'],
        ...[
          'beyond-device-range',
          'time-of-day-unknown',
          'discarded-day',
          'first-of-session',
          'outside-hours',
        ],
      ]),
    );
  });
});

test('what is lacking is told with both numbers', () => {
  const { pressure, glucose } = nb;
  expect(lackingWords(language, pressure.lacking, [{ need: 'readings', found: 9, least: 12 }])).toEqual([
    'For få målinger: 9 av minst 12',
  ]);
  expect(lackingWords(language, glucose.lacking, [{ need: 'active-share', found: 69.5, least: 70 }])).toEqual(
    ['Sensor aktiv 69,5 %, minst 70 % trengs'],
  );
  expect(lackingWords(language, glucose.lacking, [{ need: 'new-need', found: 1, least: 2 }])).toEqual([
    'new-need: 1 / 2',
  ]);
});

test('a reason has the facade’s code where there is no word, and names the part', () => {
  const reason = (reason: string, part?: string) =>
    reasonWords(language, nb, { reference: 'x', reason, ...(part && { part }) });
  expect(reason('outside-hours')).toBe('Målt utenfor morgen og kveld');
  expect(reason('impossible')).toBe('Umulig verdi');
  expect(reason('missing-value', 'diastolic')).toBe('Diastolisk: Verdi mangler');
  expect(reason('quite-new')).toBe('quite-new');
});

test('targets, means, ranges and hours', () => {
  const target: PressureTarget = {
    origin: 'given',
    source: 'x',
    systolic: { low: 120, high: 129 },
    diastolic: { high: 79 },
  };
  expect(targetWords(language, nb, target)).toBe('Mål: systolisk 120–129, diastolisk ≤ 79');
  expect(meanWords(language, { count: 12, systolic: 134, diastolic: 82 })).toBe('134/82');
  expect(rangeWords(language, { low: 3.9, high: 10 })).toBe('3,9–10,0');
  expect(rangeWords(language, { high: 2.9 })).toBe('≤ 2,9');
  expect(rangeWords(language, { low: 14 })).toBe('≥ 14,0');
  expect(hoursWords(420, 480)).toBe('07:00–08:00');
});
