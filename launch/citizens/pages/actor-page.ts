import { html } from '../../ehr/pages/html.ts';
import { personName } from '../../ehr/pages/person-name.ts';
import type { Page } from '../../ehr/pages/send-page.ts';
import type { Choice } from '../population.ts';
import { relationText } from '../words.ts';
import { choiceField, citizensPage, decisionButtons } from './citizens-page.ts';

/** Asks on whose behalf somebody who may act for others does so now. */
export function actorPage(
  choices: readonly Choice[],
  { action, transaction, redirectUri, now }: ActorPage,
): Page {
  const content = html`<form method="post" action="${action}" class="stack">
    <input type="hidden" name="transaction" value="${transaction}" />
    <fieldset class="ds-fieldset">
      <legend class="ds-label">Hvem vil du se målingene til?</legend>
      ${choices.map((choice, index) =>
        choiceField(
          { type: 'radio', name: 'patient', value: choice.patient.id, checked: index === 0 },
          personName(choice.patient.resource),
          html`${relationText(choice, now)}`,
        ),
      )}
    </fieldset>
    ${decisionButtons('Fortsett', 'Avbryt')}
  </form>`;
  return citizensPage('Hvem gjelder det?', content, redirectUri);
}

export interface ActorPage {
  action: string;
  transaction: string;
  redirectUri: string;
  /** Epoch milliseconds. */
  now: number;
}
