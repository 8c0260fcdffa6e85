export const noteNb = {
  write: 'Skriv til journalen',
  whose: (patient: string, born: string) =>
    `Teksten over blir lagret som et notat i journalen til ${patient}, ${born}, slik den står her.`,
  title: (heading: string, period: string) => `${heading}, ${period}`,
  hindrances: {
    'not-granted':
      'Journalsystemet har ikke gitt Hjemmekurve tilgang til å skrive i journalen. Kopier teksten i stedet.',
    'author-unknown':
      'Journalsystemet har ikke fortalt hvem som er logget inn, og et notat må ha en forfatter. Kopier teksten i stedet.',
  },
  attempts: 'Notater fra dette vinduet',
  made: (title: string, made: string) => `${title} (tekst laget ${made})`,
  states: {
    writing: 'Skriver til journalen …',
    checking: 'Leter etter notatet i journalen …',
    unknown:
      'Journalsystemet svarte ikke slik at det er kjent om notatet ble skrevet. Det kan være skrevet, og det kan mangle.',
    unchecked:
      'Det lot seg ikke gjøre å lete i journalen nå. Det er fortsatt ikke kjent om notatet ble skrevet.',
    absent: 'Notatet ble ikke funnet i journalen.',
  },
  written: (when: string) => `Skrevet til journalen ${when}.`,
  refused: {
    expired: 'Ikke skrevet: innloggingen fra journalen er utløpt. Åpne Hjemmekurve på nytt fra journalen.',
    forbidden: 'Ikke skrevet: journalsystemet tillater ikke at du skriver dette i journalen.',
    'other-patient':
      'Stoppet: notatet og journalen gjelder ikke samme pasient. Lukk vinduet, og åpne Hjemmekurve på nytt fra journalen.',
  },
  rejected: (detail: string) => `Ikke skrevet: journalsystemet godtok ikke notatet (${detail}).`,
  check: 'Let etter notatet i journalen',
  lookYourself: 'Se etter notatet i journalen før du skriver eller limer inn teksten på nytt.',
};

/** Every language has exactly these words. */
export type NoteWords = typeof noteNb;
