import { describe, expect, test } from 'vitest';
import type { VitalSignKey } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { toMeasurement, type MeasuredPart, type Measurement } from '../../../app/fhir/observation.ts';
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

test('a yellow that does not count yet stands below what counts, and above what is within its limit', () => {
  const tally = (counts: boolean) => ({ needed: 2, of: 3, beyond: counts ? 2 : 1, counts });
  const rows = toRows(
    [
      measurement('glucose', 1, { interpretation: 'N' }),
      measurement('heart-rate', 1, { interpretation: 'H', persistence: tally(false) }),
      measurement('body-weight', 1, { interpretation: 'H', persistence: tally(true) }),
      measurement('oxygen-saturation', 1, { interpretation: 'LL' }),
      measurement(
        'blood-pressure',
        1,
        { interpretation: 'H', persistence: tally(false) },
        { interpretation: 'H' },
      ),
    ],
    undefined,
  );
  expect(rows.slice(0, 5).map(({ vitalSign, held, level }) => [vitalSign.key, held, level])).toEqual([
    ['oxygen-saturation', false, 'red-low'],
    ['blood-pressure', false, 'yellow-high'],
    ['body-weight', false, 'yellow-high'],
    // The reading's own flag stays.
    ['heart-rate', true, 'yellow-high'],
    ['glucose', false, 'normal'],
  ]);
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

describe('a measurement of an unknown time', () => {
  const { when: _, ...timeless } = measurement('heart-rate', 0, { value: 150, interpretation: 'HH' });
  const rowOf = (...measurements: Measurement[]) =>
    toRows(measurements, undefined).find(({ vitalSign }) => vitalSign.key === 'heart-rate');

  test('is never newer than another, however old that is, and nothing is compared with it', () => {
    const old = measurement('heart-rate', Date.parse('1950-01-01'), { value: 70 });
    const row = rowOf(timeless, old);
    expect(row?.latest).toBe(old);
    expect(row?.changes).toEqual([]);
  });

  test('is shown when there is no other, with its flag and without a time', () => {
    const row = rowOf(timeless);
    expect(row).toMatchObject({ latest: timeless, level: 'red-high', changes: [] });
    expect(newestOf(toRows([timeless], undefined))).toBeUndefined();
  });

  test.each([{ effectiveDateTime: '' }, {}])('comes from an Observation with %j', (effective) => {
    const read = toMeasurement({
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [heartRate] },
      valueQuantity: { value: 70, code: '/min' },
      ...effective,
    });
    expect(read?.when).toBeUndefined();
    expect(read?.parts[0]?.value).toBe(70);
  });
});

test('what is set aside without a time comes after the rest', () => {
  const aside = (reference: string, time?: string) => ({
    name: 'setAside',
    part: [
      { name: 'reference', valueReference: { reference } },
      ...(time ? [{ name: 'time', valueDateTime: time }] : []),
      { name: 'text', valueString: '1 /min' },
      { name: 'reason', valueCode: 'time-missing' },
    ],
  });
  const more = [aside('a'), aside('b', '1950-01-01'), aside('c', '2026-01-01')];
  const rows = toRows([], decodeTrend(parametersOf(seriesOf({ code: heartRate, count: 0, more }))));
  const row = rows.find(({ vitalSign }) => vitalSign.key === 'heart-rate');
  expect(row?.trend?.setAside.map(({ reference }) => reference)).toEqual(['c', 'b', 'a']);
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
