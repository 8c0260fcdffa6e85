import type { Directory } from '../directory.ts';
import { html } from './html.ts';
import { personName } from './person-name.ts';
import { roleText } from './role-text.ts';
import type { Page } from './send-page.ts';
import { birthDateText } from './words.ts';

/** Asks who is signing in and, when the app wants a patient, whose record it may see. */
export function signInPage(
  directory: Directory,
  transaction: string,
  asksForPatient: boolean,
  app: string,
  target: string,
): Page {
  const { practitioners, patients } = directory.records;
  const option = ({ id }: { id: string }, text: string) => html`<option value="${id}">${text}</option>`;
  return {
    title: 'Logg inn – Sandkasse-EPJ',
    formTargets: [new URL(target).origin],
    body: html`<main class="narrow">
      <h1 class="ds-heading" data-size="lg">Logg inn i Sandkasse-EPJ</h1>
      <p class="ds-paragraph">${app} ber om tilgang. Alle personer her er syntetiske.</p>
      <form method="post" action="/oauth/sign-in" class="stack">
        <input type="hidden" name="transaction" value="${transaction}" />
        <div class="ds-field">
          <label class="ds-label" for="practitioner">Hvem er du?</label>
          <select class="ds-input" id="practitioner" name="practitioner">
            ${practitioners.map((one) => option(one, `${personName(one.resource)}, ${roleText(directory, one)}`))}
          </select>
        </div>
        ${
          asksForPatient &&
          html`<div class="ds-field">
            <label class="ds-label" for="patient">Hvilken pasient?</label>
            <select class="ds-input" id="patient" name="patient">
              ${patients.map((one) => option(one, `${personName(one.resource)}, født ${birthDateText(one.resource.birthDate)}`))}
            </select>
          </div>`
        }
        <div class="row">
          <button class="ds-button" name="decision" value="allow">Gi tilgang</button>
          <button class="ds-button" data-variant="secondary" name="decision" value="deny">Avbryt</button>
        </div>
      </form>
    </main>`,
  };
}
