import { html } from '../../ehr/pages/html.ts';
import { fullName } from '../people.ts';
import type { HelseidPerson } from '../people.ts';
import type { HelseidPage } from './page.ts';

/** Stands where the real HelseID asks for BankID or Buypass at level 4: here one says who one is. */
export function loginPage(
  people: readonly HelseidPerson[],
  login: { uid: string; client: string; target: string },
): HelseidPage {
  return {
    title: 'Logg inn – HelseID (sandkasse)',
    formTarget: new URL(login.target).origin,
    body: html`<h1>Logg inn med HelseID</h1>
      <p>${login.client} ber om at du logger inn på sikkerhetsnivå 4.</p>
      <p class="notice">
        Dette er sandkassen. Den virkelige HelseID spør her etter BankID eller Buypass; her velger du hvem du
        er. Alle personer er syntetiske.
      </p>
      <form method="post" action="/login/${login.uid}">
        <fieldset>
          <legend>Hvem er du?</legend>
          ${people.map(
            (person, index) =>
              html`<label>
                <input
                  type="radio"
                  name="person"
                  value="${person.id}"
                  required
                  ${index === 0 && html`checked`}
                />
                <span>${fullName(person)}<small>${registration(person)}</small></span>
              </label>`,
          )}
        </fieldset>
        <div>
          <button name="decision" value="login">Logg inn</button>
          <button name="decision" value="cancel" class="secondary" formnovalidate>Avbryt</button>
        </div>
      </form>`,
  };
}

const registration = ({ hpr }: HelseidPerson) =>
  hpr ? `HPR-nummer ${hpr.number}` : 'ikke helsepersonell, uten HPR-nummer';
