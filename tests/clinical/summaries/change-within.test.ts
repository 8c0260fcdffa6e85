import { describe, expect, test } from 'vitest';
import type { OrderVersion } from '#clinical/orders/order.ts';
import {
  changeRules,
  changeWithin,
  type ChangeRule,
  type SingleReading,
} from '#clinical/summaries/change-within.ts';
import { gainRules } from '#clinical/summaries/weight-change.ts';
import { order } from '../orders/orders.ts';
import { at, weighing } from './readings.ts';

// ESC/HFA, heartfailurematters.org: more than 2 kg in 3 days; terveyskyla.fi: in 3 to 7 days.
const [threeDays, sevenDays] = gainRules as [ChangeRule, ChangeRule];
const from = (time: string, kg: number, device?: string) => weighing(time, kg, device);
const latest = (kg: number, device?: string) => from('2026-06-10T07:00:00+02:00', kg, device);
const within = (readings: SingleReading[], rule: ChangeRule) => changeWithin(readings, rule, 1);

describe('gain within three days', () => {
  test.each([
    [80, 82, 2, false],
    [80, 82.04, 2, false],
    [80, 82.05, 2.1, true],
    [79.96, 82.04, 2, false],
    [79.94, 82.04, 2.1, true],
    [80, 78, -2, false],
  ])('%f kg to %f kg is %f: %s', (before, after, gain, exceeded) => {
    const lightest = from('2026-06-08T07:00:00+02:00', before);
    const end = latest(after);
    expect(within([lightest, end], threeDays)).toEqual({
      kind: 'compared',
      rule: threeDays,
      latest: end,
      before: lightest,
      change: gain,
      exceeded,
    });
  });

  test('is from the lightest reading of the days, which is named', () => {
    const found = within(
      [
        from('2026-06-07T06:59:59+02:00', 70),
        from('2026-06-07T07:00:00+02:00', 81),
        from('2026-06-08T07:00:00+02:00', 80.5),
        from('2026-06-09T07:00:00+02:00', 82),
        latest(83),
      ],
      threeDays,
    );
    expect(found).toMatchObject({
      before: { reference: '2026-06-08T07:00:00+02:00' },
      change: 2.5,
      exceeded: true,
    });
  });

  test.each([
    ['2026-03-28T07:00:00+01:00', '2026-03-31T07:00:00+02:00'],
    ['2026-10-23T07:00:00+02:00', '2026-10-26T07:00:00+01:00'],
  ])('three days on the clock are three days: %s to %s (T12)', (before, after) => {
    expect(within([from(before, 80), from(after, 82.5)], threeDays)).toMatchObject({
      kind: 'compared',
      change: 2.5,
    });
  });

  test('with a day alone, days apart are counted', () => {
    const dated = { ...from('2026-06-07T00:00:00+02:00', 80), dateOnly: true };
    expect(within([dated, latest(83)], threeDays)).toMatchObject({ kind: 'compared', change: 3 });
    const earlier = { ...dated, effective: at('2026-06-06T00:00:00+02:00') };
    expect(within([earlier, latest(83)], threeDays)).toMatchObject({ reason: 'no-earlier-reading' });
  });

  test.each([
    ['no reading', [], 'no-reading'],
    ['one reading', [latest(83)], 'no-earlier-reading'],
    ['none within three days', [from('2026-06-07T06:59:59.999+02:00', 80), latest(83)], 'no-earlier-reading'],
    [
      'the one before is older than 7 days',
      [from('2026-06-03T06:59:59+02:00', 80), latest(83)],
      'previous-too-old',
    ],
    [
      'another scale (T12)',
      [from('2026-06-08T07:00:00+02:00', 80, 'Vekt A'), latest(83, 'Vekt B')],
      'device-changed',
    ],
  ])('silent, and says why: %s', (_, weighings, reason) => {
    expect(within(weighings, threeDays)).toMatchObject({ kind: 'not-compared', reason });
  });

  test('an old reading before the last one silences nothing', () => {
    const found = within(
      [from('2026-05-01T07:00:00+02:00', 70), from('2026-06-09T07:00:00+02:00', 80), latest(83)],
      threeDays,
    );
    expect(found).toMatchObject({ kind: 'compared', before: { reference: '2026-06-09T07:00:00+02:00' } });
  });

  test('of two that are as light the earlier is named', () => {
    const found = within(
      [from('2026-06-08T07:00:00+02:00', 80), from('2026-06-09T07:00:00+02:00', 80), latest(83)],
      threeDays,
    );
    expect(found).toMatchObject({ change: 3, before: { reference: '2026-06-08T07:00:00+02:00' } });
  });

  test('the same scale, or one that is not said, is compared', () => {
    for (const [a, b] of [
      ['Vekt A', 'Vekt A'],
      [undefined, 'Vekt A'],
      ['Vekt A', undefined],
    ]) {
      const found = within([from('2026-06-08T07:00:00+02:00', 80, a), latest(83, b)], threeDays);
      expect(found.kind).toBe('compared');
    }
  });
});

test('the second line looks seven days back', () => {
  const week = [from('2026-06-03T07:00:00+02:00', 80), latest(83)];
  expect(within(week, sevenDays)).toMatchObject({ change: 3, exceeded: true });
  expect(within(week, threeDays)).toMatchObject({ reason: 'no-earlier-reading' });
});

describe('a fall', () => {
  const fall: ChangeRule = { ...threeDays, direction: 'fall' };

  test.each([
    [82, 80, -2, false],
    [82.04, 80, -2, false],
    [82.05, 80, -2.1, true],
    [78, 80, 2, false],
  ])('%f kg to %f kg is %f: %s', (before, after, change, exceeded) => {
    const found = within([from('2026-06-08T07:00:00+02:00', before), latest(after)], fall);
    expect(found).toMatchObject({ change, exceeded });
  });

  test('is from the highest reading of the days, which is named', () => {
    const found = within(
      [
        from('2026-06-07T07:00:00+02:00', 84),
        from('2026-06-08T07:00:00+02:00', 85),
        from('2026-06-09T07:00:00+02:00', 83),
        latest(82),
      ],
      fall,
    );
    expect(found).toMatchObject({ before: { reference: '2026-06-08T07:00:00+02:00' }, change: -3 });
  });
});

test('a limit that looks further back than 7 days compares over such a pause, and no longer', () => {
  const month = { ...threeDays, days: 30 };
  expect(within([from('2026-05-11T07:00:00+02:00', 80), latest(83)], month)).toMatchObject({ change: 3 });
  expect(within([from('2026-05-11T06:59:59+02:00', 80), latest(83)], month)).toMatchObject({
    reason: 'previous-too-old',
  });
});

test('values without decimals are compared as they are printed', () => {
  const pulse = { ...threeDays, by: 20 };
  const found = (after: number) =>
    changeWithin([from('2026-06-08T07:00:00+02:00', 60.4), latest(after)], pulse, 0);
  expect(found(80.4)).toMatchObject({ change: 20, exceeded: false });
  expect(found(80.5)).toMatchObject({ change: 21, exceeded: true });
});

describe('which limits are looked for', () => {
  const asked = (changes: NonNullable<OrderVersion['rules'][number]['changes']>) => {
    const rule = { part: 'body-weight', limits: {}, changes } as const;
    const found = changeRules({ order: order({ rules: [rule] }), rule }, gainRules);
    return found.map(({ direction, by, days, level, origin }) => [direction, by, days, level, origin]);
  };
  const defaults = [
    ['rise', 2, 3, undefined, 'default'],
    ['rise', 2, 7, undefined, 'default'],
  ];

  test('the general ones without an order, or one that sets none', () => {
    expect(changeRules(undefined, gainRules)).toEqual(gainRules);
    const rule = { part: 'body-weight', limits: {} } as const;
    expect(changeRules({ order: order({ rules: [rule] }), rule }, gainRules)).toEqual(gainRules);
    expect(asked([])).toEqual(defaults);
  });

  test('an order takes the place of the general ones in the direction that it sets, and is named', () => {
    expect(asked([{ level: 'red', direction: 'rise', by: 1.5, days: 2 }])).toEqual([
      ['rise', 1.5, 2, 'red', 'order'],
    ]);
    expect(asked([{ level: 'yellow', direction: 'fall', by: 3, days: 7 }])).toEqual([
      ['fall', 3, 7, 'yellow', 'order'],
      ...defaults,
    ]);
    const rule = {
      part: 'body-weight',
      limits: {},
      changes: [{ level: 'red', direction: 'rise', by: 1, days: 1 }],
    } as const;
    expect(changeRules({ order: order(), rule })).toMatchObject([
      {
        source:
          'Individuell endringsgrense satt av Åse Fjellsjø, Bjørkelia legesenter, gjelder fra 1. januar 2026',
        order: { id: 'order-1', version: 1 },
      },
    ]);
  });
});
