import type { TroubleWords } from './trouble-nb.ts';

export const nn: TroubleWords = {
  retry: 'Prøv igjen',
  detail: 'Teknisk detalj',
  kinds: {
    expired: {
      title: 'Du er logga ut.',
      body: 'Innlogginga varer berre ei stund. Logg inn igjen for å gå vidare.',
    },
    unreachable: {
      title: 'Vi fekk ikkje svar.',
      body: 'Kontroller nettet, og prøv igjen om litt.',
    },
    unavailable: {
      title: 'Tenesta verkar ikkje akkurat no.',
      body: 'Prøv igjen om litt.',
    },
    refused: {
      title: 'Dette har du ikkje tilgang til med denne innlogginga.',
      body: 'Loggar du inn på nytt, kan du gi tilgang til det.',
    },
    'other-patient': {
      title: 'Svaret gjaldt ein annan person.',
      body: 'Ingenting av det blir vist. Logg ut, og meld frå til den som har ansvar for tenesta.',
    },
    gone: { title: 'Ho finst ikkje lenger.', body: 'Nokon kan ha endra ho ein annan stad.' },
    conflict: {
      title: 'Ho er endra ein annan stad.',
      body: 'Nokon har endra ho etter at du opna sida. Lista er henta på nytt: sjå på ho, og prøv igjen om du framleis vil.',
    },
    'too-many': {
      title: 'Det er ikkje plass til fleire sperringar.',
      body: 'Det er ei grense for kor mange det kan vere, og avslutta tel òg. Kontakt den som har ansvar for tenesta.',
    },
    'period-over': { title: 'Sluttdatoen er alt passert.', body: 'Vel ein dato i dag eller seinare.' },
    unexpected: { title: 'Noko gjekk gale.', body: 'Prøv igjen om litt.' },
  },
};
