import { glucoseGoals } from '../clinical/summaries/glucose-ranges.ts';
import { group, input, output, periodInputs } from './operation-parameter.ts';
import { answerHead, excluded, lacking, operation, quantity, usedByDigest } from './summary-parameters.ts';

export const glucoseOperation = operation(
  'glucose-summary',
  'GlucoseSummary',
  'Glucose in ranges, with the international goals',
  'Sensor values: time in ranges, goals, indicator and day profile, each only with enough data. Spot values: share of readings, and never time in range or an indicator. Values are judged as printed, in mmol/L.',
  [
    input('group', 1, '1', 'code', Object.keys(glucoseGoals).join(' | ')),
    input(
      'interval',
      0,
      '1',
      'integer',
      '1 | 5 | 15 minutes between values of the sensor; absent: seen from the values',
    ),
    input('bin', 0, '1', 'integer', '15 | 30 | 60 | 120 | 180 minutes of the day profile; absent: 60'),
    ...periodInputs,
    ...answerHead,
    group(
      'summedUp',
      1,
      '1',
      'Without start: fourteen whole days before the day it ends on; never later than now',
      [output('from', 1, '1', 'instant', 'From'), output('to', 1, '1', 'instant', 'Until just before')],
    ),
    output('kind', 1, '1', 'code', 'sensor | spot'),
    output('group', 1, '1', 'code', 'As asked'),
    output('source', 1, '1', 'string', 'Of ranges and goals'),
    output('count', 1, '1', 'integer', 'Exact values'),
    output('beyondDevice', 1, '1', 'integer', 'LO and HI: in shares and profile, in no mean'),
    quantity('mean', 'mmol/L'),
    quantity('meanMassConcentration', 'The same in mg/dL'),
    quantity('standardDeviation', 'mmol/L; absent: fewer than 30 values'),
    quantity('coefficientOfVariation', 'Per cent'),
    group('share', 1, '*', 'One per band, from the lowest', [
      output('band', 1, '1', 'code', 'very-low | low | in-range | high | very-high'),
      ...['mmolPerLitre', 'mgPerDecilitre'].map((name) =>
        group(name, 1, '1', 'Inclusive ends as printed; the pair is the source’s own', [
          output('low', 0, '1', 'decimal', 'Absent: open'),
          output('high', 0, '1', 'decimal', 'Absent: open'),
        ]),
      ),
      output('count', 1, '1', 'integer', 'Values'),
      quantity('percent', 'Of the time (sensor) or of the readings (spot); absent: there are none'),
    ]),
    output('interval', 0, '1', 'integer', 'Sensor: minutes between values'),
    output('days', 0, '1', 'integer', 'Sensor: whole days summed up'),
    quantity('active', 'Sensor: per cent of the time with values'),
    lacking,
    group('goal', 0, '*', 'Sensor, with enough data', [
      output('name', 1, '1', 'code', 'TIR | TBR | TBR2 | TAR | TAR2'),
      output('relation', 1, '1', 'code', 'above | below'),
      quantity('goal', 'Per cent', 1),
      quantity('percent', 'Found', 1),
      output('met', 1, '1', 'boolean', 'Compared as printed'),
    ]),
    quantity('glucoseManagementIndicator', 'Per cent; sensor, with enough data'),
    quantity('glucoseManagementIndicatorIfcc', 'mmol/mol; the same'),
    group('profile', 0, '*', 'One day of 24 hours on Oslo’s clock; sensor, with a week of values', [
      output('fromMinute', 1, '1', 'integer', 'Minutes since midnight'),
      output('toMinute', 1, '1', 'integer', 'Minutes since midnight'),
      output('count', 1, '1', 'integer', 'Values'),
      output('days', 1, '1', 'integer', 'Days with values'),
      ...[5, 25, 50, 75, 95].map((percent) => quantity(`p${percent}`, `${percent} per cent`)),
    ]),
    usedByDigest,
    excluded,
  ],
);
