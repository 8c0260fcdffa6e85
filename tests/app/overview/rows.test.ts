import { describe, expect, test } from 'vitest';
import type { VitalSignKey } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { MeasuredPart, Measurement } from '../../../app/fhir/observation.ts';
import { newestOf, toRows, worstOf } from '../../../app/overview/rows.ts';
import { decodeTrend } from '../../../app/fhir/trend.ts';
import { heartRate, parametersOf, seriesOf } from '../fhir/parameters-of.ts';

type Given = Partial<Omit<MeasuredPart, 'part'>>;

function measurement(key: VitalSignKey, instant: number, ...parts: Given[]): Measurement {
  const vitalSign = vitalSigns.find((each) => each.key === key);
  if (!vitalSign) throw new Error(key);
  return {
    reference: `Observation/${key}-${instant}`,
    vitalSign,
    when: { instant, dateOnly: false },
    parts: vitalSign.parts.map((part, index) => ({
      part,
      text: '',
      plausibility: 'plausible',
      limitUnclear: false,
      value: 1,
      ...parts[index],
    })),
    context: {},
  };
}

const keysOf = (rows: ReturnType<typeof toRows>) => rows.map(({ vitalSign }) => vitalSign.key);

test('worst first; not assessed after normal; never measured last; every sign has its row', () => {
  const rows = toRows(
    [
      measurement('body-weight', 1),
      measurement('heart-rate', 1, { interpretation: 'N' }),
      measurement('glucose', 1, { interpretation: 'LL' }),
      measurement('body-temperature', 1, { plausibility: 'impossible' }),
      measurement('oxygen-saturation', 1, { interpretation: 'L' }),
    ],
    undefined,
  );
  expect(keysOf(rows).slice(0, 5)).toEqual([
    'glucose',
    'oxygen-saturation',
    'body-temperature',
    'heart-rate',
    'body-weight',
  ]);
  expect(rows).toHaveLength(vitalSigns.length);
  expect(rows.slice(5).every(({ latest }) => latest === undefined)).toBe(true);
});

test('among equals the one flagged in the period comes first', () => {
  const trend = decodeTrend(parametersOf(seriesOf({ code: heartRate, values: '70 150', flags: 'N HH' })));
  const rows = toRows(
    [
      measurement('blood-pressure', 1, { interpretation: 'N' }, { interpretation: 'N' }),
      measurement('heart-rate', 1, { interpretation: 'N' }),
    ],
    trend,
  );
  expect(keysOf(rows)[0]).toBe('heart-rate');
  expect(rows[0]?.flagged).toEqual({ red: 1, yellow: 0, unjudged: 0 });
  expect(rows[0]?.count).toBe(2);
});

test('a sign whose series did not come is named as unreadable', () => {
  const trend = decodeTrend(parametersOf(seriesOf({ code: heartRate, values: '70' })));
  const rows = toRows([], trend);
  expect(rows.find(({ vitalSign }) => vitalSign.key === 'heart-rate')?.unreadable).toBe(false);
  expect(rows.find(({ vitalSign }) => vitalSign.key === 'blood-pressure')?.unreadable).toBe(true);
});

describe('change from the one before', () => {
  const changes = (latest: Given, previous: Given) =>
    toRows([measurement('heart-rate', 1, previous), measurement('heart-rate', 2, latest)], undefined).find(
      ({ vitalSign }) => vitalSign.key === 'heart-rate',
    )?.changes;

  test('is taken at the printed precision, newest minus older', () => {
    expect(changes({ value: 80.4 }, { value: 70.6 })).toEqual([9]);
  });

  test.each<[string, Given, Given]>([
    ['an impossible value', { value: 400, plausibility: 'impossible' }, { value: 70 }],
    ['an impossible one before', { value: 70 }, { value: 400, plausibility: 'impossible' }],
    ['a comparator', { value: 70, comparator: '>' }, { value: 60 }],
  ])('is not told with %s', (_, latest, previous) => {
    expect(changes(latest, previous)).toEqual([undefined]);
  });
});

test.each<[string, Given[], string]>([
  ['red beats yellow', [{ interpretation: 'H' }, { interpretation: 'HH' }], 'red-high'],
  ['yellow beats normal', [{ interpretation: 'N' }, { interpretation: 'L' }], 'yellow-low'],
  ['not assessed beats normal', [{ interpretation: 'N' }, {}], 'none'],
  [
    'impossible is invalid, whatever it says',
    [{ interpretation: 'N' }, { interpretation: 'N', plausibility: 'impossible' }],
    'invalid',
  ],
])('%s', (_, parts, level) => {
  expect(worstOf(measurement('blood-pressure', 1, ...parts))).toBe(level);
});

test('the newest of all signs', () => {
  expect(newestOf(toRows([measurement('heart-rate', 5), measurement('glucose', 9)], undefined))).toBe(9);
  expect(newestOf(toRows([], undefined))).toBeUndefined();
});
