import { describe, expect, test } from 'vitest';
import {
  news2Score,
  news2Source,
  type News2Input,
  type News2Part,
  type OxygenScale,
} from '../../../server/clinical/summaries/news2-score.ts';
import type { News2Points } from '../../../server/clinical/summaries/news2-table.ts';
import { at } from './readings.ts';

const now = at('2026-06-01T09:00:00+02:00');
const measured = <T>(value: T, effective = now) => ({ value, effective });

/** Everything in the middle of its zero band. */
const well: Required<News2Input> = {
  'respiratory-rate': measured(16),
  'oxygen-saturation': measured(98),
  breathing: measured('air'),
  systolic: measured(130),
  'heart-rate': measured(70),
  consciousness: measured('A'),
  'body-temperature': measured(37),
};

const pointsOf = (part: News2Part, input: News2Input, scale: OxygenScale = 1) => {
  const found = news2Score(input, scale);
  return found.kind === 'scored' ? found.points[part] : undefined;
};

/** Royal College of Physicians, NEWS2 (2017), chart 1: both sides of every edge. */
const table: Partial<Record<News2Part, [number, News2Points][]>> = {
  'respiratory-rate': [
    [0, 3],
    [8, 3],
    [8.4, 3],
    [8.5, 1],
    [9, 1],
    [11, 1],
    [12, 0],
    [20, 0],
    [21, 2],
    [24, 2],
    [25, 3],
    [120, 3],
  ],
  systolic: [
    [40, 3],
    [90, 3],
    [90.4, 3],
    [90.5, 2],
    [91, 2],
    [100, 2],
    [101, 1],
    [110, 1],
    [111, 0],
    [219, 0],
    [220, 3],
    [300, 3],
  ],
  'heart-rate': [
    [20, 3],
    [40, 3],
    [40.4, 3],
    [40.5, 1],
    [41, 1],
    [50, 1],
    [51, 0],
    [90, 0],
    [91, 1],
    [110, 1],
    [111, 2],
    [130, 2],
    [131, 3],
  ],
  'body-temperature': [
    [30, 3],
    [35.0, 3],
    [35.04, 3],
    [35.05, 1],
    [35.1, 1],
    [36.0, 1],
    [36.1, 0],
    [38.0, 0],
    [38.1, 1],
    [39.0, 1],
    [39.1, 2],
    [42, 2],
  ],
};

describe('the official table (T10)', () => {
  const rows = Object.entries(table).flatMap(([part, edges]) =>
    edges.map(([value, points]) => [part as News2Part, value, points] as const),
  );
  test.each(rows)('%s %f: %i', (part, value, points) => {
    expect(pointsOf(part, { ...well, [part]: measured(value) })).toBe(points);
  });

  test.each<[OxygenScale, 'air' | 'oxygen', number, News2Points]>([
    ...([
      [70, 3],
      [91, 3],
      [91.4, 3],
      [91.5, 2],
      [92, 2],
      [93, 2],
      [94, 1],
      [95, 1],
      [96, 0],
      [100, 0],
    ].flatMap(([value, points]) => [
      [1, 'air', value, points],
      [1, 'oxygen', value, points],
    ]) as [OxygenScale, 'air' | 'oxygen', number, News2Points][]),
    ...([
      [83, 3],
      [83.4, 3],
      [83.5, 2],
      [84, 2],
      [85, 2],
      [86, 1],
      [87, 1],
      [88, 0],
      [92, 0],
    ].flatMap(([value, points]) => [
      [2, 'air', value, points],
      [2, 'oxygen', value, points],
    ]) as [OxygenScale, 'air' | 'oxygen', number, News2Points][]),
    [2, 'air', 93, 0],
    [2, 'air', 97, 0],
    [2, 'air', 100, 0],
    [2, 'oxygen', 93, 1],
    [2, 'oxygen', 94, 1],
    [2, 'oxygen', 95, 2],
    [2, 'oxygen', 96, 2],
    [2, 'oxygen', 97, 3],
    [2, 'oxygen', 100, 3],
  ])('SpO2 scale %i on %s %f %%: %i', (scale, breathing, value, points) => {
    const input = { ...well, breathing: measured(breathing), 'oxygen-saturation': measured(value) };
    expect(pointsOf('oxygen-saturation', input, scale)).toBe(points);
  });

  test('oxygen is two points, air none', () => {
    expect(pointsOf('breathing', well)).toBe(0);
    expect(pointsOf('breathing', { ...well, breathing: measured('oxygen') })).toBe(2);
  });

  test.each([
    ['A', 0],
    ['C', 3],
    ['V', 3],
    ['P', 3],
    ['U', 3],
  ] as const)('consciousness %s: %i', (consciousness, points) => {
    expect(pointsOf('consciousness', { ...well, consciousness: measured(consciousness) })).toBe(points);
  });
});

test('the label that clinicians read names the source', () => {
  expect(news2Source).toBe('Royal College of Physicians: National Early Warning Score (NEWS) 2, 2017');
});

describe('total and band', () => {
  test.each<[string, News2Input, number, string]>([
    ['all well', well, 0, 'low'],
    [
      'four ones',
      {
        ...well,
        'oxygen-saturation': measured(94),
        'heart-rate': measured(91),
        'body-temperature': measured(38.5),
        systolic: measured(105),
      },
      4,
      'low',
    ],
    ['a single three', { ...well, 'heart-rate': measured(131) }, 3, 'low-medium'],
    ['a three and a one', { ...well, 'heart-rate': measured(131), systolic: measured(105) }, 4, 'low-medium'],
    ['five', { ...well, 'heart-rate': measured(131), breathing: measured('oxygen') }, 5, 'medium'],
    ['six', { ...well, 'heart-rate': measured(131), systolic: measured(90) }, 6, 'medium'],
    [
      'seven',
      { ...well, 'heart-rate': measured(131), systolic: measured(90), 'body-temperature': measured(36) },
      7,
      'high',
    ],
    [
      'the most there is',
      {
        'respiratory-rate': measured(25),
        'oxygen-saturation': measured(80),
        breathing: measured('oxygen'),
        systolic: measured(80),
        'heart-rate': measured(140),
        consciousness: measured('U'),
        'body-temperature': measured(34),
      },
      20,
      'high',
    ],
  ])('%s', (_, input, total, band) => {
    expect(news2Score(input, 1)).toMatchObject({ kind: 'scored', total, band, scale: 1 });
  });
});

describe('never in part', () => {
  test.each(Object.keys(well) as News2Part[])('without %s', (part) => {
    const { [part]: _, ...others } = well;
    expect(news2Score(others, 1)).toEqual({ kind: 'not-scored', missing: [part], apart: false });
  });

  test('all that are missing are named', () => {
    expect(news2Score({ systolic: well.systolic }, 2)).toMatchObject({
      missing: [
        'respiratory-rate',
        'oxygen-saturation',
        'breathing',
        'heart-rate',
        'consciousness',
        'body-temperature',
      ],
    });
  });

  test.each([
    [15 * 60_000, 'scored'],
    [15 * 60_000 + 1, 'not-scored'],
  ])('parts measured %i ms apart: %s', (apart, kind) => {
    const found = news2Score({ ...well, 'heart-rate': measured(70, now + apart) }, 1);
    expect(found.kind).toBe(kind);
    if (found.kind === 'not-scored') expect(found).toEqual({ kind, missing: [], apart: true });
  });
});
