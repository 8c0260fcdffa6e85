import { html } from '../../ehr/pages/html.ts';
import { personName } from '../../ehr/pages/person-name.ts';
import type { Page } from '../../ehr/pages/send-page.ts';
import type { ConsentChoice } from '../consent-choices.ts';
import type { Choice } from '../population.ts';
import { scopeText } from '../words.ts';
import { choiceField, citizensPage, decisionButtons } from './citizens-page.ts';

export interface ConsentPage {
  action: string;
  transaction: string;
  app: { name: string; redirectUri: string };
  /** Absent: the app asks for nobody's data. */
  patient?: Choice['patient'];
  choices: readonly ConsentChoice[];
}

/** What an app of somebody else's asks for, thing by thing; each can be left out, or all of it refused. */
export function consentPage({ action, transaction, app, patient, choices }: ConsentPage): Page {
  const name = patient && personName(patient.resource);
  const content = html`<p class="ds-paragraph">
      ${app.name} er ikke en del av Helsenorge. Du bestemmer hva appen får, og kan trekke det tilbake når du
      vil. Det du tar bort, kan appen be om igjen senere.
    </p>
    <p class="ds-paragraph">
      Appen får uansett vite hvem du er${name !== undefined && html` og hvem det gjelder (${name})`}: navn,
      fødselsdato og fødselsnummer.
    </p>
    <form method="post" action="${action}" class="stack">
      <input type="hidden" name="transaction" value="${transaction}" />
      <fieldset class="ds-fieldset">
        <legend class="ds-label">${app.name} ber om å</legend>
        ${choices.map(({ scope }, index) =>
          choiceField(
            { type: 'checkbox', name: `scope-${index}`, value: scope, checked: true },
            scopeText(scope),
            html`<code>${scope}</code>`,
          ),
        )}
      </fieldset>
      ${decisionButtons('Gi tilgang', 'Ikke gi tilgang')}
    </form>`;
  return citizensPage(`Skal ${app.name} få tilgang?`, content, app.redirectUri);
}
