import { describe, expect, test } from 'vitest';
import { heldBack, mostLookedAt } from '#clinical/orders/persistence.ts';
import { previewOf, type ReadingJudged } from '#clinical/orders/preview.ts';
import type { ExceededChange } from '#clinical/summaries/exceeded-changes.ts';
import type { Interpretation } from '#clinical/types.ts';

const twoOfThree = { needed: 2, of: 3 };

/** In order of time: `-` is not assessed, `?` after it improbable, `!` judged by no order. */
const readings = (text: string) =>
  text.split(' ').map((each) => {
    const flag = each.replace(/[?!]/, '');
    return {
      ...(flag !== '-' && { interpretation: flag as Interpretation }),
      improbable: each.endsWith('?'),
      ...(!each.endsWith('!') && { persistence: twoOfThree }),
    };
  });

// Clinical rules §3.10: 2 of the last 3; red is never held back.
describe('each reading is taken as the latest of those up to it', () => {
  test.each([
    ['H', [true]],
    ['H H', [true, false]],
    ['H N H', [true, false, false]],
    ['H N N H', [true, false, false, true]],
    ['HH H', [false, false]],
    ['N HH', [false, false]],
    ['H - H', [true, false, false]],
    ['H! H', [false, false]],
    ['H H!', [true, false]],
    ['H N? N? H', [true, false, false, false]],
    ['- - L', [false, false, true]],
  ])('%s', (text, expected) => {
    expect(heldBack(readings(text))).toEqual(expected);
  });
  test.each([
    [mostLookedAt - 2, false],
    [mostLookedAt - 1, true],
  ])('a yellow with %i that say nothing before the next is within reach: %s', (silent, held) => {
    expect(heldBack(readings(['H', ...Array<string>(silent).fill('-'), 'H'].join(' '))).at(-1)).toBe(held);
  });
});

const change = { part: 'body-weight', change: 2.1 } as unknown as ExceededChange;
type Value = [flag: Interpretation | undefined, held?: boolean] | null;

const judged = (changes: number, ...values: Value[]): ReadingJudged => ({
  reference: 'Observation/x-1',
  effective: 0,
  dateOnly: false,
  values: values.map((value) =>
    value
      ? {
          value: 1,
          improbable: false,
          proposed: value[0],
          today: undefined,
          heldBack: { proposed: value[1] ?? false },
        }
      : undefined,
  ),
  ...(changes > 0 && { changes: { proposed: Array<ExceededChange>(changes).fill(change) } }),
});

describe('why a measurement calls for attention', () => {
  test.each<[string, ReadingJudged, number[]]>([
    ['normal', judged(0, ['N']), [0, 0, 0, 0]],
    ['not assessed', judged(0, [undefined], null), [0, 0, 0, 0]],
    ['yellow', judged(0, ['H']), [1, 0, 0, 1]],
    ['yellow, held back', judged(0, ['H', true]), [1, 0, 1, 0]],
    ['one yellow held back, the other counts', judged(0, ['H', true], ['L']), [1, 0, 0, 1]],
    ['both held back', judged(0, ['H', true], ['L', true]), [1, 0, 1, 0]],
    ['red beside a yellow that is held back', judged(0, ['H', true], ['HH']), [1, 0, 0, 1]],
    ['a change alone', judged(1, ['N']), [0, 1, 0, 1]],
    ['two changes of one', judged(2, ['N']), [0, 1, 0, 1]],
    ['a change, and yellow held back', judged(1, ['H', true]), [1, 1, 1, 1]],
    ['a change of what has no limit', judged(1, [undefined]), [0, 1, 0, 1]],
  ])('%s', (_, reading, [byValue, byChange, heldBackCount, counting]) => {
    const { reasons, flagged } = previewOf(['systolic', 'diastolic'], [reading]);
    expect(reasons).toEqual({
      proposed: { byValue, byChange, heldBack: heldBackCount, counting },
      today: { byValue: 0, byChange: 0, heldBack: 0, counting: 0 },
    });
    expect(flagged).toHaveLength(Math.max(byValue ?? 0, byChange ?? 0));
  });
});
