import type { VitalSign } from '../clinical/types.ts';
import { listOf, objectOf, textOf } from '../clinical/untrusted.ts';
import type { NotedMeasurement } from '../store/national-store.ts';
import { measuredTime } from './measured-time.ts';

/** `note` of $trend: each text of a measurement's notes, whole and as sent, in their order. */
export function noteParameters(
  { code: { system, code, display } }: VitalSign,
  { number, observation }: NotedMeasurement,
  person: string,
): fhir4.ParametersParameter[] {
  const time = measuredTime(observation);
  return listOf(observation.note).flatMap((note) => {
    if (textOf(note.text) === undefined) return [];
    const author = textOf(note.authorString) ?? textOf(objectOf(note.authorReference)?.display);
    const written = textOf(note.time);
    return [
      {
        name: 'note',
        part: [
          {
            name: 'code',
            valueCoding: { ...(system && { system }), ...(code && { code }), ...(display && { display }) },
          },
          {
            name: 'reference',
            valueReference: { reference: `Observation/${person}-${number.toString(36)}` },
          },
          ...(time === undefined ? [] : [{ name: 'time', valueDateTime: time }]),
          { name: 'text', valueString: note.text },
          ...(author ? [{ name: 'author', valueString: author }] : []),
          ...(written ? [{ name: 'written', valueDateTime: written }] : []),
        ],
      },
    ];
  });
}
