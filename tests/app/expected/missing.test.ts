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
