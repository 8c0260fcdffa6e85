import { expect, test } from 'vitest';
import { heldBack, persistenceTally, type JudgedReading } from '#clinical/orders/persistence.ts';
import type { Interpretation } from '#clinical/types.ts';

/** Newest first: `-` is not assessed, `?` after it improbable. */
const readings = (text: string): JudgedReading[] =>
  text.split(' ').map((each) => {
    const flag = each.replace('?', '');
    return {
      ...(flag !== '-' && { interpretation: flag as Interpretation }),
      improbable: each.endsWith('?'),
    };
  });

// Clinical rules §3.10: 2 of the last 3 against the noise of single readings; red is never held back.
test.each([
  ['H', 1, false],
  ['H N N', 1, false],
  ['H H', 2, true],
  ['H N H', 2, true],
  ['H N N H', 1, false],
  ['L H N', 2, true],
  ['H HH N', 2, true],
  ['H LL HH', 3, true],
  ['H - H', 2, true],
  ['H - - N H', 2, true],
  ['H N? N H', 2, true],
  ['H H? N', 2, true],
  ['H? N N', 1, false],
])('%s: %i of 3, counts: %s', (text, beyond, counts) => {
  expect(persistenceTally(readings(text), { needed: 2, of: 3 })).toEqual({
    needed: 2,
    of: 3,
    beyond,
    counts,
  });
});

test.each(['HH', 'LL N N', 'N H H', '- H H'])(
  '%s: the latest is not yellow, so nothing is held back',
  (text) => {
    expect(persistenceTally(readings(text), { needed: 2, of: 3 })).toBeUndefined();
  },
);

test('other numbers are other rules', () => {
  expect(persistenceTally(readings('H H N H'), { needed: 3, of: 3 })).toMatchObject({
    beyond: 2,
    counts: false,
  });
  expect(persistenceTally(readings('H H N H'), { needed: 3, of: 4 })).toMatchObject({
    beyond: 3,
    counts: true,
  });
});

test('nothing was measured', () => {
  expect(persistenceTally([], { needed: 2, of: 3 })).toBeUndefined();
});

test.each([
  [28, 2, true],
  [29, 1, false],
])('30 readings are looked back at: %i unread ones between two yellow', (between, beyond, counts) => {
  const yellow = { interpretation: 'H', improbable: false } as const;
  const unread = Array.from({ length: between }, () => ({ improbable: false }));
  const persistence = { needed: 2, of: 2 };
  const newestFirst = [yellow, ...unread, yellow];
  expect(persistenceTally(newestFirst, persistence)).toEqual({ ...persistence, beyond, counts });
  const inOrder = [...newestFirst].reverse().map((each) => ({ ...each, persistence }));
  expect(heldBack(inOrder).at(-1)).toBe(!counts);
});
