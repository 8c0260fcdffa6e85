import { canonicalBase } from '../clinical/canonical.ts';
import { input, output } from './operation-parameter.ts';

/** EpisodeOfCare/$end: how an organisation says that it no longer follows a patient at home. */
export const endFollowUpOperation: fhir4.OperationDefinition = {
  resourceType: 'OperationDefinition',
  id: 'EpisodeOfCare-end',
  url: `${canonicalBase}/OperationDefinition/EpisodeOfCare-end`,
  version: '1.0.0',
  name: 'EndHomeFollowUp',
  title: 'End the home follow-up of one patient by the organisation of the token',
  status: 'active',
  kind: 'operation',
  affectsState: true,
  code: 'end',
  resource: ['EpisodeOfCare'],
  system: false,
  type: true,
  instance: false,
  description:
    'A home follow-up begins when an organisation delivers measurements of the patient, and begins again when measurements are delivered that were made after it had ended. When all organisations have ended theirs, clinicians may read what was measured for some time more, and then no longer; citizens always may. What is said last holds: an end can be moved. 404 when the organisation of the token has not delivered about the patient.',
  parameter: [
    input(
      'patient.identifier',
      1,
      '1',
      'Identifier',
      'National identifier with its system; in a form system|value. Never in a URL',
    ),
    input(
      'end',
      0,
      '1',
      'dateTime',
      'The last of the follow-up, included; may lie ahead; a date: through that day in Europe/Oslo. Without it: now, and an end that is known stays',
    ),
    output('return', 1, '1', 'EpisodeOfCare', 'The follow-up as it stands'),
  ],
};
