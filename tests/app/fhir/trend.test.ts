import { describe, expect, test } from 'vitest';
import { FhirError } from '../../../app/fhir/fhir-error.ts';
import { comparatorCodes, flagCodes, referenceOf } from '../../../app/fhir/series.ts';
import { decodeTrend } from '../../../app/fhir/trend.ts';
import { limitsOf, parametersOf, seriesOf } from './parameters-of.ts';

function decodeOne(columns: Parameters<typeof seriesOf>[0], ...others: fhir4.ParametersParameter[]) {
  const trend = decodeTrend(parametersOf(...others, seriesOf(columns)));
  const [series] = trend.series;
  if (!series) throw new Error(`Not decoded: ${trend.unreadable[0]?.reason}`);
  return series;
}

describe('the columns of a series', () => {
  test('times are differences in seconds from the start, decimals included', () => {
    const { times } = decodeOne({
      start: '2026-10-25T00:30:00+02:00',
      times: '0 0.5 3600 300',
      values: '60 61 62 63',
    });
    expect([...times].map((time) => new Date(time).toISOString())).toEqual([
      '2026-10-24T22:30:00.000Z',
      '2026-10-24T22:30:00.500Z',
      '2026-10-24T23:30:00.500Z',
      '2026-10-24T23:35:00.500Z',
    ]);
  });

  test('values and their comparators', () => {
    const { values, comparators } = decodeOne({ values: '5.4 <2.2 >33.3 <=1 >=2 0 -1.5' });
    expect([...values]).toEqual([5.4, 2.2, 33.3, 1, 2, 0, -1.5]);
    expect([...comparators].map((code) => comparatorCodes[code])).toEqual([
      undefined,
      '<',
      '>',
      '<=',
      '>=',
      undefined,
      undefined,
    ]);
  });

  test('flags: not assessed is its own thing, a question mark is improbable', () => {
    const { flags, improbable } = decodeOne({ values: '1 2 3 4 5 6 7 8', flags: 'N L H LL HH - HH? -?' });
    expect([...flags].map((code) => flagCodes[code])).toEqual([
      'N',
      'L',
      'H',
      'LL',
      'HH',
      undefined,
      'HH',
      undefined,
    ]);
    expect([...improbable]).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  });

  test('limits and contexts point into the dictionaries, - is none', () => {
    const { limits, contexts } = decodeOne(
      { values: '1 2 3', limits: '0 - 1', contexts: '0 0 0' },
      limitsOf([{ interpretation: 'N' }]),
      limitsOf([{ interpretation: 'N' }], 'order'),
    );
    expect([...limits]).toEqual([0, -1, 1]);
    expect([...contexts]).toEqual([0, 0, 0]);
  });

  test('references are base-36 differences, also backwards', () => {
    const series = decodeOne({ values: '1 2 3', references: '1z 1 -z' });
    expect([0, 1, 2].map((index) => referenceOf(series, index))).toEqual([
      'Observation/k3f9x2ab-1z',
      'Observation/k3f9x2ab-20',
      'Observation/k3f9x2ab-11',
    ]);
  });

  test('dateOnly lists the indexes of calendar days', () => {
    expect([...decodeOne({ values: '1 2 3', dateOnly: '0 2' }).dateOnly]).toEqual([1, 0, 1]);
    expect([...decodeOne({ values: '1 2 3' }).dateOnly]).toEqual([0, 0, 0]);
  });

  test('available, and what is set aside', () => {
    const series = decodeOne({
      count: 0,
      more: [
        {
          name: 'available',
          part: [
            { name: 'first', valueDateTime: '2026-01-05' },
            { name: 'last', valueDateTime: '2026-06-22T10:00:00Z' },
            { name: 'count', valueInteger: 12 },
          ],
        },
        {
          name: 'setAside',
          part: [
            { name: 'reference', valueReference: { reference: 'Observation/k-1' } },
            { name: 'time', valueDateTime: '2026-06-01T10:00:00Z' },
            { name: 'text', valueString: '36.9 grader' },
            { name: 'reason', valueCode: 'unknown-unit' },
          ],
        },
        {
          name: 'setAside',
          part: [
            { name: 'reference', valueReference: { reference: 'Observation/k-2' } },
            { name: 'text', valueString: '36.9 °C' },
            { name: 'reason', valueCode: 'time-missing' },
          ],
        },
      ],
    });
    expect(series.available).toEqual({
      first: { instant: Date.parse('2026-01-04T23:00:00Z'), dateOnly: true },
      last: { instant: Date.parse('2026-06-22T10:00:00Z'), dateOnly: false },
      count: 12,
    });
    expect(series.setAside).toEqual([
      {
        reference: 'Observation/k-1',
        when: { instant: Date.parse('2026-06-01T10:00:00Z'), dateOnly: false },
        text: '36.9 grader',
        reason: 'unknown-unit',
      },
      { reference: 'Observation/k-2', text: '36.9 °C', reason: 'time-missing' },
    ]);
  });

  test('an empty series has empty columns and nothing available', () => {
    const series = decodeOne({ count: 0 });
    expect(series.count).toBe(0);
    expect(series.times).toHaveLength(0);
    expect(series.available).toBeUndefined();
  });
});

describe('half a series is never shown as a whole one', () => {
  test.each<[string, Parameters<typeof seriesOf>[0]]>([
    ['a shorter column', { values: '1 2 3', flags: 'N N' }],
    ['a longer column', { values: '1 2', times: '0 1 2' }],
    ['a value that is no number', { values: '1 x 3' }],
    ['an empty value', { values: '1 < 3' }],
    ['an unknown flag', { values: '1 2', flags: 'N HX' }],
    ['a time that is no number', { values: '1 2', times: '0 x' }],
    ['time running backwards', { values: '1 2', times: '0 -60' }],
    ['a reference that is no number', { values: '1 2', references: '1 !' }],
    ['an index that is no number', { values: '1 2', limits: '0 a' }],
    ['limits outside the dictionary', { values: '1 2', limits: '0 7' }],
    ['contexts outside the dictionary', { values: '1 2', contexts: '0 3' }],
    ['dateOnly outside the series', { values: '1 2', dateOnly: '2' }],
    ['an unreadable start', { values: '1 2', start: 'yesterday' }],
  ])('%s: named as unreadable, the others stay', (_, columns) => {
    const trend = decodeTrend(parametersOf(limitsOf([]), seriesOf(columns), seriesOf({ values: '70' })));
    expect(trend.series).toHaveLength(1);
    expect(trend.unreadable).toEqual([
      { code: expect.objectContaining({ code: '8867-4' }), reason: expect.any(String) },
    ]);
  });
});

describe('the answer as a whole', () => {
  test('patient, clock, newest arrival, dictionaries', () => {
    const trend = decodeTrend(
      parametersOf(
        { name: 'lastReceived', valueInstant: '2026-11-22T19:00:00Z' },
        limitsOf(
          [
            { interpretation: 'L', high: 85 },
            { interpretation: 'N', low: 85.0000000001 },
          ],
          'order',
          'Fastlege',
        ),
        {
          name: 'context',
          part: [
            { name: 'status', valueCode: 'registered' },
            { name: 'performer', valueString: 'Kari' },
          ],
        },
      ),
    );
    expect(trend.patient).toBe('p1');
    expect(trend.asOf).toBe(Date.parse('2026-11-22T20:00:00Z'));
    expect(trend.lastReceived).toBe(Date.parse('2026-11-22T19:00:00Z'));
    expect(trend.limits).toEqual([
      {
        origin: 'order',
        source: 'Fastlege',
        zones: [
          { interpretation: 'L', high: 85 },
          { interpretation: 'N', low: 85.0000000001 },
        ],
      },
    ]);
    expect(trend.contexts).toEqual([{ status: 'final' }, { status: 'registered', performer: 'Kari' }]);
  });

  test('never any data: no newest arrival', () => {
    expect(decodeTrend(parametersOf()).lastReceived).toBeUndefined();
  });

  test.each([null, [], 'text', {}, { resourceType: 'Bundle' }, { resourceType: 'Parameters' }])(
    '%j is refused',
    (body) => {
      expect(() => decodeTrend(body)).toThrow(FhirError);
    },
  );
});
