import { canonicalBase } from '../clinical/canonical.ts';
import { group, output } from './operation-parameter.ts';

type Parameter = fhir4.OperationDefinitionParameter;

/** What every answer of a summary begins with. */
export const answerHead: Parameter[] = [
  output('patient', 1, '1', 'Reference', 'Whose measurements'),
  output('period', 0, '1', 'Period', 'As asked'),
  output('asOf', 1, '1', 'instant', 'When the store was read'),
  output('lastReceived', 0, '1', 'instant', 'Newest arrival of anything of the patient; absent: never any'),
];

export const excluded = group('excluded', 0, '*', 'A measurement that is not in the numbers, and why', [
  output('reference', 1, '1', 'Reference', 'The Observation'),
  output(
    'time',
    0,
    '1',
    'dateTime',
    'When; a date when the source said the day alone; absent: the source does not know',
  ),
  output(
    'reason',
    1,
    '1',
    'code',
    'withdrawn | cancelled | impossible | improbable | missing-value | unknown-unit | beyond-device-range | time-of-day-unknown | discarded-day | first-of-session | outside-hours | comparator-uncertain …',
  ),
  output('part', 0, '1', 'code', 'Which of two pressures'),
]);

export const lacking = group('lacking', 0, '*', 'What there is too little of; none: there is enough', [
  output('need', 1, '1', 'code', 'readings | days | active-share (per cent)'),
  output('least', 1, '1', 'decimal', 'What there must be'),
  output('found', 1, '1', 'decimal', 'What there is'),
]);

export const quantity = (name: string, documentation: string, min = 0) =>
  output(name, min, '1', 'Quantity', documentation);
export const used = output(
  'used',
  0,
  '*',
  'Reference',
  'An Observation that is in the numbers, in order of time',
);

/** Where they may be thousands. */
export const usedByDigest = group('used', 1, '1', 'Which measurements are in the numbers', [
  output('count', 1, '1', 'integer', 'How many'),
  output('first', 0, '1', 'Reference', 'The first'),
  output('last', 0, '1', 'Reference', 'The last'),
  output('digest', 1, '1', 'string', 'SHA-256 of their numbers and versions, as the access log has it'),
]);

/** A measurement that is named with its value. */
export const reading = (name: string, documentation: string) =>
  group(name, 0, '1', documentation, [
    output('reference', 1, '1', 'Reference', 'The Observation'),
    output('time', 1, '1', 'dateTime', 'When; a date when the source said the day alone'),
    quantity('value', 'As printed', 1),
    output('device', 0, '1', 'string', 'With what'),
  ]);

/** Where a change limit comes from, and how a change beyond it is flagged. */
export const changeOrigin: Parameter[] = [
  output('source', 1, '1', 'string', 'Label or citation'),
  output('origin', 1, '1', 'code', 'order | default'),
  output('level', 0, '1', 'code', 'yellow | red: of an order'),
  output('order', 0, '1', 'Reference', 'Of origin order: the version of the ServiceRequest'),
];

/** Where the monitoring order that holds at the latest reading wants the value. */
export const orderTarget = (unit: string, more: Parameter[]): Parameter =>
  group('target', 0, '1', 'Where the monitoring order that holds at the latest reading sets one', [
    quantity('low', `${unit}, included; absent: open`),
    quantity('high', `${unit}, included; absent: open`),
    output('source', 1, '1', 'string', 'Label'),
    output('order', 1, '1', 'Reference', 'The version of the ServiceRequest'),
    ...more,
  ]);

export const placeOfLatest = output(
  'place',
  0,
  '1',
  'code',
  'below | within | above: the latest; absent: nothing was measured',
);

export const notCompared = output(
  'notCompared',
  0,
  '1',
  'code',
  'no-reading | no-earlier-reading | previous-too-old | device-changed',
);

/** An operation on Observation, at type level. */
export const operation = (
  code: string,
  name: string,
  title: string,
  description: string,
  parameter: Parameter[],
): fhir4.OperationDefinition => ({
  resourceType: 'OperationDefinition',
  id: `Observation-${code}`,
  url: `${canonicalBase}/OperationDefinition/Observation-${code}`,
  version: '1.0.0',
  name,
  title,
  status: 'active',
  kind: 'operation',
  affectsState: false,
  code,
  resource: ['Observation'],
  system: false,
  type: true,
  instance: false,
  description,
  parameter,
});
