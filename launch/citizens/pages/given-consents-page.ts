import { html } from '../../ehr/pages/html.ts';
import type { Html } from '../../ehr/pages/html.ts';
import type { Page } from '../../ehr/pages/send-page.ts';
import { scopeText } from '../words.ts';
import { citizensPage } from './citizens-page.ts';

/** One app that has access, as the page shows it. */
export interface ShownConsent {
  id: string;
  app: string;
  /** Whose data; undefined when it is nobody's. */
  patient?: string;
  /** Epoch milliseconds. */
  givenAt: number;
  scopes: readonly string[];
}

const time = new Intl.DateTimeFormat('nb-NO', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Oslo',
});

/** Which apps a person has given access, each with a button that takes it back. */
export function givenConsentsPage(
  consents: readonly ShownConsent[],
  { action, session, person, revoked }: { action: string; session: string; person: string; revoked: boolean },
): Page {
  const shown = (consent: ShownConsent): Html =>
    html`<li class="stack">
      <h2 class="ds-heading" data-size="sm">${consent.app}</h2>
      <p class="ds-paragraph">
        Gitt
        ${time.format(consent.givenAt)}${consent.patient !== undefined && html`, gjelder ${consent.patient}`}
      </p>
      <ul>
        ${consent.scopes.map((scope) => html`<li>${scopeText(scope)}</li>`)}
      </ul>
      <form method="post" action="${action}">
        <input type="hidden" name="session" value="${session}" />
        <input type="hidden" name="consent" value="${consent.id}" />
        <button class="ds-button" data-color="danger">Trekk tilbake for ${consent.app}</button>
      </form>
    </li>`;
  const content = html`<p class="ds-paragraph">Innlogget som ${person}.</p>
    ${
      revoked &&
      html`<div class="ds-alert" data-color="success" role="status">
        <p class="ds-paragraph">
          Tilgangen er trukket tilbake. En visning som er åpen i appen nå, stanser innen ti minutter.
        </p>
      </div>`
    }
    ${
      consents.length > 0
        ? html`<ul>
            ${consents.map(shown)}
          </ul>`
        : html`<p class="ds-paragraph">Ingen apper har tilgang.</p>`
    }`;
  return citizensPage('Apper du har gitt tilgang', content);
}
