import { html } from '../../ehr/pages/html.ts';
import { personName } from '../../ehr/pages/person-name.ts';
import type { Page } from '../../ehr/pages/send-page.ts';
import { birthDateText } from '../../ehr/pages/words.ts';
import type { Citizen } from '../population.ts';
import { choiceField, citizensPage, decisionButtons } from './citizens-page.ts';

export interface LoginPage {
  /** Where the form goes. */
  action: string;
  /** Absent: the person came by themselves. */
  app?: { name: string; redirectUri: string; transaction: string };
}

/** Stands where Helsenorge asks for BankID at security level 4: here one says who one is. */
export function loginPage(citizens: readonly Citizen[], { action, app }: LoginPage): Page {
  const people = citizens.filter(({ logsIn }) => logsIn);
  const content = html`<p class="ds-paragraph">
      ${app && html`${app.name} ber deg logge inn. `}Innloggingen er på sikkerhetsnivå 4.
    </p>
    <div class="ds-alert" data-color="warning">
      <p class="ds-paragraph">
        Dette er en sandkasse. Den virkelige tjenesten spør her etter BankID; her velger du hvem du er. Skriv
        aldri inn egne opplysninger.
      </p>
    </div>
    <form method="post" action="${action}" class="stack">
      ${app && html`<input type="hidden" name="transaction" value="${app.transaction}" />`}
      <fieldset class="ds-fieldset">
        <legend class="ds-label">Hvem er du?</legend>
        ${people.map(({ id, resource }, index) =>
          choiceField(
            { type: 'radio', name: 'person', value: id, checked: index === 0 },
            personName(resource),
            html`født ${birthDateText(resource.birthDate)}`,
          ),
        )}
      </fieldset>
      ${decisionButtons('Logg inn', 'Avbryt')}
    </form>`;
  return citizensPage('Logg inn med elektronisk ID', content, app?.redirectUri);
}
