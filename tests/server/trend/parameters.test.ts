import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { vitalSignByCode } from '../../../server/clinical/vital-signs.ts';
import type { Interpretation, VitalSign } from '../../../server/clinical/types.ts';
import { decodeJudgement, encodeJudgement, type Judgement } from '../../../server/store/judgement.ts';
import type { MeasurementContext, StoredLimits, TrendPoint } from '../../../server/store/national-store.ts';
import { trendParameters } from '../../../server/trend/parameters.ts';

type Parts = fhir4.ParametersParameter[];

const grant = { patient: 'p1' } as ClinicianGrant;
const sign = (code: string) => vitalSignByCode(undefined, code) as VitalSign;
const limits = (source: string): StoredLimits => ({
  origin: 'default',
  source,
  zones: [{ interpretation: 'N', low: 60, high: 100 }],
});
const contexts = new Map<number, MeasurementContext>([
  [4, { status: 'final', source: 'Oslo kommune', limits: [limits('a'), null] }],
  [5, { status: 'final', source: 'Oslo kommune', device: 'Mansjett', limits: [limits('b'), limits('a')] }],
  [6, { status: 'amended', source: 'Oslo kommune', limits: [null, null] }],
]);

const judgement = fc.record<Judgement>({
  improbable: fc.boolean(),
  interpretation: fc.option(fc.constantFrom<Interpretation>('N', 'L', 'H', 'LL', 'HH'), { nil: undefined }),
  comparator: fc.option(fc.constantFrom('<', '<=', '>=', '>'), { nil: undefined }),
} as never);
const value = fc.option(fc.double({ min: 0.001, max: 400, noNaN: true }), { freq: 5 });
const point = fc.record({
  number: fc.integer({ min: 1, max: 1_000_000 }),
  version: fc.constant(1),
  effective: fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2027, 0, 1) }),
  dateOnly: fc.boolean(),
  values: fc.tuple(value, value),
  judgements: fc.tuple(judgement.map(encodeJudgement), judgement.map(encodeJudgement)),
  context: fc.constantFrom(4, 5, 6),
  aside: fc.constantFrom(null, '[{"part":1,"reason":"impossible","text":"400 mmHg","detail":"for høyt"}]'),
});
const history = fc
  .uniqueArray(point, { selector: ({ number }) => number, maxLength: 60 })
  .map((points) => points.sort((a, b) => a.effective - b.effective || a.number - b.number) as TrendPoint[]);

function build(vitalSign: VitalSign, points: TrendPoint[], buckets?: number) {
  const { parameter = [] } = trendParameters(
    grant,
    { vitalSigns: [vitalSign], period: {}, asked: {}, points: buckets, patients: [], identifiers: [] },
    { person: 'k3f9', trends: [{ code: 'x', points }], contexts },
    Date.UTC(2026, 2, 1),
  );
  return JSON.parse(JSON.stringify(parameter)) as Parts;
}
const named = (parts: Parts | undefined, name: string) => (parts ?? []).filter((part) => part.name === name);
const seriesOf = (parts: Parts) => named(parts, 'series').map(({ part }) => part ?? []);
const text = (parts: Parts, name: string) => named(parts, name)[0]?.valueString;
const list = (parts: Parts, name: string) => text(parts, name)?.split(' ') ?? [];

/** Reads the columns back the way the OperationDefinition describes them. */
function decode(all: Parts, series: Parts) {
  const dictionary = (name: string) => named(all, name).map(({ part }) => part ?? []);
  const start = Date.parse(named(series, 'start')[0]?.valueInstant ?? '');
  const dateOnly = new Set(list(series, 'dateOnly').map(Number));
  let time = start;
  let number = 0;
  const columns = ['values', 'flags', 'limits', 'contexts', 'references'].map((name) => list(series, name));
  return list(series, 'times').map((seconds, index) => {
    time += Number(seconds) * 1000;
    const [sent = '', flag = '', limit = '', context = '', reference = ''] = columns.map(
      (column) => column[index],
    );
    const negative = reference.startsWith('-');
    number += (negative ? -1 : 1) * parseInt(reference.replace('-', ''), 36);
    return {
      effective: Math.round(time),
      value: Number(sent.replace(/^[<>]=?/, '')),
      comparator: /^[<>]=?/.exec(sent)?.[0],
      interpretation: flag.replace('?', '') === '-' ? undefined : flag.replace('?', ''),
      improbable: flag.endsWith('?'),
      limit: limit === '-' ? undefined : text(dictionary('limits')[Number(limit)] ?? [], 'source'),
      status: named(dictionary('context')[Number(context)], 'status')[0]?.valueCode,
      device: text(dictionary('context')[Number(context)] ?? [], 'device'),
      reference: `${text(series, 'referencePrefix')}${number.toString(36)}`,
      dateOnly: dateOnly.has(index),
    };
  });
}

function expected(points: TrendPoint[], part: number) {
  return points.flatMap(({ number, effective, dateOnly, values, judgements, context }) => {
    const own = values[part];
    if (own === null || own === undefined) return [];
    const { comparator, interpretation, improbable } = decodeJudgement(judgements[part] ?? 0);
    const { limits: known, status, device } = contexts.get(context) as MeasurementContext;
    return [
      {
        effective,
        value: own,
        comparator,
        interpretation,
        improbable,
        limit: known[part]?.source,
        status,
        device,
        reference: `Observation/k3f9-${number.toString(36)}`,
        dateOnly,
      },
    ];
  });
}
const isExact = ({
  interpretation,
  improbable,
  comparator,
}: {
  interpretation?: unknown;
  improbable: boolean;
  comparator?: unknown;
}) => improbable || comparator !== undefined || (interpretation !== undefined && interpretation !== 'N');

describe('columns', () => {
  test('hold what went in, both components of a pressure, in any order of arrival', () => {
    fc.assert(
      fc.property(history, (points) => {
        const all = build(sign('85354-9'), points);
        const series = seriesOf(all);
        expect(series.map((each) => named(each, 'component')[0]?.valueCoding?.code)).toEqual([
          '8480-6',
          '8462-4',
        ]);
        for (const [part, each] of series.entries()) {
          const found = decode(all, each);
          expect(found).toEqual(expected(points, part));
          expect(named(each, 'count')[0]?.valueInteger).toBe(found.length);
          expect(named(each, 'unit')[0]?.valueCode).toBe('mm[Hg]');
        }
      }),
      { numRuns: 200 },
    );
  });

  test('every column has one place per point, and dictionaries hold nothing twice', () => {
    fc.assert(
      fc.property(history, (points) => {
        const all = build(sign('85354-9'), points);
        for (const each of seriesOf(all)) {
          const lengths = ['times', 'values', 'flags', 'limits', 'contexts', 'references'].map(
            (name) => list(each, name).length,
          );
          expect(new Set(lengths).size).toBe(1);
        }
        for (const name of ['limits', 'context']) {
          const entries = named(all, name).map((each) => JSON.stringify(each));
          expect(new Set(entries).size).toBe(entries.length);
        }
      }),
    );
  });

  test('a later arrival measured before makes a negative difference', () => {
    const base = {
      ...{ version: 1, dateOnly: false, values: [70, null] },
      ...{ judgements: [1, null], context: 6, aside: null },
    };
    const all = build(sign('8867-4'), [
      { ...base, number: 40, effective: 0 },
      { ...base, number: 3, effective: 1000 },
      { ...base, number: 41, effective: 1250 },
    ]);
    const [series = []] = seriesOf(all);
    expect(list(series, 'references')).toEqual(['14', '-11', '12']);
    expect(list(series, 'times')).toEqual(['0', '1', '0.25']);
    expect(decode(all, series).map(({ reference }) => reference)).toEqual([
      'Observation/k3f9-14',
      'Observation/k3f9-3',
      'Observation/k3f9-15',
    ]);
  });
});

describe('points', () => {
  test('what is flagged, improbable or compared stands exactly; the buckets count the rest and more', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 40 }), (points, buckets) => {
        const all = build(sign('85354-9'), points, buckets);
        for (const [part, series] of seriesOf(all).entries()) {
          const whole = expected(points, part);
          expect(decode(all, series)).toEqual(whole.filter(isExact));
          const [bucket] = named(series, 'buckets');
          if (whole.length === 0) {
            expect(bucket).toBeUndefined();
            continue;
          }
          const data = (name: string) => named(bucket?.part, name)[0]?.valueSampledData;
          const column = (name: string) => data(name)?.data?.split(' ') ?? [];
          const start = Date.parse(named(bucket?.part, 'start')[0]?.valueInstant ?? '');
          const period = data('min')?.period ?? 0;
          expect(start).toBe(whole[0]?.effective);
          expect(column('min').length).toBeLessThanOrEqual(buckets);
          for (const [index, count] of column('count').entries()) {
            const own = whole
              .filter(
                ({ effective }) =>
                  effective >= start + index * period && effective < start + (index + 1) * period,
              )
              .filter(({ improbable, comparator }) => !improbable && comparator === undefined)
              .map((each) => each.value)
              .sort((a, b) => a - b);
            if (own.length === 0) {
              expect([count, column('min')[index], column('median')[index], column('max')[index]]).toEqual([
                'E',
                'E',
                'E',
                'E',
              ]);
              continue;
            }
            const median =
              ((own[Math.floor((own.length - 1) / 2)] ?? 0) + (own[Math.ceil((own.length - 1) / 2)] ?? 0)) /
              2;
            expect(
              [count, column('min')[index], column('median')[index], column('max')[index]].map(Number),
            ).toEqual([own.length, own[0], median, own.at(-1)]);
          }
          const counted = column('count').reduce(
            (sum, count) => sum + (count === 'E' ? 0 : Number(count)),
            0,
          );
          expect(counted).toBe(
            whole.filter(({ improbable, comparator }) => !improbable && comparator === undefined).length,
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('what is not on the line', () => {
  const aside = (entry: object) => JSON.stringify([{ reason: 'unknown-unit', text: '80 mmHg', ...entry }]);
  const base = {
    version: 1,
    number: 7,
    effective: Date.parse('2026-02-28T23:00:00Z'),
    dateOnly: false,
    values: [null, null],
    judgements: [null, null],
    context: 6,
    aside: null,
  };
  const setAside = (points: TrendPoint[], code = '8867-4') =>
    seriesOf(build(sign(code), points)).map((series) =>
      named(series, 'setAside').map(({ part = [] }) => ({
        reference: named(part, 'reference')[0]?.valueReference?.reference,
        time: named(part, 'time')[0]?.valueDateTime,
        text: text(part, 'text'),
        reason: named(part, 'reason')[0]?.valueCode,
      })),
    );

  test.each([
    ['an instant', { aside: aside({ part: 0 }) }, '2026-02-28T23:00:00.000Z'],
    ['a day, without a time of day', { aside: aside({ part: 0 }), dateOnly: true }, '2026-03-01'],
    ['a month, as sent', { aside: aside({ part: 0, time: '2026-03' }) }, '2026-03'],
  ])('is listed with its time: %s', (_, changes, time) => {
    expect(setAside([{ ...base, ...changes }])).toEqual([
      [{ reference: 'Observation/k3f9-7', time, text: '80 mmHg', reason: 'unknown-unit' }],
    ]);
  });

  test('in the series of its part only', () => {
    const [systolic, diastolic] = setAside(
      [{ ...base, values: [120, null], aside: aside({ part: 1, text: '' }) }],
      '85354-9',
    );
    expect(systolic).toEqual([]);
    expect(diastolic).toMatchObject([{ text: '–' }]);
  });

  test('a concept has no line at all', () => {
    const [series = []] = seriesOf(
      build(sign('1104441000000107'), [{ ...base, aside: aside({ reason: 'concept', text: 'Våken' }) }]),
    );
    expect(series.map(({ name }) => name)).toEqual(['code', 'count', 'setAside']);
  });
});

test('no data at all: the series is there and says so', () => {
  const parts = trendParameters(
    grant,
    {
      vitalSigns: [sign('8867-4'), sign('85354-9')],
      period: {},
      asked: { start: '2026' },
      points: 10,
      patients: [],
      identifiers: [],
    },
    { trends: [], contexts: new Map() },
    0,
  );
  expect(parts.parameter?.map(({ name }) => name)).toEqual([
    'patient',
    'period',
    'asOf',
    'series',
    'series',
    'series',
  ]);
  for (const { part } of named(parts.parameter, 'series')) {
    expect(named(part, 'count')[0]?.valueInteger).toBe(0);
    expect(part?.map(({ name }) => name)).not.toContain('available');
  }
});

test('a judgement is packed into a small integer and back', () => {
  fc.assert(
    fc.property(judgement, (each) => {
      const code = encodeJudgement(each);
      expect(code).toBeLessThan(2 ** 15);
      expect({ interpretation: undefined, comparator: undefined, ...decodeJudgement(code) }).toEqual(each);
    }),
  );
});
