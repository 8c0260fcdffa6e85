import type { EhrRecord } from '../fhir/ehr-record.ts';
import { dateOf } from '../time/oslo.ts';
import type { Subject } from './subject.ts';

/**
 * LOINC 11506-3, one of the clinical note types that EHRs must take (US Core "Clinical Notes Guidance"); a text about how
 * somebody has been since last is a progress note wherever it was made. HL7 Norway has no code for it.
 */
const progressNote = { system: 'http://loinc.org', code: '11506-3', display: 'Progress note' };

export interface NoteText {
  /** Exactly as the clinician saw it. */
  text: string;
  language: string;
  /** What the EHR lists it by. */
  title: string;
  /** Epoch milliseconds at which it was made. */
  made: number;
}

/**
 * The text as a DocumentReference (R4) of the patient whose measurements are shown, by the launch's user, with the days it is about and an
 * identifier of its own, by which a repetition is known. `docStatus` is left to the EHR: the app knows no signature.
 */
export function documentReference(
  { author, encounter }: Pick<EhrRecord, 'author' | 'encounter'>,
  { patient, days, trend }: Pick<Subject, 'patient' | 'days' | 'trend'>,
  { text, language, title, made }: NoteText,
): fhir4.DocumentReference {
  const bytes = new TextEncoder().encode(text);
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${crypto.randomUUID()}` };
  const { first, last } = trend.available ?? {};
  const start = days.from ?? (first && dateOf(first.instant));
  const end = days.to ?? (last && dateOf(last.instant));
  return {
    resourceType: 'DocumentReference',
    masterIdentifier: identifier,
    identifier: [identifier],
    status: 'current',
    type: { coding: [progressNote] },
    subject: { reference: `Patient/${patient.id}` },
    date: new Date(made).toISOString(),
    ...(author && { author: [{ reference: author }] }),
    description: title,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language,
          data: toBase64(bytes),
          size: bytes.length,
          title,
          creation: new Date(made).toISOString(),
        },
      },
    ],
    context: {
      ...(encounter && { encounter: [{ reference: encounter }] }),
      ...((start ?? end) && { period: { ...(start && { start }), ...(end && { end }) } }),
    },
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
