import { html } from './html.ts';
import type { Page } from './send-page.ts';

/** Shown instead of a redirect when the EHR cannot tell where the user may safely be sent. */
export function errorPage(reason: string): Page {
  return {
    title: 'Appen kunne ikke åpnes – Sandkasse-EPJ',
    body: html`<main class="narrow">
      <h1 class="ds-heading" data-size="lg">Appen kunne ikke åpnes</h1>
      <p class="ds-paragraph">
        Forespørselen fra appen kan ikke besvares trygt, så du er ikke sendt tilbake til den. Lukk vinduet og
        åpne appen på nytt fra journalen.
      </p>
      <p class="ds-paragraph">Teknisk årsak: <span lang="en">${reason}</span></p>
    </main>`,
  };
}
