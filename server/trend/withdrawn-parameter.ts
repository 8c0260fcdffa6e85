import { measuredValue, valueText } from '../clinical/measured-value.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import type { Withdrawn } from '../reading/withdrawn.ts';
import { instant } from './instant.ts';

/** `withdrawn` of $trend: a measurement that is listed, and is in no column, count or total. */
export function withdrawnParameter({
  id,
  vitalSign,
  observation,
  source,
  received,
}: Withdrawn): fhir4.ParametersParameter {
  const time = timeOf(observation);
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

/** As exact as the source said it; absent when it did not know, or what it said cannot be read. */
function timeOf({
  effectiveDateTime,
  effectiveInstant,
  effectivePeriod,
}: fhir4.Observation): string | undefined {
  const sent = effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start ?? '';
  const span = parseDateTime(sent);
  if (!span) return undefined;
  if (span.precision === 'instant') return instant(span.from);
  return span.precision === 'day' ? osloDate(span.from) : sent;
}
