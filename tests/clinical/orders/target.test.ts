import { expect, test } from 'vitest';
import { certainPlace, placeInTarget, type Place, type Target } from '#clinical/orders/target.ts';
import type { Comparator } from '#clinical/types.ts';

const both: Target = { low: 4, high: 9 };

test.each<[Target, number, number, Place]>([
  [both, 3.94, 1, 'below'],
  [both, 3.95, 1, 'within'],
  [both, 9.04, 1, 'within'],
  [both, 9.05, 1, 'above'],
  [{ high: 9 }, 0, 1, 'within'],
  [{ low: 88, high: 92 }, 87.4, 0, 'below'],
  [{ low: 88, high: 92 }, 87.5, 0, 'within'],
  [{ low: 88, high: 92 }, 92.4, 0, 'within'],
  [{ low: 88, high: 92 }, 92.5, 0, 'above'],
  [{ low: 88 }, 100, 0, 'within'],
])('as printed, ends included: %o of %f is %s', (target, value, decimals, place) => {
  expect(placeInTarget(target, value, decimals)).toBe(place);
});

test.each<[Target, Comparator, number, Place | undefined]>([
  [both, '<', 2.2, 'below'],
  [both, '<=', 3.9, 'below'],
  [both, '<', 4, undefined],
  [both, '<', 9.1, undefined],
  [{ high: 9 }, '<', 2.2, 'within'],
  [{ high: 9 }, '<', 9.1, undefined],
  [{ low: 2 }, '<', 2.2, undefined],
  [both, '>', 22.2, 'above'],
  [both, '>=', 9.1, 'above'],
  [both, '>', 9, undefined],
  [both, '>', 3, undefined],
  [{ low: 4 }, '>', 22.2, 'within'],
  [{ low: 25 }, '>', 22.2, undefined],
])('beyond the device, only where it is certain: %o of %s%f is %s', (target, comparator, value, place) => {
  expect(certainPlace(target, { value, comparator }, 1)).toBe(place);
});
