import { canonicalBase } from '../clinical/canonical.ts';

type Parameter = fhir4.OperationDefinitionParameter;

const parameter = (
  name: string,
  use: 'in' | 'out',
  min: number,
  max: string,
  type: Parameter['type'],
  documentation: string,
): Parameter => ({ name, use, min, max, ...(type && { type }), documentation });

const group = (
  name: string,
  min: number,
  max: string,
  documentation: string,
  part: Parameter[],
): Parameter => ({
  name,
  use: 'out',
  min,
  max,
  documentation,
  part,
});

const column = (name: string, documentation: string) =>
  parameter(name, 'out', 0, '1', 'string', documentation);

/** Observation/$trend as an OperationDefinition: the format of the columns is defined here and nowhere else. */
export const trendOperation: fhir4.OperationDefinition = {
  resourceType: 'OperationDefinition',
  id: 'Observation-trend',
  url: `${canonicalBase}/OperationDefinition/Observation-trend`,
  version: '1.0.0',
  name: 'Trend',
  title: 'Measurements of one patient over time, in columns',
  status: 'active',
  kind: 'operation',
  affectsState: false,
  code: 'trend',
  resource: ['Observation'],
  system: false,
  type: true,
  instance: false,
  description:
    'Exact and complete: one place per measurement in every column of a series, in ascending order of time. Columns are lists in a string, separated by single spaces. With `points` the columns hold every flagged, improbable or compared value, and `buckets` sums up all.',
  parameter: [
    parameter(
      'code',
      'in',
      1,
      '*',
      'string',
      'system|code of a vital sign in the catalogue (ObservationDefinition)',
    ),
    parameter(
      'start',
      'in',
      0,
      '1',
      'dateTime',
      'From this instant; a date: from the start of that day in Europe/Oslo',
    ),
    parameter(
      'end',
      'in',
      0,
      '1',
      'dateTime',
      'Until just before this instant; a date: through that day in Europe/Oslo',
    ),
    parameter('points', 'in', 0, '1', 'positiveInt', 'At most this many buckets per series'),
    parameter('patient', 'out', 1, '1', 'Reference', 'Whose measurements'),
    parameter('period', 'out', 0, '1', 'Period', 'As asked'),
    parameter('asOf', 'out', 1, '1', 'instant', 'When the store was read'),
    parameter(
      'lastReceived',
      'out',
      0,
      '1',
      'instant',
      'Newest arrival of anything of the patient; absent: never any',
    ),
    group('limits', 0, '*', 'Dictionary, numbered from 0: limits that values were judged by', [
      parameter('origin', 'out', 1, '1', 'code', 'measurement | order | default'),
      parameter('source', 'out', 1, '1', 'string', 'Label or citation'),
      group('zone', 1, '*', 'Inclusive ends, in the unit of the series', [
        parameter('interpretation', 'out', 1, '1', 'code', 'N | L | H | LL | HH'),
        parameter('low', 'out', 0, '1', 'decimal', 'Absent: open'),
        parameter('high', 'out', 0, '1', 'decimal', 'Absent: open'),
      ]),
    ]),
    group('context', 0, '*', 'Dictionary, numbered from 0: who, where and how', [
      parameter('status', 'out', 1, '1', 'code', 'Observation.status'),
      parameter('performer', 'out', 0, '1', 'string', 'Who measured'),
      parameter('organization', 'out', 0, '1', 'string', 'Organisation responsible'),
      parameter('source', 'out', 0, '1', 'string', 'Organisation that delivered'),
      parameter('alsoFrom', 'out', 0, '1', 'string', 'Other organisations that delivered the same'),
      parameter('bodySite', 'out', 0, '1', 'string', 'Where on the body'),
      parameter('method', 'out', 0, '1', 'string', 'How'),
      parameter('device', 'out', 0, '1', 'string', 'With what'),
    ]),
    group('series', 1, '*', 'One per code, or per component of a panel', [
      parameter('code', 'out', 1, '1', 'Coding', 'Code of the Observation'),
      parameter('component', 'out', 0, '1', 'Coding', 'Code of the component'),
      parameter('unit', 'out', 0, '1', 'code', 'UCUM'),
      group('available', 0, '1', 'Whole history of the code; absent: never any', [
        parameter('first', 'out', 1, '1', 'dateTime', 'Time of the first'),
        parameter('last', 'out', 1, '1', 'dateTime', 'Time of the last'),
        parameter('count', 'out', 1, '1', 'integer', 'How many'),
      ]),
      parameter('count', 'out', 1, '1', 'integer', 'Places in the columns'),
      parameter('start', 'out', 0, '1', 'instant', 'Time of the first value'),
      column('times', 'Seconds since the value before; the first is 0'),
      column('values', 'Decimal in the unit; <, <=, >= or > before it is a comparator'),
      column('flags', 'N L H LL HH, or - for not assessed; ? after it: improbable'),
      column('limits', 'Number in the limits dictionary, or -'),
      column('contexts', 'Number in the context dictionary'),
      column('references', 'Base-36 number less the one before; the first as it is'),
      column('referencePrefix', 'Put before the base-36 number it makes a reference to the Observation'),
      column('dateOnly', 'Places (from 0) whose time is a calendar day, given as its start in Europe/Oslo'),
      group('setAside', 0, '*', 'Measurements that are not on the line', [
        parameter('reference', 'out', 1, '1', 'Reference', 'The Observation'),
        parameter(
          'time',
          'out',
          0,
          '1',
          'dateTime',
          'When it was measured; absent: the source does not know',
        ),
        parameter('text', 'out', 1, '1', 'string', 'Value and unit as sent'),
        parameter('reason', 'out', 1, '1', 'code', 'Why it is not on the line'),
        parameter('detail', 'out', 0, '1', 'string', 'What is suspected'),
      ]),
      group('buckets', 0, '1', 'With points: regular buckets of the plausible values; E = none', [
        parameter('start', 'out', 1, '1', 'instant', 'Where the first bucket starts'),
        parameter('min', 'out', 1, '1', 'SampledData', 'Lowest'),
        parameter('median', 'out', 1, '1', 'SampledData', 'Median'),
        parameter('max', 'out', 1, '1', 'SampledData', 'Highest'),
        parameter('count', 'out', 1, '1', 'SampledData', 'How many'),
      ]),
    ]),
  ],
};
