import { group, input, output, periodInputs } from './operation-parameter.ts';
import { answerHead, excluded, operation, used } from './summary-parameters.ts';

const partCodes =
  'respiratory-rate | oxygen-saturation | breathing | systolic | heart-rate | consciousness | body-temperature';

export const news2Operation = operation(
  'news2',
  'News2',
  'NEWS2: totals with their sub-scores',
  'Totals received in the period, as received, with the sub-scores and the scale for saturation that the source gave. With `scale` also totals computed by the Royal College of Physicians’ table where all seven parts were measured within 15 minutes, and never from fewer. Not for those under 16 or pregnant.',
  [
    input(
      'scale',
      0,
      '1',
      'code',
      '1 | 2: the scale for saturation that a clinician has decided for the patient; absent: by the scale of the monitoring order (of saturation or NEWS2) that held when consciousness was judged, and without any nothing is computed. Where it is another than the order’s, nothing is computed',
    ),
    ...periodInputs,
    ...answerHead,
    output('source', 1, '1', 'string', 'Citation'),
    output('scale', 0, '1', 'integer', 'As asked'),
    group(
      'scaleOrder',
      0,
      '*',
      'A version of a monitoring order that says the scale, at a time of the period when consciousness was judged, or at its end',
      [
        output('order', 1, '1', 'Reference', 'The version of the ServiceRequest'),
        output('scale', 1, '1', 'integer', '1 | 2'),
        output('name', 1, '1', 'string', 'The clinician who set it'),
        output('organization', 1, '1', 'string', 'Where'),
        output('from', 1, '1', 'instant', 'From when it holds'),
      ],
    ),
    group('step', 0, '*', 'A total, in order of time', [
      output('origin', 1, '1', 'code', 'received | computed'),
      output(
        'time',
        0,
        '1',
        'dateTime',
        'When; a date when the source said the day alone; absent: the source does not know',
      ),
      output('total', 1, '1', 'decimal', 'Whole'),
      output('scale', 0, '1', 'integer', '1 | 2: for saturation; absent: the source did not say'),
      output('scaleOrigin', 0, '1', 'code', 'Computed: given | order'),
      output(
        'scaleOrder',
        0,
        '*',
        'Reference',
        'Computed, of origin order: the version of the ServiceRequest',
      ),
      group('subScore', 0, '*', 'One per part that was received', [
        output('part', 1, '1', 'code', partCodes),
        output('points', 0, '1', 'integer', '0 to 3; absent: they cannot be read'),
        output(
          'unread',
          0,
          '1',
          'code',
          'Why not: impossible | several-values | unknown-unit | data-absent | missing-value | not-a-number …',
        ),
      ]),
      output(
        'agreement',
        0,
        '1',
        'code',
        'Received: agrees | disagrees | not-checked: with its own sub-scores; the total stands as received',
      ),
      output('sum', 0, '1', 'integer', 'Received: of its sub-scores; absent: not all seven were received'),
      output('band', 0, '1', 'code', 'Computed: low | low-medium | medium | high'),
      used,
    ]),
    group('notComputed', 0, '*', 'A time when consciousness was judged, and no total could be computed', [
      output('time', 1, '1', 'dateTime', 'When'),
      output('missing', 0, '*', 'code', partCodes),
      output('apart', 1, '1', 'boolean', 'All seven are there, and lie more than 15 minutes apart'),
      output(
        'scale',
        0,
        '1',
        'code',
        'unknown | contradicted: no scale is decided for the time, or the request and the orders name both',
      ),
      output('scaleOrder', 0, '*', 'Reference', 'The versions of ServiceRequests that say one'),
    ]),
    excluded,
  ],
);
