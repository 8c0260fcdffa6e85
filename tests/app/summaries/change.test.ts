import { describe, expect, test } from 'vitest';
import { bloodPressure } from '#clinical/catalogue/blood-pressure.ts';
import { oxygenSaturation } from '#clinical/catalogue/cardiorespiratory.ts';
import type { OrderVersion } from '#clinical/orders/order.ts';
import { decodeChanges } from '../../../app/summaries/change.ts';
import { changeSummary } from '../../../server/summaries/changes.ts';
import { order } from '../../clinical/orders/orders.ts';
import { answerOf, type Point } from './facade-answers.ts';

const rules: OrderVersion['rules'] = [
  {
    part: 'systolic',
    limits: {},
    changes: [{ level: 'red', direction: 'fall', by: 20, days: 2 }],
  },
  { part: 'diastolic', limits: { yellowHigh: 90 } },
];
const pressures: Point[] = [
  { time: '2026-06-01T08:00:00+02:00', values: [150, 80] },
  { time: '2026-06-03T08:00:00+02:00', values: [125, 81] },
  { time: '2026-06-03T09:00:00+02:00', values: [90, 60], more: { improbable: true } },
];
const ask = async (orders: OrderVersion[], points = pressures) =>
  (await answerOf(changeSummary, { code: '85354-9' }, points, { orders })).parameter ?? [];

describe('what the facade answers', () => {
  test('both readings stand with value and time, of the part that has a limit alone', async () => {
    expect(decodeChanges(await ask([order({ rules })]), bloodPressure)).toMatchObject({
      changes: [
        {
          part: 'systolic',
          direction: 'fall',
          by: 20,
          days: 2,
          level: 'red',
          origin: 'order',
          before: { value: 150, when: { instant: Date.parse('2026-06-01T08:00:00+02:00') } },
          latest: { value: 125, when: { instant: Date.parse('2026-06-03T08:00:00+02:00') } },
          result: { change: -25, exceeded: true },
        },
      ],
      excluded: [{ reason: 'improbable' }],
    });
  });

  test.each([
    [24, true],
    [25, false],
  ])('a fall of 25 where more than %i is too much: %s', async (by, exceeded) => {
    const changes = [{ level: 'red' as const, direction: 'fall' as const, by, days: 2 }];
    const found = await ask([order({ rules: [{ part: 'systolic', limits: {}, changes }] })]);
    expect(decodeChanges(found, bloodPressure).changes[0]?.result).toEqual({ change: -25, exceeded });
  });

  test('without a limit on change there is nothing', async () => {
    expect(decodeChanges(await ask([order()]), bloodPressure).changes).toEqual([]);
    expect(decodeChanges(await ask([]), bloodPressure).changes).toEqual([]);
  });

  test('why it was not compared', async () => {
    const found = decodeChanges(await ask([order({ rules })], pressures.slice(0, 1)), bloodPressure);
    expect(found.changes[0]?.result).toEqual({ notCompared: 'no-earlier-reading' });
  });

  test('of a part that the vital sign does not have it is refused whole', async () => {
    const found = await ask([order({ rules })]);
    expect(() => decodeChanges(found, oxygenSaturation)).toThrow('change.part');
  });
});
