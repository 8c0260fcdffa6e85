import { html } from '../../ehr/pages/html.ts';
import type { Html } from '../../ehr/pages/html.ts';
import type { Page } from '../../ehr/pages/send-page.ts';

/** Says on every page that nothing here is real. */
export function citizensPage(title: string, content: Html, target?: string): Page {
  return {
    title: `${title} – Sandkasse-Helsenorge`,
    ...(target !== undefined && { formTargets: [new URL(target).origin] }),
    body: html`<header class="bar">
        <p class="brand">Sandkasse-Helsenorge</p>
        <p>SANDKASSE: bare syntetiske personer, ingen virkelig BankID</p>
      </header>
      <main class="narrow">
        <h1 class="ds-heading" data-size="lg">${title}</h1>
        ${content}
      </main>`,
  };
}

/** A radio button or a box to tick, with what it means below. */
export function choiceField(
  field: { type: 'radio' | 'checkbox'; name: string; value: string; checked: boolean },
  label: string,
  more?: Html,
): Html {
  const { type, name, value, checked } = field;
  const id = `${name}-${value}`.replace(/[^\w-]/g, '-');
  return html`<div class="ds-field" data-variant="outline" data-size="sm">
    <input
      class="ds-input"
      type="${type}"
      name="${name}"
      value="${value}"
      id="${id}"
      ${checked && html`checked`}
      ${more && html`aria-describedby="${id}-more"`}
    />
    <label class="ds-label" for="${id}">${label}</label>
    ${more && html`<div data-field="description" id="${id}-more">${more}</div>`}
  </div>`;
}

/** The buttons under a form: what it is about, and no. */
export function decisionButtons(yes: string, no: string): Html {
  return html`<div class="row">
    <button class="ds-button" name="decision" value="allow">${yes}</button>
    <button class="ds-button" data-variant="secondary" name="decision" value="deny">${no}</button>
  </div>`;
}
