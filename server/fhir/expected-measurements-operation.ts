import { group, input, output, periodInputs } from './operation-parameter.ts';
import { answerHead, excluded, lacking, operation, usedByDigest } from './summary-parameters.ts';

const counted = [
  output('received', 1, '1', 'integer', 'Measurements that arrived'),
  output('unusable', 0, '1', 'integer', 'Of them: the value cannot be used; absent: none'),
];

export const expectedMeasurementsOperation = operation(
  'expected-measurements',
  'ExpectedMeasurements',
  'Measurements expected by the monitoring order, against those received',
  'Per calendar day in Europe/Oslo. A day on which the schedule begins, ends or is changed between two midnights demands nothing; before a day is over nothing is missing. Without an order that says how often, nothing is expected at any time. Where the order asks for values as often as only a sensor gives them (at most 22.5 minutes apart), a day has a share of its time in which the sensor was active instead of a number.',
  [
    input('code', 0, '*', 'string', 'Vital signs, as in $trend; absent: those with a schedule in the period'),
    ...periodInputs,
    ...answerHead,
    output(
      'firstDay',
      1,
      '1',
      'date',
      'The days that the period touches; without a start: 30 days. At most 366',
    ),
    output('lastDay', 1, '1', 'date', 'Without an end: today'),
    group('vitalSign', 0, '*', 'One per vital sign', [
      output('code', 1, '1', 'Coding', 'Of the catalogue'),
      group('order', 0, '*', 'A version of a monitoring order that says how often', [
        output('reference', 1, '1', 'Reference', 'The version of the ServiceRequest'),
        output('from', 1, '1', 'instant', 'It holds from then'),
        output('to', 0, '1', 'instant', 'Until just before then; absent: until further notice'),
        output('schedule', 1, '1', 'Timing', 'How often; a time of day says how many, not when'),
      ]),
      group(
        'sensor',
        0,
        '1',
        'How much a sensor was active, in the last 14 days of which the last is over and in the period; absent: the order asked for no sensor’s values on them. No verdict',
        [
          output('firstDay', 1, '1', 'date', 'In Europe/Oslo'),
          output('lastDay', 1, '1', 'date', 'Included'),
          output('days', 1, '1', 'integer', 'Of them: those on which the order asked for a sensor’s values'),
          output('activePercent', 1, '1', 'decimal', 'Of the time of those days'),
          lacking,
          output('source', 1, '1', 'string', 'Citation'),
        ],
      ),
      group('totals', 1, '1', 'Of the days and spans that are over; a sensor’s days have no number in it', [
        output('complete', 1, '1', 'integer', 'Days and spans with all that was expected'),
        output('partial', 1, '1', 'integer', 'With some of it'),
        output('missing', 1, '1', 'integer', 'With none of it'),
        output('expected', 1, '1', 'integer', 'Measurements'),
        output(
          'received',
          1,
          '1',
          'integer',
          'Of the expected; what is more on one day makes up for nothing on another',
        ),
        output('lacking', 1, '1', 'integer', 'Of the expected: those that were not received'),
      ]),
      group('day', 1, '*', 'Each day of the period', [
        output('date', 1, '1', 'date', 'In Europe/Oslo'),
        output(
          'state',
          1,
          '1',
          'code',
          'complete | partial | missing | not-yet | in-span | sensor | not-expected | cut-short | before-order | after-order | no-schedule',
        ),
        output('expected', 0, '1', 'integer', 'Absent: the day has no number of its own'),
        ...counted,
        output('activePercent', 0, '1', 'decimal', 'Of a sensor’s day that is over'),
      ]),
      group(
        'span',
        0,
        '*',
        'Days that have a number together, as a week; whole, also where the period is not',
        [
          output('firstDay', 1, '1', 'date', 'In Europe/Oslo'),
          output('lastDay', 1, '1', 'date', 'Included'),
          output('state', 1, '1', 'code', 'complete | partial | missing | not-yet'),
          output('expected', 1, '1', 'integer', 'Measurements'),
          ...counted,
        ],
      ),
      usedByDigest,
      excluded,
    ]),
  ],
);
