import { group, input, output, periodInputs } from './operation-parameter.ts';
import {
  answerHead,
  excluded,
  operation,
  orderTarget,
  placeOfLatest,
  quantity,
  reading,
  used,
} from './summary-parameters.ts';

export const oxygenSaturationOperation = operation(
  'oxygen-saturation-summary',
  'OxygenSaturationSummary',
  'Oxygen saturation against the patient’s own',
  'The latest saturation against a baseline: given, or the median of the 28 days before when 14 of them have a reading. Beside it the target of the monitoring order, if it sets one. Whether it was measured on air or on oxygen is told where measurements say so, and never concluded. No limit and no verdict.',
  [
    input('baseline', 0, '1', 'integer', 'Per cent'),
    ...periodInputs,
    ...answerHead,
    reading('latest', 'The latest saturation'),
    orderTarget('Per cent', [placeOfLatest]),
    group('baseline', 0, '1', 'What it is compared with', [
      quantity('value', 'Per cent', 1),
      output('origin', 1, '1', 'code', 'given | own-median'),
      output('count', 0, '1', 'integer', 'Readings behind an own median'),
      output('days', 0, '1', 'integer', 'Days behind an own median'),
    ]),
    output('difference', 0, '1', 'integer', 'Percentage points; negative: below'),
    output('notCompared', 0, '1', 'code', 'no-reading | no-baseline'),
    group('breathing', 0, '1', 'By the components of the measurements used; absent: none says', [
      output('latest', 0, '1', 'code', 'air | oxygen; absent: the latest does not say'),
      output('air', 1, '1', 'integer', 'Measurements that say air'),
      output('oxygen', 1, '1', 'integer', 'Measurements that say oxygen'),
    ]),
    used,
    excluded,
  ],
);
