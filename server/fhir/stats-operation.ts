import { canonicalBase } from '../clinical/canonical.ts';
import { statistics } from '../stats/statistics.ts';
import { input, output, periodInputs } from './operation-parameter.ts';

/** Observation/$stats of R4, as far as it is served here. */
export const statsOperation: fhir4.OperationDefinition = {
  resourceType: 'OperationDefinition',
  id: 'Observation-stats',
  url: `${canonicalBase}/OperationDefinition/Observation-stats`,
  base: 'http://hl7.org/fhir/OperationDefinition/Observation-stats',
  version: '1.0.0',
  name: 'Stats',
  title: 'Statistics of the measurements of one patient',
  status: 'active',
  kind: 'operation',
  affectsState: false,
  code: 'stats',
  resource: ['Observation'],
  system: false,
  type: true,
  instance: false,
  description:
    'As R4 defines it. Counted are values that can be read, are credible and exact, in the unit of the catalogue; total-count counts what was received. Impossible and improbable values, and those beyond what the device measures, are not counted; withdrawn measurements are neither. Percentiles are linear between ranks, the standard deviation is a sample’s. Values are not rounded.',
  parameter: [
    input('subject', 0, '1', 'uri', 'Only compared with the patient of the token: another one is 403'),
    input(
      'code',
      0,
      '*',
      'string',
      'A vital sign of the catalogue, or a component of one; of a panel each component is answered. This or coding is required',
    ),
    input('system', 0, '1', 'uri', 'Code system of the codes'),
    input('coding', 0, '*', 'Coding', 'As code, with its system; in a URL or a form system|code'),
    input('duration', 0, '1', 'decimal', 'Hours back from now'),
    input('period', 0, '1', 'Period', 'In a Parameters resource; in a URL or a form as start and end'),
    ...periodInputs,
    input('statistic', 1, '*', 'code', `${Object.keys(statistics).join(' | ')}; max and min are understood`),
    input('include', 0, '1', 'boolean', 'Whether the Observations that were counted are in the answer'),
    input(
      'limit',
      0,
      '1',
      'positiveInt',
      'With include: only so many of them, the newest (at most 1000; more than that without a limit are refused)',
    ),
    output('statistics', 1, '*', 'Observation', 'One per number, with a component per statistic'),
    output('source', 0, '*', 'Observation', 'With include: what was counted, newest first'),
  ],
};
