import { describe, expect, test } from 'vitest';
import { Look } from '../../../server/reading/look.ts';
import type { Interval } from '../../../server/store/national-store.ts';

function periodOf(...asked: Interval[]): Interval {
  const look = new Look();
  for (const period of asked) look.asked([], period);
  const { from, to } = look.disclosed();
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

describe('the period of a look that asked more than once', () => {
  test.each<[string, Interval[], Interval]>([
    ['nothing was asked', [], {}],
    ['one', [{ from: 2, to: 5 }], { from: 2, to: 5 }],
    [
      'the earliest and the latest',
      [
        { from: 2, to: 5 },
        { from: 1, to: 4 },
        { from: 3, to: 6 },
      ],
      { from: 1, to: 6 },
    ],
    ['no end once is no end', [{ from: 2, to: 5 }, { from: 3 }], { from: 2 }],
    ['whichever came first', [{ from: 3 }, { from: 2, to: 5 }], { from: 2 }],
    ['no beginning', [{ to: 5 }, { from: 2, to: 4 }], { to: 5 }],
    ['everything', [{ from: 2, to: 5 }, {}], {}],
  ])('%s', (_what, asked, expected) => expect(periodOf(...asked)).toEqual(expected));
});
