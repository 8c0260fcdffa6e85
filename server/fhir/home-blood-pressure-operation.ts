import { homePressureProtocols } from '../clinical/summaries/home-pressure-protocols.ts';
import { group, input, output, periodInputs } from './operation-parameter.ts';
import { answerHead, excluded, lacking, operation, quantity, used } from './summary-parameters.ts';

const pressureMean = (name: string, documentation: string) =>
  group(name, 0, '1', `${documentation}; absent: none was measured`, [
    output('count', 1, '1', 'integer', 'Readings in it'),
    quantity('systolic', 'Rounded once', 1),
    quantity('diastolic', 'Rounded once', 1),
  ]);

const targetEnd = (name: string) =>
  input(name, 0, '1', 'integer', 'mmHg, inclusive. A target needs both High ends');
const targetOut = (name: string) => output(name, 0, '1', 'integer', 'mmHg, inclusive');
const ends = ['systolicLow', 'systolicHigh', 'diastolicLow', 'diastolicHigh'];

const targetParts = [
  output('source', 1, '1', 'string', 'Label or citation'),
  ...ends.map(targetOut),
  output(
    'byDefault',
    0,
    '1',
    'code',
    'systolic | diastolic: the order sets none for it, the general one stands',
  ),
  output('order', 0, '1', 'Reference', 'Of origin order: the version of the ServiceRequest'),
  group('setBy', 0, '1', 'Of origin order: who set it', [
    output('name', 1, '1', 'string', 'The clinician'),
    output('organization', 1, '1', 'string', 'Where'),
    output('from', 1, '1', 'instant', 'From when it holds'),
  ]),
];

export const homeBloodPressureOperation = operation(
  'home-blood-pressure',
  'HomeBloodPressure',
  'Home blood pressure by a protocol',
  'The last days of a measuring protocol: which readings count, their means, and a verdict only when there are enough. Beside it weekly means and the share within the target over the whole period. Compared with limits, not a diagnosis.',
  [
    input(
      'protocol',
      0,
      '1',
      'code',
      `${homePressureProtocols.map(({ id }) => id).join(' | ')}; without it the first`,
    ),
    ...periodInputs,
    ...ends.map(targetEnd),
    ...answerHead,
    group('target', 1, '1', 'What means are compared with', [
      output(
        'origin',
        1,
        '1',
        'code',
        'given | order | default: what the request says, else the monitoring order that holds at the latest reading, else a general one',
      ),
      ...targetParts,
      group('ordered', 0, '1', 'Of origin given: the target of the order that the request puts aside', [
        output('origin', 1, '1', 'code', 'order'),
        ...targetParts,
      ]),
    ]),
    group('window', 1, '1', 'The days that end with `end`, or with the latest reading', [
      output('protocol', 1, '1', 'code', 'Which'),
      output('source', 1, '1', 'string', 'Citation'),
      output('firstDay', 1, '1', 'date', 'In Europe/Oslo'),
      output('lastDay', 1, '1', 'date', 'In Europe/Oslo'),
      output('discardedDay', 0, '*', 'date', 'First day measured on, left out'),
      output('days', 1, '1', 'integer', 'Days measured on, with the discarded ones'),
      output('countUsed', 1, '1', 'integer', 'Readings in the mean'),
      output('countExcluded', 1, '1', 'integer', 'Readings of the window that are not'),
      pressureMean('mean', 'Of all used'),
      pressureMean('morning', 'Of the mornings'),
      pressureMean('evening', 'Of the evenings'),
      output(
        'verdict',
        1,
        '1',
        'code',
        'insufficient | below | within | above: the worse of the two pressures',
      ),
      output('systolic', 0, '1', 'code', 'below | within | above'),
      output('diastolic', 0, '1', 'code', 'below | within | above'),
      lacking,
      used,
      excluded,
    ]),
    group('week', 0, '*', 'Every week from the first with a reading to the last', [
      output('monday', 1, '1', 'date', 'Its first day'),
      pressureMean('mean', 'Of all readings that can be used, at any time of the day'),
      used,
    ]),
    group('withinTarget', 1, '1', 'Readings of the period: those that the weeks name', [
      output('within', 1, '1', 'integer', 'With both pressures within the target'),
      output('count', 1, '1', 'integer', 'That can be used'),
    ]),
    excluded,
  ],
);
