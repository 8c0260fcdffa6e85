import { describe, expect, test } from 'vitest';
import { decodeMissing, loadMissing } from '../../../app/expected/missing.ts';
import { Facade } from '../../../app/fhir/facade.ts';

const count = (name: string, valueInteger: number) => ({ name, valueInteger });
const sign = (code: string, lacking: number, more: fhir4.ParametersParameter[] = []) => ({
  name: 'vitalSign',
  part: [
    { name: 'code', valueCoding: { code } },
    {
      name: 'totals',
      part: [count('expected', 7), count('received', 7 - lacking), count('lacking', lacking)],
    },
    ...more,
  ],
});

describe('what is missing', () => {
  test('of each sign that lacks any, as the facade counted it', () => {
    const span = { name: 'span', part: [] };
    const found = decodeMissing([sign('a', 3), sign('b', 0), sign('c', 7, [span])]);
    expect([...found]).toEqual([
      ['a', { lacking: 3, expected: 7, inSpans: false }],
      ['c', { lacking: 7, expected: 7, inSpans: true }],
    ]);
    expect(decodeMissing([]).size).toBe(0);
  });

  const activity = (activePercent: number, lacking: boolean) => ({
    name: 'sensor',
    part: [
      { name: 'firstDay', valueDate: '2026-11-03' },
      { name: 'lastDay', valueDate: '2026-11-16' },
      count('days', 14),
      { name: 'activePercent', valueDecimal: activePercent },
      ...(lacking
        ? [
            {
              name: 'lacking',
              part: [
                { name: 'need', valueCode: 'active-share' },
                { name: 'least', valueDecimal: 70 },
                { name: 'found', valueDecimal: activePercent },
              ],
            },
          ]
        : []),
      { name: 'source', valueString: 'Diabetes Care 2019;42:1593' },
    ],
  });

  test('of a sensor, its share of the time where that is less than time in ranges needs', () => {
    const found = decodeMissing([
      sign('a', 0, [activity(69.9, true)]),
      sign('b', 0, [activity(70, false)]),
      sign('c', 2, [activity(10, true)]),
    ]);
    expect([...found]).toEqual([
      ['a', { days: 14, activePercent: 69.9, least: 70 }],
      ['c', { lacking: 2, expected: 7, inSpans: false }],
    ]);
  });

  test('an answer without the number is refused whole', () => {
    const broken = { name: 'vitalSign', part: [{ name: 'code', valueCoding: { code: 'a' } }] };
    expect(() => decodeMissing([sign('b', 1), broken])).toThrow(/totals/);
  });

  test('is asked for once, about all signs, for the seven days before today in Oslo', async () => {
    const asked: string[] = [];
    const reads = {
      get: (path: string) => {
        asked.push(path);
        return Promise.reject(new Error('asked'));
      },
    };
    const now = Date.parse('2026-10-25T23:30:00Z');
    await loadMissing(new Facade(reads, 'p1'), now, new AbortController().signal).catch(() => undefined);
    expect(asked).toEqual(['Observation/$expected-measurements?start=2026-10-19&end=2026-10-25']);
  });
});
