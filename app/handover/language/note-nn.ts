import type { NoteWords } from './note-nb.ts';

export const noteNn: NoteWords = {
  write: 'Skriv til journalen',
  whose: (patient, born) =>
    `Teksten over blir lagra som eit notat i journalen til ${patient}, ${born}, slik han står her.`,
  title: (heading, period) => `${heading}, ${period}`,
  hindrances: {
    'not-granted':
      'Journalsystemet har ikkje gitt Hjemmekurve tilgang til å skrive i journalen. Kopier teksten i staden.',
    'author-unknown':
      'Journalsystemet har ikkje fortalt kven som er logga inn, og eit notat må ha ein forfattar. Kopier teksten i staden.',
  },
  attempts: 'Notat frå dette vindauget',
  made: (title, made) => `${title} (tekst laga ${made})`,
  states: {
    writing: 'Skriv til journalen …',
    checking: 'Leitar etter notatet i journalen …',
    unknown:
      'Journalsystemet svarte ikkje slik at det er kjent om notatet vart skrive. Det kan vere skrive, og det kan mangle.',
    unchecked: 'Det gjekk ikkje å leite i journalen no. Det er framleis ikkje kjent om notatet vart skrive.',
    absent: 'Notatet vart ikkje funne i journalen.',
  },
  written: (when) => `Skrive til journalen ${when}.`,
  refused: {
    expired: 'Ikkje skrive: innlogginga frå journalen er gått ut. Opne Hjemmekurve på nytt frå journalen.',
    forbidden: 'Ikkje skrive: journalsystemet tillèt ikkje at du skriv dette i journalen.',
    'other-patient':
      'Stoppa: notatet og journalen gjeld ikkje same pasient. Lukk vindauget, og opne Hjemmekurve på nytt frå journalen.',
  },
  rejected: (detail) => `Ikkje skrive: journalsystemet godtok ikkje notatet (${detail}).`,
  check: 'Leit etter notatet i journalen',
  lookYourself: 'Sjå etter notatet i journalen før du skriv eller limer inn teksten på nytt.',
};
