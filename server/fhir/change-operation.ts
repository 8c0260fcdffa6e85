import { group, input, output, periodInputs } from './operation-parameter.ts';
import {
  answerHead,
  changeOrigin,
  excluded,
  notCompared,
  operation,
  quantity,
  reading,
  used,
} from './summary-parameters.ts';

export const changeOperation = operation(
  'change-summary',
  'ChangeSummary',
  'Changes beyond the limits that the order sets on them',
  'The latest value of a vital sign against the lowest (of a fall: the highest) of the days before, for each change limit of the monitoring order that holds when it was measured. Nothing without an order: there is no general default. The readings may lie before `start`, as far back as a limit looks.',
  [
    input('code', 1, '1', 'string', 'system|code of a vital sign in the catalogue (ObservationDefinition)'),
    ...periodInputs,
    ...answerHead,
    group('change', 0, '*', 'One per change limit', [
      output('part', 1, '1', 'Coding', 'The vital sign, or a component of it'),
      output('direction', 1, '1', 'code', 'rise | fall'),
      output('days', 1, '1', 'integer', 'Within which, on Oslo’s clock'),
      quantity('by', 'Exceeded by more than this', 1),
      ...changeOrigin,
      reading('latest', 'The latest'),
      reading('before', 'The lowest (of a fall: the highest) within the days before'),
      quantity('change', 'The printed values’ difference, negative: down; absent: not compared'),
      output('exceeded', 0, '1', 'boolean', 'Absent: not compared'),
      notCompared,
    ]),
    used,
    excluded,
  ],
);
