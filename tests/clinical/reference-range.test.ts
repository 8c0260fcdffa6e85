import { describe, expect, test } from 'vitest';
import { assess } from '#clinical/assess.ts';
import { interpret, limitsFromReferenceRanges } from '#clinical/limits.ts';
import type { Interpretation, ReferenceRangeEntry } from '#clinical/types.ts';
import { bloodPressureOf, diastolic, observationOf, rangeOf, systolic } from './observations.ts';
import { partOf } from './parts.ts';

type Verdict = Interpretation | 'limit-not-understood' | 'no-limit' | 'comparator-uncertain';

function verdictOf(
  key: string,
  value: number,
  unit: string | undefined,
  ranges: ReferenceRangeEntry[],
): Verdict {
  const judgement = assess({ ...observationOf(key, value, unit), referenceRange: ranges }).parts[0]
    ?.judgement;
  if (judgement?.kind === 'assessed') return judgement.interpretation;
  return judgement?.reason as Verdict;
}

const spo2 = (value: number, ...ranges: ReferenceRangeEntry[]) =>
  verdictOf('oxygen-saturation', value, '%', ranges);
const weight = (value: number, ...ranges: ReferenceRangeEntry[]) =>
  verdictOf('body-weight', value, 'kg', ranges);

/**
 * The national SpO2 example: `N` from 85.0000000001 beside a range up to 85, since FHIR R4 range ends are inclusive; the
 * code system of the type is a web page's address.
 */
describe('the epsilon of inclusive ends', () => {
  test.each([
    [84, 'LL'],
    [85, 'LL'],
    [85.4, 'LL'],
    [85.5, 'N'],
    [86, 'N'],
  ])('SpO2 %d with red up to 85 and normal from 85.0000000001 is %s', (value, verdict) => {
    expect(spo2(value, rangeOf('N', 85.0000000001, 100, '%'), rangeOf('LL', undefined, 85, '%'))).toBe(
      verdict,
    );
  });

  test('is kept when the end is converted', () => {
    const above70 = limitsFromReferenceRanges(partOf('glucose'), [rangeOf('N', 70.0000000001, 180, 'mg/dL')]);
    expect(interpret(partOf('glucose'), 3.9, undefined, above70 ?? never())).toBe('L');
    const from70 = limitsFromReferenceRanges(partOf('glucose'), [rangeOf('N', 70, 180, 'mg/dL')]);
    expect(interpret(partOf('glucose'), 3.9, undefined, from70 ?? never())).toBe('N');
  });
});

function never(): never {
  throw new Error('limits expected');
}

/** v3-ObservationInterpretation: L and H are yellow, LL and HH red, whether or not a normal range stands beside them. */
describe('an alarm zone alone', () => {
  test.each<[string, number | undefined, number | undefined, number, Verdict]>([
    ['L', undefined, 60, 60, 'L'],
    ['L', undefined, 60, 61, 'no-limit'],
    ['LL', undefined, 60, 60, 'LL'],
    ['H', 90, undefined, 90, 'H'],
    ['H', 90, undefined, 89, 'no-limit'],
    ['HH', 90, undefined, 90, 'HH'],
  ])('%s from %s to %s: %d is %s', (type, low, high, value, verdict) => {
    expect(weight(value, rangeOf(type, low, high, 'kg'))).toBe(verdict);
  });

  test.each<[string, number, Verdict]>([
    ['L', 60, 'L'],
    ['H', 60, 'H'],
  ])('%s within a normal range: the worse of the two', (type, value, verdict) => {
    expect(weight(value, rangeOf('N', 50, 100, 'kg'), rangeOf(type, 50, 70, 'kg'))).toBe(verdict);
  });

  test.each(['X', 'HX', ''])('a type %j with one end is not understood, and nothing breaks', (type) => {
    expect(weight(60, rangeOf(type, undefined, 70, 'kg'))).toBe('limit-not-understood');
    expect(weight(60, rangeOf(type, 50, undefined, 'kg'))).toBe('limit-not-understood');
  });
});

test('the source of a range is told with its texts, each once, and without any when it has none', () => {
  const sourceOf = (...ranges: ReferenceRangeEntry[]) =>
    limitsFromReferenceRanges(partOf('body-weight'), ranges)?.source;
  const plain = rangeOf('N', 50, 100, 'kg');
  expect(sourceOf(plain)).toBe('Grense på målingen');
  expect(
    sourceOf({ ...plain, text: 'Normal' }, { ...plain, text: 'Normal' }, { ...plain, text: 'Mål' }, plain),
  ).toBe('Grense på målingen: Normal: Mål');
});

/** FHIR R4 Observation.referenceRange: both ends inclusive, a missing end open, a missing type "normal". */
describe('zones of a measurement', () => {
  const five = [
    rangeOf('LL', undefined, 84),
    rangeOf('L', 85, 87),
    rangeOf('N', 88, 92),
    rangeOf('H', 93, 95),
    rangeOf('HH', 96),
  ];
  test.each([
    [84, 'LL'],
    [85, 'L'],
    [87, 'L'],
    [88, 'N'],
    [92, 'N'],
    [93, 'H'],
    [95, 'H'],
    [96, 'HH'],
  ])('SpO2 %d in five zones is %s', (value, verdict) => {
    expect(spo2(value, ...five)).toBe(verdict);
    expect(spo2(value, ...[...five].reverse())).toBe(verdict);
  });

  test.each([
    ['only a low end: below it', { low: { value: 70 } }, 69.9, 'L'],
    ['only a low end: at it', { low: { value: 70 } }, 70, 'N'],
    ['only a low end: far above', { low: { value: 70 } }, 250, 'N'],
    ['only a high end: at it', { high: { value: 80 } }, 80, 'N'],
    ['only a high end: rounds to it', { high: { value: 80 } }, 80.04, 'N'],
    ['only a high end: above it', { high: { value: 80 } }, 80.1, 'H'],
    ['an end finer than the printed value: its neighbour', { high: { value: 79.99 } }, 79.9, 'N'],
    ['an end finer than the printed value: beyond it', { high: { value: 79.99 } }, 80, 'H'],
    ['a type without content', { type: {}, high: { value: 80 } }, 80, 'N'],
  ] as [string, ReferenceRangeEntry, number, Verdict][])('%s', (_name, range, value, verdict) => {
    expect(weight(value, range)).toBe(verdict);
  });

  test.each([
    ['the worst of two that contain the value', [rangeOf('N', 60, 90), rangeOf('HH', 85)], 86, 'HH'],
    ['between normal and alarm zone', [rangeOf('N', 60, 80), rangeOf('HH', 90)], 85, 'H'],
    ['beyond a closed alarm zone', [rangeOf('N', 60, 80), rangeOf('HH', 90, 100)], 120, 'HH'],
    ['beyond a closed low alarm zone', [rangeOf('N', 60, 80), rangeOf('LL', 40, 50)], 30, 'LL'],
    [
      'between two normal zones nothing is known',
      [rangeOf('N', 60, 70), rangeOf('N', 80, 90)],
      75,
      'no-limit',
    ],
    ['outside the only alarm zone nothing is known', [rangeOf('HH', 90)], 70, 'no-limit'],
  ] as [string, ReferenceRangeEntry[], number, Verdict][])('%s', (_name, ranges, value, verdict) => {
    expect(weight(value, ...ranges)).toBe(verdict);
    expect(weight(value, ...[...ranges].reverse())).toBe(verdict);
  });
});

/** v3-ObservationInterpretation and referencerange-meaning; the code system named is not trusted. */
describe('the type of a range', () => {
  test.each(['N', 'normal', 'recommended', 'treatment', 'therapeutic'])('%s is the normal zone', (code) => {
    expect([69, 70, 80, 81].map((value) => weight(value, rangeOf(code, 70, 80)))).toEqual([
      'L',
      'N',
      'N',
      'H',
    ]);
  });

  test.each([
    ['HU', 'H', 90, undefined],
    ['LU', 'L', undefined, 100],
    ['A', 'H', 90, undefined],
    ['A', 'L', undefined, 100],
    ['AA', 'HH', 90, undefined],
    ['AA', 'LL', undefined, 100],
  ] as [string, Interpretation, number | undefined, number | undefined][])(
    '%s is %s',
    (code, verdict, low, high) => {
      expect(weight(95, rangeOf(code, low, high))).toBe(verdict);
    },
  );

  test.each(['HX', 'LX', 'EX', 'POS', 'n', 'NORMAL', 'grønn', 'pre', '', 'constructor', 'A'])(
    '%j with two ends is not understood and never normal',
    (code) => {
      expect(weight(75, rangeOf(code, 70, 80))).toBe('limit-not-understood');
      expect(spo2(97, rangeOf(code, 90, 100))).toBe('limit-not-understood');
    },
  );

  test('a type of words alone is unknown', () => {
    expect(weight(75, { type: { text: 'grønn sone' }, low: { value: 70 } })).toBe('limit-not-understood');
  });

  test('codings that contradict each other are unknown; those that agree are not', () => {
    const both = (a: string, b: string) => ({
      ...rangeOf('N', 70, 80),
      type: { coding: [{ code: a }, { code: b }] },
    });
    expect(weight(75, both('N', 'HH'))).toBe('limit-not-understood');
    expect(weight(75, both('N', 'normal'))).toBe('N');
    expect(weight(75, both('N', 'local'))).toBe('N');
  });
});

describe('a range that is not understood', () => {
  const unknown = rangeOf('grønn', 60, 80);

  test('withholds normal for the values it is about, and for those only', () => {
    expect(weight(75, rangeOf('N', 50, 90), unknown)).toBe('limit-not-understood');
    expect(weight(85, rangeOf('N', 50, 90), unknown)).toBe('N');
    expect(weight(95, rangeOf('N', 50, 90), unknown)).toBe('H');
  });

  test('alone, withholds normal for every value: the default cannot know what it meant', () => {
    expect(spo2(97, rangeOf('grønn', 80, 90))).toBe('limit-not-understood');
    expect(spo2(91, rangeOf('grønn', 80, 90))).toBe('LL');
  });

  test.each([
    ['words alone', { text: 'Kontakt lege ved under 90' }],
    ['an unknown unit', rangeOf('LL', undefined, 12, 'kPa')],
    ['reversed ends', rangeOf('N', 100, 90)],
    ['an end that is no number', { low: { value: '90' as unknown as number } }],
    ['an end with a comparator', { low: { value: 90, comparator: '>' } }],
    ['an end that is no quantity', { low: 90 as unknown as object }],
    ['no object', null as unknown as ReferenceRangeEntry],
  ] as [string, ReferenceRangeEntry][])(
    '%s: the default may flag, and calls nothing normal',
    (_name, range) => {
      expect(spo2(97, range)).toBe('limit-not-understood');
      expect(spo2(93, range)).toBe('L');
      expect(spo2(90, range)).toBe('LL');
    },
  );

  test('an alarm zone open towards the normal values is not understood', () => {
    expect(weight(75, rangeOf('HH', undefined, 90))).toBe('limit-not-understood');
    expect(weight(75, rangeOf('L', 60))).toBe('limit-not-understood');
  });

  test('a range for a population may raise, not reassure', () => {
    const range = { ...rangeOf('N', 60, 80), appliesTo: [{ text: 'gravide' }] };
    expect(weight(75, range)).toBe('limit-not-understood');
    expect(weight(85, range)).toBe('H');
    expect(weight(75, { ...rangeOf('N', 60, 80), age: { low: { value: 18 } } })).toBe('limit-not-understood');
    expect(weight(75, { ...rangeOf('N', 60, 80), appliesTo: [] })).toBe('N');
  });

  test('an empty list is no range', () => {
    expect(spo2(97)).toBe('N');
    expect(limitsFromReferenceRanges(partOf('oxygen-saturation'), [])).toBeUndefined();
    expect(limitsFromReferenceRanges(partOf('oxygen-saturation'), undefined)).toBeUndefined();
  });
});

/** UCUM factors; 70–180 mg/dL is the consensus' own pair of 3.9–10.0 mmol/L (Diabetes Care 2019;42:1593). */
describe('units of the ends', () => {
  test.each([
    ['body-weight', 80, 'kg', rangeOf('N', 70000, 80000, 'g'), 'N'],
    ['body-weight', 80.1, 'kg', rangeOf('N', 70000, 80000, 'g'), 'H'],
    ['body-weight', 80, 'kg', rangeOf('N', 70000, 79999, 'g'), 'H'],
    ['body-weight', 80000, 'g', rangeOf('N', 70, 80, 'kg'), 'N'],
    ['body-weight', 80100, 'g', rangeOf('N', 70, 80, 'kg'), 'H'],
    ['body-weight', 80000, 'g', rangeOf('N', 70000, 80000), 'N'],
    ['body-weight', 80100, 'g', rangeOf('N', 70000, 80000), 'H'],
    ['body-weight', 80, 'kg', rangeOf('N', 70, 80), 'N'],
    ['glucose', 3.9, 'mmol/L', rangeOf('N', 70, 180, 'mg/dL'), 'N'],
    ['glucose', 3.8, 'mmol/L', rangeOf('N', 70, 180, 'mg/dL'), 'L'],
    ['glucose', 10, 'mmol/L', rangeOf('N', 70, 180, 'mg/dL'), 'N'],
    ['glucose', 10.1, 'mmol/L', rangeOf('N', 70, 180, 'mg/dL'), 'H'],
    ['glucose', 180, 'mg/dL', rangeOf('N', 70, 180), 'N'],
    ['glucose', 70, 'mg/dL', rangeOf('N', 70, 180), 'N'],
    ['glucose', 68, 'mg/dL', rangeOf('N', 70, 180), 'L'],
    ['body-temperature', 37.9, 'Cel', rangeOf('N', 97, 100.3, '[degF]'), 'N'],
    ['body-temperature', 38, 'Cel', rangeOf('N', 97, 100.3, '[degF]'), 'H'],
    ['body-height', 110, 'cm', rangeOf('N', 1.1, 1.1, 'm'), 'N'],
    ['news2', 4, undefined, rangeOf('N', 0, 3), 'H'],
    ['cfs', 5, undefined, rangeOf('N', 1, 5), 'N'],
  ] as [string, number, string | undefined, ReferenceRangeEntry, Verdict][])(
    '%s %d %s within %j is %s',
    (key, value, unit, range, verdict) => {
      expect(verdictOf(key, value, unit, [range])).toBe(verdict);
    },
  );

  test('zones are in the canonical unit, with the range as their source', () => {
    const range = { ...rangeOf('N', 70000, 80000, 'g'), text: 'Avtalt tørrvekt' };
    expect(limitsFromReferenceRanges(partOf('body-weight'), [range])).toEqual({
      origin: 'measurement',
      source: 'Grense på målingen: Avtalt tørrvekt',
      zones: [{ interpretation: 'N', low: 70, high: 80 }],
    });
  });
});

/** FHIR R4 vital signs: the limits of a blood pressure stand on its components. */
describe('ranges of components', () => {
  test('each component is judged by its own range', () => {
    const { parts } = assess(
      bloodPressureOf(
        { ...diastolic(88), referenceRange: [rangeOf('N', 60, 90)] },
        { ...systolic(138), referenceRange: [rangeOf('N', 100, 130)] },
      ),
    );
    expect(parts.map(({ part, judgement }) => [part.key, judgement])).toEqual([
      ['systolic', expect.objectContaining({ interpretation: 'H' })],
      ['diastolic', expect.objectContaining({ interpretation: 'N' })],
    ]);
  });

  test('a range on one component does not judge the other; a range on the panel judges none and withholds normal', () => {
    const own = { ...systolic(138), referenceRange: [rangeOf('N', 100, 140)] };
    const [first, second] = assess(bloodPressureOf(own, diastolic(70))).parts;
    expect(first?.judgement).toMatchObject({ interpretation: 'N', limits: { origin: 'measurement' } });
    expect(second?.judgement).toMatchObject({ interpretation: 'N', limits: { origin: 'default' } });

    const panel = {
      ...bloodPressureOf(systolic(120), diastolic(88)),
      referenceRange: [rangeOf('N', 100, 140)],
    };
    expect(assess(panel).parts.map(({ judgement }) => judgement)).toMatchObject([
      { kind: 'not-assessed', reason: 'limit-not-understood' },
      { kind: 'assessed', interpretation: 'H', limits: { origin: 'default' } },
    ]);
  });
});
