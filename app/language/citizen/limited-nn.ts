import type { LimitedWords } from './limited-nb.ts';

export const nn: LimitedWords = {
  title: 'Oppfølging heime',
  reading: 'Hentar …',
  heading: (name) => `Oppfølging heime av ${name}`,
  followed: (name) => `${name} blir følgd opp heime av`,
  nameless: (orgnr) => `verksemd med organisasjonsnummer ${orgnr}`,
  since: (day) => `sidan ${day}`,
  until: (day) => `, til og med ${day}`,
  nobody: 'Hjemmekurve kjenner ikkje til at nokon følgjer opp heime no.',
  nobodyKnown: 'Det kan vere at nokon gjer det utan å sende målingar hit.',
  logged: (name) => `At du har sett dette, står i loggen, som ${name} kan lese.`,
  why: {
    heading: 'Kvifor ser du ikkje meir?',
    age: 'Når barn er 12 til 15 år, har foreldre avgrensa digitalt innsyn i helseopplysningar. Frå 16 år bestemmer ungdommen sjølv.',
    hidden:
      'Difor ser du ikkje kva som blir målt, ikkje målingane og grensene, ikkje kven som har sett dei, og ikkje sperringar. Det er likt for alle foreldre, og seier ingenting om kva som finst.',
  },
  more: {
    heading: 'Om de vil vite meir',
    child: (name) =>
      `${name} kan logge inn her med eigen elektronisk ID, sjå alt og vise det til deg om ho eller han vil.`,
    service:
      'Du kan ringje dei som følgjer opp. Dei kan fortelje deg det foreldre treng å vite for å ta vare på barnet.',
  },
};
