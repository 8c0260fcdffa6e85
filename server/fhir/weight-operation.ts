import { group, input, output, periodInputs } from './operation-parameter.ts';
import {
  answerHead,
  changeOrigin,
  excluded,
  notCompared,
  operation,
  orderTarget,
  placeOfLatest,
  quantity,
  reading,
  used,
} from './summary-parameters.ts';

export const weightOperation = operation(
  'weight-summary',
  'WeightSummary',
  'Weight: quick gain, seven-day line, distance from dry weight',
  'For heart failure, where the plan asks for it. The latest weight against the lightest of the days before, with both readings. A gain that the monitoring order sets a limit on takes the place of the general rules.',
  [
    input('dryWeight', 0, '1', 'decimal', 'kg, one decimal'),
    ...periodInputs,
    ...answerHead,
    reading('latest', 'The latest weight'),
    group('change', 1, '*', 'One per rule for gain', [
      output('days', 1, '1', 'integer', 'Within which, on Oslo’s clock'),
      quantity('gainOver', 'Exceeded by more than this', 1),
      ...changeOrigin,
      reading('latest', 'The latest weight'),
      reading('lightest', 'The lightest within the days before'),
      quantity('gain', 'The printed weights’ difference; absent: not compared'),
      output('exceeded', 0, '1', 'boolean', 'Absent: not compared'),
      notCompared,
    ]),
    group('fall', 0, '*', 'One per fall that the order sets a limit on', [
      output('days', 1, '1', 'integer', 'Within which, on Oslo’s clock'),
      quantity('lossOver', 'Exceeded by more than this', 1),
      ...changeOrigin,
      reading('latest', 'The latest weight'),
      reading('heaviest', 'The heaviest within the days before'),
      quantity('loss', 'The printed weights’ difference, positive: down; absent: not compared'),
      output('exceeded', 0, '1', 'boolean', 'Absent: not compared'),
      notCompared,
    ]),
    orderTarget('kg', [placeOfLatest]),
    group('dryWeight', 0, '1', 'When given', [
      quantity('given', 'kg', 1),
      quantity('above', 'kg; negative: below; absent: nothing was measured'),
    ]),
    group('sevenDayMean', 0, '*', 'Each day with a reading', [
      output('day', 1, '1', 'date', 'In Europe/Oslo'),
      quantity('mean', 'Of the readings of that day and the six before', 1),
      output('count', 1, '1', 'integer', 'Readings in it'),
    ]),
    used,
    excluded,
  ],
);
