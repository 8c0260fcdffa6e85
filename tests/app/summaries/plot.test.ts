import { expect, test } from 'vitest';
import { pathOf, plotOf, runsOf } from '../../../app/summaries/plot.ts';

test('the axis ends at the round values around what must be seen, and nothing falls outside', () => {
  const plot = plotOf({ width: 640, height: 240 }, [0, 1440], [3.9, 10, 2.2, 17.8]);
  expect(plot.yTicks).toEqual([0, 5, 10, 15, 20]);
  expect([plot.y(0), plot.y(20)]).toEqual([216, 8]);
  expect([plot.x(0), plot.x(1440)]).toEqual([40, 630]);
});

test.each([
  ['one value', [82], [82, 82.5]],
  ['a narrow range', [81.4, 83.2], [81, 81.5, 82, 82.5, 83, 83.5]],
  ['a wide one', [0, 500], [0, 100, 200, 300, 400, 500]],
])('%s has an axis', (_, values, ticks) => {
  expect(plotOf({ width: 300, height: 200 }, [0, 1], values).yTicks).toEqual(ticks);
});

test('a run ends at a gap; a lone one is a run of its own', () => {
  expect(runsOf([1, 2, 3, 7, 9, 10], (before, next) => next === before + 1)).toEqual([
    [1, 2, 3],
    [7],
    [9, 10],
  ]);
  expect(runsOf([], () => true)).toEqual([]);
});

test('a path goes through the points in their order', () => {
  expect(
    pathOf([
      [1, 2],
      [3.25, 4],
    ]),
  ).toBe('M1.0 2.0L3.3 4.0');
});
