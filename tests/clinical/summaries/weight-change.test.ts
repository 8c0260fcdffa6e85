import { expect, test } from 'vitest';
import { aboveDryWeight, gainRules, sevenDayLine } from '../../../server/clinical/summaries/weight-change.ts';
import { weighing } from './readings.ts';

const from = (time: string, kg: number, device?: string) => weighing(time, kg, device);
const latest = (kg: number, device?: string) => from('2026-06-10T07:00:00+02:00', kg, device);

test('the rules: more than 2 kg in 3 days (ESC/HFA), and in 7 (Finland)', () => {
  expect(
    gainRules.map(({ days, direction, by, origin, source }) => [days, direction, by, origin, source]),
  ).toEqual([
    [3, 'rise', 2, 'default', 'ESC/HFA, heartfailurematters.org: >2 kg in 3 days'],
    [7, 'rise', 2, 'default', 'terveyskyla.fi: >2 kg in 3–7 days'],
  ]);
});

test('distance from dry weight, as printed', () => {
  expect(aboveDryWeight(latest(82.04), 80)).toBe(2);
  expect(aboveDryWeight(latest(78.26), 80)).toBe(-1.7);
});

test('the seven-day line: on each day with a reading, that day and six before', () => {
  const found = sevenDayLine([
    from('2026-06-01T23:59:00+02:00', 80),
    from('2026-06-07T07:00:00+02:00', 82),
    from('2026-06-07T20:00:00+02:00', 84),
    from('2026-06-08T07:00:00+02:00', 86),
  ]);
  expect(found).toEqual([
    { day: '2026-06-01', mean: 80, count: 1 },
    { day: '2026-06-07', mean: 82, count: 3 },
    { day: '2026-06-08', mean: 84, count: 3 },
  ]);
  expect(sevenDayLine([])).toEqual([]);
});
