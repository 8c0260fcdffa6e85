import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { decodeTrend } from '../../../app/fhir/trend.ts';
import { toSignTrend } from '../../../app/trends/sign-trend.ts';
import { bloodPressure, heartRate, parametersOf, seriesOf } from '../fhir/parameters-of.ts';

type Parameter = fhir4.ParametersParameter;

const withdrawn = (reference: string, code: fhir4.Coding, ...more: Parameter[]): Parameter => ({
  name: 'withdrawn',
  part: [
    { name: 'code', valueCoding: code },
    { name: 'reference', valueReference: { reference } },
    { name: 'text', valueString: '190 /min' },
    ...more,
  ],
});
const time = (valueDateTime: string): Parameter => ({ name: 'time', valueDateTime });
const pulse = vitalSigns.find(({ key }) => key === 'heart-rate');
if (!pulse) throw new Error('no heart rate');

const answer = parametersOf(
  seriesOf({ values: '70 71' }),
  withdrawn('Observation/a-1', heartRate),
  withdrawn('Observation/a-2', heartRate, time('2026-06-03')),
  withdrawn(
    'Observation/a-3',
    heartRate,
    time('2026-06-04T05:05:00Z'),
    { name: 'source', valueString: 'Oslo kommune' },
    { name: 'received', valueInstant: '2026-06-05T05:05:00Z' },
  ),
  withdrawn('Observation/a-4', bloodPressure, time('2026-06-04T05:05:00Z')),
);

describe('withdrawn measurements of a trend', () => {
  test('are decoded as sent: a day stays a day, and what is not said is absent', () => {
    expect(decodeTrend(answer).withdrawn.slice(0, 3)).toEqual([
      { code: heartRate, reference: 'Observation/a-1', text: '190 /min' },
      {
        code: heartRate,
        reference: 'Observation/a-2',
        when: { instant: Date.parse('2026-06-03T00:00:00+02:00'), dateOnly: true },
        text: '190 /min',
      },
      {
        code: heartRate,
        reference: 'Observation/a-3',
        when: { instant: Date.parse('2026-06-04T05:05:00Z'), dateOnly: false },
        text: '190 /min',
        source: 'Oslo kommune',
        received: { instant: Date.parse('2026-06-05T05:05:00Z'), dateOnly: false },
      },
    ]);
  });

  test('stand at their own sign, newest first, without a time last, and are no moments', () => {
    const trend = toSignTrend(decodeTrend(answer), pulse);
    expect(trend?.withdrawn.map(({ reference }) => reference)).toEqual([
      'Observation/a-3',
      'Observation/a-2',
      'Observation/a-1',
    ]);
    expect(trend?.moments.count).toBe(2);
    expect(trend?.setAside).toEqual([]);
  });
});
