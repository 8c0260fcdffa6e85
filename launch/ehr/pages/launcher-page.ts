import type { EhrCore } from '../core.ts';
import type { Directory } from '../directory.ts';
import type { LaunchChoice } from '../launcher/launch-choice.ts';
import { helseidLogins } from '../launcher/through-helseid.ts';
import type { PatientRecord, PractitionerRecord, Scenario } from '../records.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { personName } from './person-name.ts';
import { roleText } from './role-text.ts';
import type { Page } from './send-page.ts';
import { birthDateText, faultText, genderText, helseidText, scenarioText, storyText } from './words.ts';

/** What is ticked when the page opens; `fault` says why the address could not be followed. */
export interface LauncherState {
  chosen: LaunchChoice;
  scenario?: string | undefined;
  fault?: string;
}

export function launcherPage(
  core: Pick<EhrCore, 'app' | 'directory' | 'national'>,
  state: LauncherState,
): Page {
  const { directory } = core;
  const { patients, practitioners, scenarios, faults } = directory.records;
  const { chosen } = state;
  return {
    title: 'Sandkasse-EPJ',
    script: 'launcher.js',
    body: html`<a class="ds-skip-link" href="#main">Hopp til valgene</a>
      <header class="bar">
        <p class="brand">Sandkasse-EPJ</p>
        <p>Bare syntetiske personer</p>
      </header>
      <main id="main" class="launcher">
        <h1 class="ds-heading" data-size="lg">Åpne Hjemmekurve fra journalen</h1>
        ${
          state.fault !== undefined &&
          html`<div class="ds-alert" data-color="warning" role="alert">
            <p class="ds-paragraph">Valget i adressen finnes ikke: <span lang="en">${state.fault}</span></p>
          </div>`
        }
        <form method="get" action="/ehr" class="choices">
          <fieldset class="ds-fieldset">
            <legend class="ds-label">Kliniker</legend>
            ${practitioners.map((one) => practitionerChoice(directory, one, one === chosen.practitioner))}
          </fieldset>
          <fieldset class="ds-fieldset">
            <legend class="ds-label">Pasient</legend>
            <div class="cards">${patients.map((one) => patientChoice(one, one === chosen.patient))}</div>
          </fieldset>
          ${
            core.national() &&
            html`<fieldset class="ds-fieldset">
              <legend class="ds-label">Innlogget med HelseID i nettleseren</legend>
              ${helseidLogins.map((login) =>
                choice('radio', 'helseid', login, login === chosen.helseid, html`${helseidText(login)}`),
              )}
            </fieldset>`
          }
          <fieldset class="ds-fieldset faults">
            <legend class="ds-label">Feil som skal oppstå</legend>
            ${faults.map(({ id, description }) =>
              choice(
                'checkbox',
                'faults',
                id,
                [...chosen.faults].some((fault) => fault === id),
                faultText(id, description),
              ),
            )}
            <div class="ds-field">
              <label class="ds-label" for="tokenLifetime">Tilgangens levetid i sekunder</label>
              <p data-field="description" id="lifetime-help">1–3600. Tomt felt gir en time.</p>
              <input
                class="ds-input"
                id="tokenLifetime"
                name="tokenLifetime"
                type="number"
                min="1"
                max="3600"
                inputmode="numeric"
                aria-describedby="lifetime-help"
                value="${chosen.tokenLifetime}"
              />
            </div>
          </fieldset>
          <div class="actions">
            <button class="ds-button">Åpne i journalen</button>
            <button class="ds-button" data-variant="secondary" formaction="/open" formtarget="_blank">
              Åpne i egen fane
            </button>
          </div>
        </form>
        <section aria-labelledby="scenarios" class="scenarios">
          <h2 class="ds-heading" data-size="sm" id="scenarios">Ferdige scenarioer</h2>
          <p class="ds-paragraph">Hvert scenario er en lenke som kan deles.</p>
          <ul>
            ${scenarios.map((scenario) => scenarioLink(directory, scenario, scenario.id === state.scenario))}
          </ul>
        </section>
        <p><a class="ds-link" href="/notes">Se notater som er skrevet til journalene</a></p>
        ${citizensSection(core.app())}
      </main>`,
  };
}

/** The other way in: citizens open their page by themselves, and come back here to log in. */
function citizensSection(app: string | undefined): Html | false {
  return (
    app !== undefined &&
    html`<section aria-labelledby="citizens" class="scenarios">
      <h2 class="ds-heading" data-size="sm" id="citizens">For innbyggere</h2>
      <ul>
        <li><a class="ds-link" href="${app}/innbygger">Åpne innbyggersiden i Hjemmekurve</a></li>
        <li><a class="ds-link" href="/helsenorge/consents">Se apper en innbygger har gitt tilgang</a></li>
      </ul>
    </section>`
  );
}

function choice(
  type: 'radio' | 'checkbox',
  name: string,
  id: string,
  checked: boolean,
  label: Html,
  more?: Html,
): Html {
  const key = `${name}-${id}`;
  return html`<div class="ds-field" data-variant="outline" data-size="sm">
    <input
      class="ds-input"
      type="${type}"
      name="${name}"
      value="${id}"
      id="${key}"
      ${checked && html`checked`}
      ${more && html`aria-describedby="${key}-more"`}
    />
    <label class="ds-label" for="${key}">${label}</label>
    ${more && html`<div data-field="description" id="${key}-more">${more}</div>`}
  </div>`;
}

function practitionerChoice(directory: Directory, practitioner: PractitionerRecord, checked: boolean): Html {
  const name = html`${personName(practitioner.resource)}`;
  return choice(
    'radio',
    'practitioner',
    practitioner.id,
    checked,
    name,
    html`${roleText(directory, practitioner)}`,
  );
}

function patientChoice({ id, resource, story }: PatientRecord, checked: boolean): Html {
  const more = html`${birthDateText(resource.birthDate)}, ${genderText(resource.gender)}.
  ${storyText(id, story)}`;
  return choice('radio', 'patient', id, checked, html`${personName(resource)}`, more);
}

function scenarioLink(
  directory: Directory,
  { id, description, patient, practitioner }: Scenario,
  current: boolean,
): Html {
  const name = ({ resource }: { resource: fhir4.Patient | fhir4.Practitioner }) => personName(resource);
  const [who, whom] = [directory.practitioner(practitioner), directory.patient(patient)];
  return html`<li>
    <a class="ds-link" href="/?scenario=${id}" ${current && html`aria-current="true"`}
      >${scenarioText(id, description)}</a
    >
    <span class="detail">${who && name(who)} ser på ${whom && name(whom)}</span>
  </li>`;
}
