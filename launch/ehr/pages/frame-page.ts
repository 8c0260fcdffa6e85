import type { Directory } from '../directory.ts';
import type { PatientRecord, PractitionerRecord } from '../records.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { personName } from './person-name.ts';
import { roleText } from './role-text.ts';
import type { Page } from './send-page.ts';
import { birthDateText, genderText } from './words.ts';

/** What real EHRs allow a framed app: it may not steer the window around it. */
const sandbox = [
  'allow-scripts',
  'allow-same-origin',
  'allow-forms',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
  'allow-downloads',
  'allow-modals',
].join(' ');

export interface FrameState {
  practitioner: PractitionerRecord;
  /** Absent when no patient is chosen. */
  patient?: PatientRecord | undefined;
  launch: string;
  /** What the frame opens: the app's launch URL, or a page that goes on to it. */
  address: string;
  /** Of all pages that come into the frame. */
  origins: string[];
  /** The choices, as a query. */
  choices: string;
}

/** An EHR's window: the patient's header, the record's chapters, and the app in a frame. */
export function framePage(
  directory: Directory,
  { practitioner, patient, launch, address, origins, choices }: FrameState,
): Page {
  return {
    title: `${patient ? personName(patient.resource) : 'Ingen pasient'} – Sandkasse-EPJ`,
    frames: origins,
    body: html`<div class="ehr">
      <header class="bar">
        <p class="brand">Sandkasse-EPJ</p>
        <p>
          ${personName(practitioner.resource)}<span class="detail">${roleText(directory, practitioner)}</span>
        </p>
        <form method="post" action="/close">
          <input type="hidden" name="launch" value="${launch}" />
          <input type="hidden" name="choices" value="${choices}" />
          <a class="ds-link" href="/open?${choices}" target="_blank">Åpne i egen fane</a>
          <button class="ds-button" data-variant="secondary" data-size="sm">Lukk journalen</button>
        </form>
      </header>
      <section class="patient" aria-label="Pasient"><h1>${patientHeader(patient)}</h1></section>
      <nav aria-label="Journalen">
        <ul>
          <li>Sammendrag</li>
          <li>${notesLink(patient)}</li>
          ${['Legemidler', 'Prøvesvar'].map((chapter) => html`<li>${chapter}</li>`)}
          <li aria-current="page">Hjemmekurve</li>
        </ul>
      </nav>
      <main><iframe title="Hjemmekurve" src="${address}" sandbox="${sandbox}"></iframe></main>
    </div>`,
  };
}

/** In a tab of its own: the app in the frame stays open. */
function notesLink(patient: PatientRecord | undefined): Html {
  if (!patient) return html`Notater`;
  return html`<a
    class="ds-link"
    href="/notes?${new URLSearchParams({ patient: patient.id }).toString()}"
    target="_blank"
    >Notater</a
  >`;
}

function patientHeader(patient: PatientRecord | undefined): Html {
  if (!patient) return html`Ingen pasient er valgt`;
  const { resource } = patient;
  return html`${personName(resource)}
    <span class="detail">født ${birthDateText(resource.birthDate)}, ${genderText(resource.gender)}</span>`;
}
