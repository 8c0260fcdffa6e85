/** What the parent of somebody aged 12 to 15 reads. */
export const nb = {
  title: 'Oppfølging hjemme',
  reading: 'Henter …',
  heading: (name: string) => `Oppfølging hjemme av ${name}`,
  followed: (name: string) => `${name} blir fulgt opp hjemme av`,
  nameless: (orgnr: string) => `virksomhet med organisasjonsnummer ${orgnr}`,
  since: (day: string) => `siden ${day}`,
  until: (day: string) => `, til og med ${day}`,
  nobody: 'Hjemmekurve kjenner ikke til at noen følger opp hjemme nå.',
  nobodyKnown: 'Det kan være at noen gjør det uten å sende målinger hit.',
  logged: (name: string) => `At du har sett dette, står i loggen, som ${name} kan lese.`,
  why: {
    heading: 'Hvorfor ser du ikke mer?',
    age: 'Når barn er 12 til 15 år, har foreldre begrenset digitalt innsyn i helseopplysninger. Fra 16 år bestemmer ungdommen selv.',
    hidden:
      'Derfor ser du ikke hva som blir målt, ikke målingene og grensene, ikke hvem som har sett dem, og ikke sperringer. Det er likt for alle foreldre, og sier ingenting om hva som finnes.',
  },
  more: {
    heading: 'Hvis dere vil vite mer',
    child: (name: string) =>
      `${name} kan logge inn her med egen elektronisk ID, se alt og vise det til deg om hun eller han vil.`,
    service:
      'Du kan ringe dem som følger opp. De kan fortelle deg det foreldre trenger å vite for å ta vare på barnet.',
  },
};

/** Every language has exactly these words. */
export type LimitedWords = typeof nb;
