import type { TroubleKind } from '../../citizen/trouble.ts';

export const nb = {
  retry: 'Prøv igjen',
  detail: 'Teknisk detalj',
  kinds: {
    expired: {
      title: 'Du er logget ut.',
      body: 'Innloggingen varer bare en stund. Logg inn igjen for å gå videre.',
    },
    unreachable: {
      title: 'Vi fikk ikke svar.',
      body: 'Kontroller nettet, og prøv igjen om litt.',
    },
    unavailable: {
      title: 'Tjenesten virker ikke akkurat nå.',
      body: 'Prøv igjen om litt.',
    },
    refused: {
      title: 'Dette har du ikke tilgang til med denne innloggingen.',
      body: 'Logger du inn på nytt, kan du gi tilgang til det.',
    },
    'other-patient': {
      title: 'Svaret gjaldt en annen person.',
      body: 'Ingenting av det vises. Logg ut, og meld fra til den som har ansvar for tjenesten.',
    },
    gone: { title: 'Den finnes ikke lenger.', body: 'Noen kan ha endret den et annet sted.' },
    conflict: {
      title: 'Den er endret et annet sted.',
      body: 'Noen har endret den etter at du åpnet siden. Listen er hentet på nytt: se på den, og prøv igjen hvis du fortsatt vil.',
    },
    'too-many': {
      title: 'Det er ikke plass til flere sperringer.',
      body: 'Det er en grense for hvor mange det kan være, og avsluttede teller også. Kontakt den som har ansvar for tjenesten.',
    },
    'period-over': { title: 'Sluttdatoen er alt passert.', body: 'Velg en dato i dag eller senere.' },
    unexpected: { title: 'Noe gikk galt.', body: 'Prøv igjen om litt.' },
  } as Record<TroubleKind, { title: string; body: string }>,
};

export type TroubleWords = typeof nb;
