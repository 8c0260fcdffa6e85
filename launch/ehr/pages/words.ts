import type { HelseidLogin } from '../launcher/through-helseid.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** The fixtures describe themselves in English; the pages are in bokmål. */
const stories: Record<string, string> = {
  hypertension: 'Nyoppdaget høyt blodtrykk: hjemmeblodtrykket faller fra rundt 158/96 til 132/81 på ti uker.',
  'heart-failure':
    'Hjertesvikt som forverres: vekten stiger 3 kg på fire døgn, forbi den personlige røde grensen.',
  copd: 'KOLS med oksygenmetning rundt 90 %, som er normalt for henne, og én forverring under 85 %.',
  'type-1-diabetes': 'Diabetes type 1 med et års kontinuerlige glukoseverdier hvert femte minutt.',
  frail: 'Skrøpelig hjemmeboende: kommunen registrerer NEWS2 og CFS, og NEWS2 passerer 7 under en infeksjon.',
  multimorbid: 'Flere kroniske sykdommer og alle slags målinger, levert av tre ulike kilder.',
  'no-data': 'Det er aldri levert noen måling.',
  'last-data-5-months-old': 'Sesongarbeider med D-nummer; siste måling er fem måneder gammel.',
  'odd-data':
    'Uvanlige data: gram, bare dato, status registered, ombyttede komponenter, umulige og usannsynlige verdier.',
  'dst-nights':
    'Måler om natten, også når klokken stilles: 02.30 kommer to ganger i oktober og aldri i mars.',
  'home-blood-pressure': 'Bare ukentlig vekt foreløpig; hjemmeblodtrykk kan leveres fra en fil.',
  'own-limits': 'Måler blodtrykk morgen og kveld og vekt hver dag; ingen har satt grenser ennå.',
  'without-national-id': 'Besøkende som journalsystemet bare kjenner med et lokalt nummer.',
};

const faults: Record<string, string> = {
  'token-expires': 'Tilgangen utløper etter kort tid (60 sekunder hvis ikke annet er valgt)',
  'introspection-down': 'Journalsystemet svarer 503 når tilgangen skal kontrolleres',
  'introspection-slow': 'Journalsystemet bruker åtte sekunder på å kontrollere tilgangen',
  'narrowed-scope': 'Tilgangen gjelder ikke målinger',
  'no-document-write': 'Tilgangen gjelder ikke å skrive i journalen',
  'no-patient': 'Ingen pasient er valgt i journalsystemet',
  'patient-without-national-id': 'Pasienten mangler fødselsnummer og D-nummer',
  'practitioner-without-hpr': 'Klinikeren mangler HPR-nummer',
  'facade-unreachable': 'Appen får ikke kontakt med tjenesten sin',
  'store-slow': 'Det nasjonale lageret svarer sakte',
  'store-down': 'Det nasjonale lageret er nede',
};

function inBokmal(words: Record<string, string>, id: string, english: string): Html {
  const text = words[id];
  return text === undefined ? html`<span lang="en">${english}</span>` : html`${text}`;
}

export const storyText = (id: string, english: string) => inBokmal(stories, id, english);
export const faultText = (id: string, english: string) => inBokmal(faults, id, english);
export const scenarioText = (id: string, english: string) => inBokmal({ ...faults, ...stories }, id, english);

const helseidLogins: Record<HelseidLogin, string> = {
  clinician: 'Klinikeren, som i journalen',
  nobody: 'Ingen: HelseID spør',
  'another-clinician': 'En annen lege enn den i journalen',
  'no-health-professional': 'En som ikke er helsepersonell',
};

export const helseidText = (login: HelseidLogin) => helseidLogins[login];

const genders: Record<string, string> = {
  female: 'kvinne',
  male: 'mann',
  other: 'annet',
  unknown: 'ukjent kjønn',
};

export const genderText = (gender: string | undefined) => genders[gender ?? 'unknown'] ?? 'ukjent kjønn';

/** `1962-05-17` → `17.05.1962`; said so when it is unknown. */
export function birthDateText(date: string | undefined): string {
  return date === undefined ? 'ukjent fødselsdato' : date.split('-').reverse().join('.');
}
