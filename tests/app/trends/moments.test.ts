import { expect, test } from 'vitest';
import { firstAtOrAfter, nearestTo, toMoments } from '../../../app/trends/moments.ts';
import { series } from './columns.ts';

test('systolic and diastolic of one measurement are one moment, however they are ordered', () => {
  const moments = toMoments([
    series([
      { time: 10, value: 120, reference: 1, flag: 'N' },
      { time: 30, value: 190, reference: 3, flag: 'HH' },
    ]),
    series([
      { time: 10, value: 80, reference: 1, flag: 'H' },
      { time: 20, value: 70, reference: 2, flag: 'N' },
      { time: 30, value: 100, reference: 3, flag: 'H' },
    ]),
  ]);
  expect([...moments.times]).toEqual([10, 20, 30]);
  expect(moments.rows.map((rows) => [...rows])).toEqual([
    [0, -1, 1],
    [0, 1, 2],
  ]);
  expect([...moments.ranks]).toEqual([2, 1, 3]);
});

test('two measurements at the same time stay two', () => {
  const same = [
    { time: 10, value: 120, reference: 1 },
    { time: 10, value: 130, reference: 2 },
  ];
  expect(toMoments([series(same), series(same)]).count).toBe(2);
});

test('one part: a moment per value, not assessed ranks above normal', () => {
  const moments = toMoments([
    series([
      { time: 1, value: 1, flag: 'N' },
      { time: 2, value: 2 },
      { time: 3, value: 3, flag: 'L' },
      { time: 4, value: 4, flag: 'LL' },
    ]),
  ]);
  expect([...moments.ranks]).toEqual([0, 1, 2, 3]);
});

test('no part: no moments', () => {
  expect(toMoments([]).count).toBe(0);
});

test('looking up by time', () => {
  const times = Float64Array.of(10, 20, 20, 30);
  expect([5, 10, 11, 20, 30, 31].map((time) => firstAtOrAfter(times, time))).toEqual([0, 0, 1, 1, 3, 4]);
  expect([0, 14, 16, 26, 99].map((time) => nearestTo(times, time))).toEqual([0, 0, 1, 3, 3]);
  expect(nearestTo(new Float64Array(), 5)).toBe(-1);
});
