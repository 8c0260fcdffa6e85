import { describe, expect, test } from 'vitest';
import { nb } from '../../../app/language/nb.ts';
import { axisRange } from '../../../app/trends/axis.ts';
import { keyTarget } from '../../../app/trends/key-navigation.ts';
import { statisticsOf } from '../../../app/trends/statistics.ts';
import { orderMoments, type Order } from '../../../app/trends/table-order.ts';
import { isWhole, pan, reveal, zoom } from '../../../app/trends/viewport.ts';
import { series } from './columns.ts';
import { trendOf } from './trend-of.ts';

const DAY = 86_400_000;

describe('zoom and pan stay inside the period', () => {
  const whole = { from: 0, to: 100 * DAY };

  test('zooming keeps what it zooms around in its place', () => {
    expect(zoom(whole, 2, 50 * DAY, whole)).toEqual({ from: 25 * DAY, to: 75 * DAY });
    expect(zoom(whole, 2, 0, whole)).toEqual({ from: 0, to: 50 * DAY });
  });

  test('zooming out ends at the period, zooming in at an hour', () => {
    expect(zoom({ from: 80 * DAY, to: 100 * DAY }, 0.1, 90 * DAY, whole)).toEqual(whole);
    const close = zoom({ from: 0, to: DAY }, 1000, 0, whole);
    expect(close.to - close.from).toBe(3_600_000);
  });

  test('panning stops at the edges', () => {
    const view = { from: 10 * DAY, to: 30 * DAY };
    expect(pan(view, 0.5, whole)).toEqual({ from: 20 * DAY, to: 40 * DAY });
    expect(pan(view, -5, whole)).toEqual({ from: 0, to: 20 * DAY });
    expect(pan(view, 50, whole)).toEqual({ from: 80 * DAY, to: 100 * DAY });
    expect(isWhole(pan(whole, 0.5, whole), whole)).toBe(true);
  });

  test('a moment outside the picture is brought into it', () => {
    const view = { from: 10 * DAY, to: 30 * DAY };
    expect(reveal(view, 20 * DAY, whole)).toBe(view);
    expect(reveal(view, 5 * DAY, whole)).toEqual({ from: 3 * DAY, to: 23 * DAY });
    expect(reveal(view, 99 * DAY, whole)).toEqual({ from: 80 * DAY, to: 100 * DAY });
  });
});

describe('keys between moments', () => {
  const moments = { count: 5, ranks: Uint8Array.of(0, 3, 1, 2, 0), times: new Float64Array(5), rows: [] };
  test.each<[string, number, number | undefined]>([
    ['ArrowRight', -1, 0],
    ['ArrowLeft', -1, 4],
    ['ArrowRight', 4, 4],
    ['ArrowLeft', 0, 0],
    ['Home', 3, 0],
    ['End', 0, 4],
    ['PageDown', -1, 1],
    ['PageDown', 1, 3],
    ['PageDown', 3, undefined],
    ['PageUp', -1, 3],
    ['PageUp', 3, 1],
    ['PageUp', 1, undefined],
    ['x', 1, undefined],
  ])('%s at %i: %s', (key, current, target) => {
    expect(keyTarget(key, moments, current)).toBe(target);
  });

  test('lead nowhere without moments', () => {
    const none = { count: 0, ranks: new Uint8Array(), times: new Float64Array(), rows: [] };
    expect(keyTarget('End', none, -1)).toBeUndefined();
  });
});

describe('the y-axis', () => {
  test('is the catalogue’s, widened to a round number by a value outside', () => {
    const normal = trendOf('heart-rate', [series([{ time: 0, value: 70 }])]);
    const { axis } = normal.parts[0]?.part ?? { axis: { min: 0, max: 0 } };
    expect(axisRange(normal)).toEqual({ min: axis.min, max: axis.max });
    const { max } = axisRange(trendOf('heart-rate', [series([{ time: 0, value: 243 }])]));
    expect(max).toBeGreaterThanOrEqual(243);
    expect(max % 5).toBe(0);
  });

  test('is fitted to the data where no range suits everyone', () => {
    const { min, max } = axisRange(
      trendOf('body-weight', [
        series([
          { time: 0, value: 76 },
          { time: 1, value: 81 },
        ]),
      ]),
    );
    expect(min).toBeGreaterThan(70);
    expect(min).toBeLessThan(76);
    expect(max).toBeGreaterThan(81);
    expect(max).toBeLessThan(87);
  });

  test('exists without data', () => {
    const { min, max } = axisRange(trendOf('body-weight', [series([])]));
    expect(min).toBeLessThan(max);
  });
});

describe('statistics come from all values', () => {
  test('the median leaves out what is doubtful, the extremes do not', () => {
    const values = [
      { time: 0, value: 5 },
      { time: 1, value: 40, improbable: true },
      { time: 2, value: 7 },
      { time: 3, value: 2.2, comparator: '<' as const },
    ];
    expect(statisticsOf(series(values))).toEqual({
      count: 4,
      lowest: 3,
      highest: 1,
      certain: 2,
      mean: 6,
      median: 6,
    });
  });

  test('of equal extremes the one beyond what the device can show', () => {
    const values = [
      { time: 0, value: 22, comparator: '>' as const },
      { time: 1, value: 2.2 },
      { time: 2, value: 2.2, comparator: '<' as const },
      { time: 3, value: 2.2 },
      { time: 4, value: 22 },
    ];
    expect(statisticsOf(series(values))).toMatchObject({ lowest: 2, highest: 0 });
  });

  test('nothing certain has no median, nothing at all has no statistics', () => {
    expect(statisticsOf(series([{ time: 0, value: 5, improbable: true }]))).not.toHaveProperty('median');
    expect(statisticsOf(series([]))).toBeUndefined();
  });
});

describe('the table has every moment once (T17)', () => {
  const trend = trendOf('blood-pressure', [
    series([
      { time: 1, value: 120, flag: 'N', reference: 1 },
      { time: 3, value: 190, flag: 'HH', reference: 3 },
      { time: 4, value: 120, flag: 'N', reference: 4 },
    ]),
    series([
      { time: 1, value: 80, flag: 'N', reference: 1 },
      { time: 2, value: 90, flag: 'H', reference: 2 },
      { time: 3, value: 95, flag: 'H', reference: 3 },
      { time: 4, value: 70, flag: 'N', reference: 4 },
    ]),
  ]);

  test.each<[Order, number[]]>([
    [{ column: 'time', descending: true }, [3, 2, 1, 0]],
    [{ column: 'time', descending: false }, [0, 1, 2, 3]],
    [{ column: 'value', descending: true }, [2, 3, 0, 1]],
    [{ column: 'value', descending: false }, [3, 0, 2, 1]],
    [{ column: 'flag', descending: true }, [2, 1, 3, 0]],
    [{ column: 'by', descending: false }, [3, 2, 1, 0]],
  ])('%j', (order, expected) => {
    expect([...orderMoments({ words: nb }, trend, order)]).toEqual(expected);
  });
});
