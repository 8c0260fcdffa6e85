import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { handoverWords } from '../../../app/handover/language/handover-words.ts';
import { noteWords } from '../../../app/handover/language/note-words.ts';
import { citizenDictionaries, citizenWords } from '../../../app/language/citizen/citizen-words.ts';
import { en as blocksEn } from '../../../app/language/citizen/blocks-en.ts';
import { nb as blocksNb } from '../../../app/language/citizen/blocks-nb.ts';
import { nn as blocksNn } from '../../../app/language/citizen/blocks-nn.ts';
import { en as limitedEn } from '../../../app/language/citizen/limited-en.ts';
import { nb as limitedNb } from '../../../app/language/citizen/limited-nb.ts';
import { nn as limitedNn } from '../../../app/language/citizen/limited-nn.ts';
import { en as logEn } from '../../../app/language/citizen/log-en.ts';
import { nb as logNb } from '../../../app/language/citizen/log-nb.ts';
import { nn as logNn } from '../../../app/language/citizen/log-nn.ts';
import { en as troubleEn } from '../../../app/language/citizen/trouble-en.ts';
import { nb as troubleNb } from '../../../app/language/citizen/trouble-nb.ts';
import { nn as troubleNn } from '../../../app/language/citizen/trouble-nn.ts';
import { en } from '../../../app/language/en.ts';
import { nb } from '../../../app/language/nb.ts';
import { nn } from '../../../app/language/nn.ts';
import { expectedWords } from '../../../app/expected/language/expected-words.ts';
import { orderWords } from '../../../app/orders/language/order-words.ts';
import { comparisonWords } from '../../../app/trends/comparison/language/comparison-words.ts';
import { summaryWords } from '../../../app/summaries/language/summary-words.ts';

/** `path → sort of word` of every leaf. */
function leaves(words: object, path = ''): [string, unknown][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? leaves(value, `${path}${key}.`)
      : [[path + key, value] as [string, unknown]],
  );
}

const languages = { nb, nn, en };
/** Of the parts that have dictionaries of their own, bokmål first. */
const parts: [string, object, object][] = [
  ['citizens nb', citizenWords.nb, citizenWords.nb],
  ['citizens nn', citizenWords.nn, citizenWords.nb],
  ['citizens en', citizenWords.en, citizenWords.nb],
  ['log nb', logNb, logNb],
  ['log nn', logNn, logNb],
  ['log en', logEn, logNb],
  ['blocks nb', blocksNb, blocksNb],
  ['blocks nn', blocksNn, blocksNb],
  ['blocks en', blocksEn, blocksNb],
  ['limited nb', limitedNb, limitedNb],
  ['limited nn', limitedNn, limitedNb],
  ['limited en', limitedEn, limitedNb],
  ['trouble nb', troubleNb, troubleNb],
  ['trouble nn', troubleNn, troubleNb],
  ['trouble en', troubleEn, troubleNb],
  ['expected nb', expectedWords.nb, expectedWords.nb],
  ['expected nn', expectedWords.nn, expectedWords.nb],
  ['expected en', expectedWords.en, expectedWords.nb],
  ['comparison nb', comparisonWords.nb, comparisonWords.nb],
  ['comparison nn', comparisonWords.nn, comparisonWords.nb],
  ['comparison en', comparisonWords.en, comparisonWords.nb],
  ['summaries nb', summaryWords.nb, summaryWords.nb],
  ['summaries nn', summaryWords.nn, summaryWords.nb],
  ['summaries en', summaryWords.en, summaryWords.nb],
  ['orders nb', orderWords.nb, orderWords.nb],
  ['orders nn', orderWords.nn, orderWords.nb],
  ['orders en', orderWords.en, orderWords.nb],
  ['handover nb', handoverWords.nb, handoverWords.nb],
  ['handover nn', handoverWords.nn, handoverWords.nb],
  ['handover en', handoverWords.en, handoverWords.nb],
  ['note nb', noteWords.nb, noteWords.nb],
  ['note nn', noteWords.nn, noteWords.nb],
  ['note en', noteWords.en, noteWords.nb],
];
/** A clinician chooses a template by its condition; it says nothing of the patient. */
const templateNames = 'form.templates.';
/** Words that may be empty in a language. */
const mayBeEmpty = ['time.at', 'whose.self.1', 'whose.parent-limited.1'];

const everything = [
  ...Object.entries(languages).map(([name, words]): [string, object, object] => [name, words, nb]),
  ...parts,
];

describe.each(everything)('%s', (_, words, ofBokmål) => {
  test('has exactly the words of bokmål', () => {
    const shape = (each: object) => leaves(each).map(([path, value]) => `${path} ${typeof value}`);
    expect(shape(words)).toEqual(shape(ofBokmål));
  });

  test('has no empty word and no undefined in a sentence', () => {
    for (const [path, value] of leaves(words)) {
      const told =
        typeof value === 'function'
          ? String((value as (...each: unknown[]) => string)('3', '4', '5', '6', '7'))
          : String(value);
      if (!mayBeEmpty.includes(path)) expect(told.trim(), path).not.toBe('');
      expect(told, path).not.toMatch(/undefined|\[object/);
    }
  });

  test('makes no diagnosis, and names it only to say so', () => {
    const all = leaves(words)
      .filter(([path]) => !path.startsWith(templateNames))
      .map(([, value]) => String(value).replace(/ikke en diagnose|ikkje ein diagnose|not a diagnosis/g, ''))
      .join(' ');
    expect(all).not.toMatch(/diagnos|hypertensjon|hypertension|hjertesvikt|heart failure/i);
  });
});

describe.each([...Object.values(languages), ...citizenDictionaries])('$tag ($overview.heading)', (words) => {
  test('names every vital sign of the catalogue', () => {
    expect(Object.keys(words.signs).sort()).toEqual(vitalSigns.map(({ key }) => key).sort());
  });

  test('each stop has words of its own', () => {
    const titles = Object.values(words.failures).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const bodies = Object.values(words.failures).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
  });
});

test.each(citizenDictionaries)('$tag: a citizen is not spoken to as a clinician', (words) => {
  const told = leaves(words).filter(([path, value]) => {
    const onlyClinicians = path === 'patient.label' || path.startsWith('national.');
    return (
      !onlyClinicians && /pasient|patient|fra journalen|frå journalen|from the record/i.test(String(value))
    );
  });
  expect(told).toEqual([]);
});

test('a time that is not known is told in every language', () => {
  expect([nb, nn, en].map(({ timeUnknown }) => timeUnknown)).toEqual([
    'tid ukjent',
    'ukjend tid',
    'time unknown',
  ]);
});

test('nynorsk is not bokmål', () => {
  const same = leaves(nn.failures).filter(([path, value]) =>
    leaves(nb.failures).some(([p, v]) => p === path && v === value),
  );
  expect(same).toEqual([]);
});

test.each([
  ['citizens', citizenWords.nn, citizenWords.nb],
  ['log', logNn, logNb],
  ['blocks', blocksNn, blocksNb],
  ['trouble', troubleNn, troubleNb],
  ['summaries', summaryWords.nn, summaryWords.nb],
])('nynorsk of %s is not bokmål', (_, ofNynorsk, ofBokmål) => {
  const sentences = (words: object) =>
    leaves(words).flatMap(([, value]) => (typeof value === 'string' && value.length > 40 ? [value] : []));
  expect(sentences(ofNynorsk).length).toBeGreaterThan(5);
  const same = sentences(ofNynorsk).filter((each) => sentences(ofBokmål).includes(each));
  // A sentence can be the same in both by chance.
  expect(same.length).toBeLessThanOrEqual(1);
});
