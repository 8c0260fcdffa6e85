import { describe, expect, test } from 'vitest';
import { Format } from '../../../../app/language/format.ts';
import { nb as words } from '../../../../app/language/nb.ts';
import { comparedParts } from '../../../../app/trends/comparison/figures.ts';
import { nb as comparison } from '../../../../app/trends/comparison/language/nb.ts';
import { sameLimits } from '../../../../app/trends/comparison/same-limits.ts';
import { series, type Value } from '../columns.ts';
import { trendOf } from '../trend-of.ts';

const language = { words, format: new Format(words), comparison };
const of = (values: Omit<Value, 'time'>[]) => series(values.map((value, time) => ({ time, ...value })));

function figures(present: Omit<Value, 'time'>[], earlier: Omit<Value, 'time'>[]) {
  const [part] = comparedParts(
    language,
    trendOf('body-weight', [of(present)]),
    trendOf('body-weight', [of(earlier)]),
  );
  return Object.fromEntries(
    (part?.figures ?? []).map(({ key, present, earlier, difference }) => [
      key,
      [present, earlier, difference],
    ]),
  );
}

describe('two periods side by side', () => {
  test('lowest, highest, median in the sign’s unit; flags counted, the share of what was assessed', () => {
    const found = figures(
      [
        { value: 80, flag: 'N' },
        { value: 82.5, flag: 'H' },
        { value: 84, flag: 'HH' },
        { value: 79, flag: 'N' },
      ],
      [{ value: 81, flag: 'N' }, { value: 81.5, flag: 'H' }, { value: 82 }],
    );
    expect(found).toEqual({
      count: ['4', '3', '+1'],
      lowest: ['79,0', '81,0', '−2,0 kg'],
      highest: ['84,0', '82,0', '+2,0 kg'],
      median: ['81,3', '81,5', '−0,2 kg'],
      outside: ['2 av 4 (50\u00a0%)', '1 av 2 (50\u00a0%)', '±0 prosent\u00adpoeng'],
      red: ['1', '0', '+1'],
      yellow: ['1', '1', '±0'],
      unjudged: ['0', '1', '−1'],
    });
  });

  test('the difference is of the figures as shown', () => {
    const found = figures([{ value: 80.04 }], [{ value: 79.96 }]);
    expect(found['median']).toEqual(['80,0', '80,0', '±0,0 kg']);
  });

  test('without measurements there is no figure and no difference', () => {
    const found = figures([{ value: 80, flag: 'N' }], []);
    expect(found['count']).toEqual(['1', '0', '+1']);
    for (const key of ['lowest', 'highest', 'median', 'outside']) {
      expect(found[key]?.slice(1)).toEqual(['ingen', undefined]);
    }
    expect(found).not.toHaveProperty('unjudged');
  });

  test('not assessed is never a share of nought', () => {
    expect(figures([{ value: 80 }], [{ value: 80 }])['outside']).toEqual(['ingen', 'ingen', undefined]);
  });

  test('an extreme that is improbable, or beyond the device, says so and has no difference', () => {
    const found = figures(
      [{ value: 20, improbable: true }, { value: 80 }, { value: 200, comparator: '>' }],
      [{ value: 79 }, { value: 81 }],
    );
    expect(found['lowest']).toEqual(['20,0 (kontroller)', '79,0', undefined]);
    expect(found['highest']).toEqual(['> 200,0', '81,0', undefined]);
    expect(found['median']).toEqual(['80,0', '80,0', '±0,0 kg']);
  });

  test('both pressures, each with its own count', () => {
    const present = trendOf('blood-pressure', [of([{ value: 132 }, { value: 140 }]), of([{ value: 81 }])]);
    const earlier = trendOf('blood-pressure', [of([{ value: 150 }]), of([{ value: 95 }])]);
    const parts = comparedParts(language, present, earlier);
    expect(parts.map(({ name, counts }) => [name, counts])).toEqual([
      [words.parts.systolic, { present: 2, earlier: 1 }],
      [words.parts.diastolic, { present: 1, earlier: 1 }],
    ]);
    expect(parts[1]?.figures.find(({ key }) => key === 'median')?.difference).toBe('−14 mmHg');
  });
});

describe('the limits of two periods', () => {
  const whole = { start: 0, end: 10 };
  const limits = (low: number) => [
    { origin: 'default' as const, source: 'general', zones: [{ interpretation: 'HH' as const, low }] },
  ];
  const judged = (low: number) => ({
    trend: trendOf('heart-rate', [of([{ value: 70, limits: 0 }])], { limits: limits(low) }),
    whole,
  });

  test('are compared by what they are', () => {
    expect(sameLimits(judged(120), judged(120))).toBe(true);
    expect(sameLimits(judged(120), judged(110))).toBe(false);
  });

  test('differ where one has none', () => {
    const without = { trend: trendOf('heart-rate', [of([{ value: 70 }])]), whole };
    expect(sameLimits(judged(120), without)).toBe(false);
    expect(sameLimits(without, without)).toBe(true);
  });
});
