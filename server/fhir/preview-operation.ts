import { canonicalBase } from '../clinical/canonical.ts';
import { group, input, output } from './operation-parameter.ts';
import { quantity, reading } from './summary-parameters.ts';

const tones = (name: string, documentation: string) =>
  group(name, 1, '1', documentation, [
    output('red', 1, '1', 'integer', 'LL or HH in some part'),
    output('yellow', 1, '1', 'integer', 'L or H in some part, and no red'),
    output('normal', 1, '1', 'integer', 'N in all parts'),
    output('notAssessed', 1, '1', 'integer', 'No flag, and not assessed in some part: not normal'),
  ]);

const reasons = (name: string, documentation: string) =>
  group(name, 1, '1', documentation, [
    output('byValue', 1, '1', 'integer', 'Measurements that are red or yellow by a limit, in some part'),
    output('byChange', 1, '1', 'integer', 'Measurements beyond a change limit of the order'),
    output(
      'heldBack',
      1,
      '1',
      'integer',
      'Of byValue: those that are yellow alone, and persistence lets none of it count yet. Red is never held back',
    ),
    output('counting', 1, '1', 'integer', 'Beyond a change limit, or byValue and not held back'),
  ]);

const flags = (name: string, documentation: string) =>
  group(name, 1, '1', documentation, [
    ...['LL', 'L', 'N', 'H', 'HH'].map((flag) => output(flag, 1, '1', 'integer', `Judged ${flag}`)),
    output('not-assessed', 1, '1', 'integer', 'Not assessed, or without a value that can be judged'),
  ]);

const code = output('code', 1, '1', 'Coding', 'The vital sign, or a component of blood pressure');
const flag = 'LL | L | N | H | HH | not-assessed';

export const previewOperation: fhir4.OperationDefinition = {
  resourceType: 'OperationDefinition',
  id: 'ServiceRequest-preview',
  url: `${canonicalBase}/OperationDefinition/ServiceRequest-preview`,
  version: '1.0.0',
  name: 'MonitoringOrderPreview',
  title: 'What a monitoring order would have flagged',
  status: 'active',
  kind: 'operation',
  affectsState: false,
  code: 'preview',
  resource: ['ServiceRequest'],
  system: false,
  type: true,
  instance: false,
  description:
    'Judges the patient’s own measurements of the last 90 days in Europe/Oslo until now by an order that is not set yet, as if it had held all the time, beside what they are judged today: by its limits, by its limits on change (as `$change-summary`) and by persistence (as `$trend`), each measurement taken as the latest of those up to it. The order is checked as when it is made, or changed when it has the id of one of the patient’s. A measurement’s own limits come first, as always. By POST alone: the body is the ServiceRequest, or Parameters that hold it. Needs patient/Observation.s, and patient/ServiceRequest.c (with an id: .u).',
  parameter: [
    input('resource', 1, '1', 'ServiceRequest', 'The order as it would be sent'),
    output('patient', 1, '1', 'Reference', 'Whose measurements'),
    output('period', 1, '1', 'Period', 'Of the measurements: from the start of a day in Oslo until now'),
    output('asOf', 1, '1', 'instant', 'When the store was read'),
    output('lastReceived', 0, '1', 'instant', 'Newest arrival of anything of the patient; absent: never any'),
    output('count', 1, '1', 'integer', 'Measurements of the vital sign in the period'),
    tones('proposed', 'Measurements as they would be judged'),
    tones('today', 'Measurements as they are judged today'),
    reasons('proposedReasons', 'Why measurements would call for attention; one can be counted in several'),
    reasons('todayReasons', 'The same as it is today'),
    group('part', 1, '*', 'Each number of the vital sign', [
      code,
      flags('proposed', 'As it would be judged'),
      flags('today', 'As it is judged today'),
    ]),
    output(
      'flaggedCount',
      1,
      '1',
      'integer',
      'Measurements with a flag or beyond a change limit, as it would be or today',
    ),
    group('flagged', 0, '*', 'One of them, newest first; the newest 500', [
      output('reference', 1, '1', 'Reference', 'The Observation'),
      output(
        'time',
        0,
        '1',
        'dateTime',
        'When; a date when the source said the day alone; absent: not known',
      ),
      group('value', 0, '*', 'Each number that can be judged', [
        code,
        output('value', 1, '1', 'decimal', 'In the catalogue’s unit and decimals'),
        output('comparator', 0, '1', 'code', '< | <= | >= | >'),
        output('proposed', 1, '1', 'code', flag),
        output('today', 1, '1', 'code', flag),
        output('improbable', 0, '1', 'boolean', 'Check the measurement'),
        output('heldBack', 0, '*', 'code', 'proposed | today: where its yellow does not count yet'),
      ]),
      group('change', 0, '*', 'Each change limit that it goes beyond', [
        output('side', 1, '1', 'code', 'proposed | today'),
        code,
        output('level', 1, '1', 'code', 'yellow | red'),
        output('direction', 1, '1', 'code', 'rise | fall'),
        quantity('by', 'Exceeded by more than this', 1),
        output('days', 1, '1', 'integer', 'Within which, on Oslo’s clock'),
        reading('before', 'The lowest (of a fall: the highest) within the days before'),
        quantity('change', 'The printed values’ difference, negative: down', 1),
      ]),
    ]),
  ],
};
