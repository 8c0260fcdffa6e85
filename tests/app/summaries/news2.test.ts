import { describe, expect, test } from 'vitest';
import { Format } from '../../../app/language/format.ts';
import { nb as appNb } from '../../../app/language/nb.ts';
import { summaryWords } from '../../../app/summaries/language/summary-words.ts';
import { decodeNews2, type News2Step } from '../../../app/summaries/news2.ts';
import { originWords } from '../../../app/summaries/news2-wording.ts';
import { news2Summary } from '../../../server/summaries/news2.ts';
import { answerOf } from './facade-answers.ts';

type Parts = fhir4.ParametersParameter[];

const head: Parts = [{ name: 'source', valueString: 'RCP' }];
const received: Parts = [
  { name: 'origin', valueCode: 'received' },
  { name: 'time', valueDateTime: '2026-06-02' },
  { name: 'total', valueDecimal: 4 },
  { name: 'scale', valueInteger: 2 },
  {
    name: 'subScore',
    part: [
      { name: 'part', valueCode: 'heart-rate' },
      { name: 'points', valueInteger: 0 },
    ],
  },
  {
    name: 'subScore',
    part: [
      { name: 'part', valueCode: 'breathing' },
      { name: 'unread', valueCode: 'impossible' },
    ],
  },
  { name: 'agreement', valueCode: 'disagrees' },
  { name: 'used', valueReference: { reference: 'Observation/k-1' } },
];
const step = (part: Parts): Parts => [...head, { name: 'step', part }];
const changed = (name: string, value?: object): Parts =>
  step(received.flatMap((each) => (each.name === name ? (value ? [{ name, ...value }] : []) : [each])));

describe('decoding', () => {
  test('a received total as it came: no points are points, and a part not sent is absent', () => {
    expect(decodeNews2(step(received), undefined).steps).toEqual([
      {
        when: { instant: Date.parse('2026-06-01T22:00:00Z'), dateOnly: true },
        total: 4,
        scale: 2,
        subScores: { 'heart-rate': { points: 0 }, breathing: { unread: 'impossible' } },
        origin: { kind: 'received', agreement: 'disagrees' },
        used: ['Observation/k-1'],
      },
    ]);
  });

  test('what the facade itself answers', async () => {
    const points = [{ time: '2026-06-02T08:00:00Z', values: [4] }];
    const answer = await answerOf(news2Summary, {}, points, { withdrawn: [] });
    expect(decodeNews2(answer.parameter ?? [], undefined)).toMatchObject({
      steps: [{ total: 4, subScores: {}, origin: { kind: 'received', agreement: 'not-checked' } }],
      notComputed: [],
    });
  });

  test.each<[string, Parts, string | undefined]>([
    ['another scale than was asked for', [...head, { name: 'scale', valueInteger: 1 }], '2'],
    ['a scale that was not asked for', [...head, { name: 'scale', valueInteger: 1 }], undefined],
    ['a total that is missing', changed('total'), undefined],
    ['an unknown origin', changed('origin', { valueCode: 'guessed' }), undefined],
    ['an unknown agreement', changed('agreement', { valueCode: 'maybe' }), undefined],
    ['a scale that there is not', changed('scale', { valueInteger: 3 }), undefined],
    ['an unknown part', changed('subScore', { part: [{ name: 'part', valueCode: 'x' }] }), undefined],
  ])('%s is refused whole', (_name, parts, asked) => {
    expect(() => decodeNews2(parts, asked)).toThrow();
  });
});

describe('where a total comes from, in words', () => {
  test.each<[News2Step['origin'], string]>([
    [{ kind: 'received', agreement: 'agrees', sum: 4 }, 'Mottatt'],
    [{ kind: 'received', agreement: 'not-checked' }, 'Mottatt. Ikke alle delskår er mottatt'],
    [{ kind: 'received', agreement: 'disagrees' }, 'Mottatt. Stemmer ikke med delskårene'],
    [{ kind: 'received', agreement: 'disagrees', sum: 3 }, 'Mottatt. Stemmer ikke med delskårene, som gir 3'],
    [
      { kind: 'computed', band: 'low-medium', scaleBy: 'given' },
      'Regnet ut av 1 målinger: lav til middels risiko',
    ],
  ])('%o', (origin, words) => {
    const language = { format: new Format(appNb) };
    expect(originWords(language, summaryWords.nb.news2, { origin, used: ['Observation/k-1'] })).toBe(words);
  });
});
