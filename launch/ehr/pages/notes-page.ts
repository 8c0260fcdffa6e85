import type { EhrCore } from '../core.ts';
import type { Directory } from '../directory.ts';
import { referencedId } from '../fhir/compartment.ts';
import type { PatientRecord } from '../records.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { personName } from './person-name.ts';
import type { Page } from './send-page.ts';

const osloTime = new Intl.DateTimeFormat('nb-NO', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'Europe/Oslo',
});

/** The notes in one patient's record, or in all of them, newest first, so that a tester sees what an app wrote. */
export function notesPage(
  { directory, documents }: Pick<EhrCore, 'directory' | 'documents'>,
  patient?: PatientRecord,
): Page {
  const heading = patient ? `Notater om ${personName(patient.resource)}` : 'Notater om alle pasienter';
  const own = documents
    .all()
    .filter(({ subject }) => !patient || referencedId(subject, 'Patient') === patient.id)
    .toReversed();
  return {
    title: `${heading} – Sandkasse-EPJ`,
    body: html`<main class="narrow">
      <h1 class="ds-heading" data-size="lg">${heading}</h1>
      ${own.length === 0 && html`<p class="ds-paragraph">Ingen notater er skrevet siden sandkassen startet.</p>`}
      ${own.map((document) => note(directory, document))}
    </main>`,
  };
}

function note(directory: Directory, document: fhir4.DocumentReference): Html {
  const { id, description, type, subject, author, date, content } = document;
  const patient = directory.patient(referencedId(subject, 'Patient') ?? '');
  const writer = directory.practitioner(referencedId(author?.[0], 'Practitioner') ?? '');
  const [coding] = type?.coding ?? [];
  return html`<article class="note stack" aria-labelledby="note-${id}">
    <h2 class="ds-heading" data-size="sm" id="note-${id}">${description ?? 'Uten beskrivelse'}</h2>
    <p class="detail">
      ${patient && personName(patient.resource)}. ${osloTime.format(new Date(date ?? NaN))}.
      ${writer ? personName(writer.resource) : author?.[0]?.reference}. ${coding?.display ?? coding?.code}
    </p>
    <pre>${textOf(content[0]?.attachment)}</pre>
  </article>`;
}

function textOf(attachment: fhir4.Attachment | undefined): string {
  if (!attachment?.contentType?.startsWith('text/')) return `(${attachment?.contentType ?? 'uten innhold'})`;
  return Buffer.from(attachment.data ?? '', 'base64').toString('utf8');
}
