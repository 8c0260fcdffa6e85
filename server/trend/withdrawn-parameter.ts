import { measuredValue, valueText } from '../clinical/measured-value.ts';
import type { Withdrawn } from '../reading/withdrawn.ts';
import { instant } from './instant.ts';
import { measuredTime } from './measured-time.ts';

/** `withdrawn` of $trend: a measurement that is listed, and is in no column, count or total. */
export function withdrawnParameter({
  id,
  vitalSign,
  observation,
  source,
  received,
}: Withdrawn): fhir4.ParametersParameter {
  const time = measuredTime(observation);
  const { system, code, display } = vitalSign.code;
  return {
    name: 'withdrawn',
    part: [
      {
        name: 'code',
        valueCoding: { ...(system && { system }), ...(code && { code }), ...(display && { display }) },
      },
      { name: 'reference', valueReference: { reference: `Observation/${id}` } },
      ...(time === undefined ? [] : [{ name: 'time', valueDateTime: time }]),
      { name: 'text', valueString: textOf({ vitalSign, observation }) || '–' },
      { name: 'source', valueString: source },
      ...(received === undefined ? [] : [{ name: 'received', valueInstant: instant(received) }]),
    ],
  };
}

/** The value of each part as sent. */
function textOf({ vitalSign, observation }: Pick<Withdrawn, 'vitalSign' | 'observation'>): string {
  if (vitalSign.parts.length === 0) return valueText(observation);
  const texts = vitalSign.parts.map((part) => measuredValue(vitalSign, part, observation).text);
  return texts.filter(Boolean).join(' / ');
}
