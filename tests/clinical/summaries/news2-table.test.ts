import { expect, test } from 'vitest';
import { news2Score, type News2Input } from '../../../server/clinical/summaries/news2-score.ts';
import {
  news2Table,
  oxygenScale1,
  oxygenScale2,
  type News2Row,
} from '../../../server/clinical/summaries/news2-table.ts';

const written = (rows: readonly News2Row[]) =>
  rows.map(({ points, low, high }) => `${low ?? ''}…${high ?? ''}: ${points}`).join(', ');

/** Royal College of Physicians, NEWS2 (2017), chart 1, both ends of every box. */
test('the official table, box by box', () => {
  expect(Object.fromEntries(Object.entries(news2Table).map(([part, rows]) => [part, written(rows)]))).toEqual(
    {
      'respiratory-rate': '…8: 3, 9…11: 1, 12…20: 0, 21…24: 2, 25…: 3',
      systolic: '…90: 3, 91…100: 2, 101…110: 1, 111…219: 0, 220…: 3',
      'heart-rate': '…40: 3, 41…50: 1, 51…90: 0, 91…110: 1, 111…130: 2, 131…: 3',
      'body-temperature': '…35: 3, 35.1…36: 1, 36.1…38: 0, 38.1…39: 1, 39.1…: 2',
    },
  );
  expect(written(oxygenScale1)).toBe('…91: 3, 92…93: 2, 94…95: 1, 96…: 0');
  expect(written(oxygenScale2.air)).toBe('…83: 3, 84…85: 2, 86…87: 1, 88…: 0');
  expect(written(oxygenScale2.oxygen)).toBe(
    '…83: 3, 84…85: 2, 86…87: 1, 88…92: 0, 93…94: 1, 95…96: 2, 97…: 3',
  );
});

test('what is no number is never few points', () => {
  const measured = <T>(value: T) => ({ value, effective: 0 });
  const input: News2Input = {
    'respiratory-rate': measured(16),
    'oxygen-saturation': measured(98),
    breathing: measured('air'),
    systolic: measured(130),
    'heart-rate': measured(NaN),
    consciousness: measured('A'),
    'body-temperature': measured(37),
  };
  expect(news2Score(input, 1)).toMatchObject({ total: 3, points: { 'heart-rate': 3 } });
});
