import type { Basis } from '../statement.ts';

export const nb = {
  may: 'Du kan åpne når pasienten har samtykket, eller i en nødsituasjon.',
  seen: 'Pasienten ser i loggen sin hvem som åpnet, når, på hvilket grunnlag og hvorfor.',
  lasts:
    'Åpningen gjelder bare denne pasienten i dette vinduet, til du avslutter. Laster du siden på nytt, må du oppgi grunnlaget på nytt.',
  basis: 'Grunnlag for å åpne',
  bases: { SAMTYKKE: 'Pasienten har samtykket', AKUTT: 'Nødsituasjon' } as Record<Basis, string>,
  reason: 'Begrunnelse',
  reasonHelp: (shortest: string, longest: string) =>
    `Skriv kort hvorfor du trenger opplysningene, ${shortest} til ${longest} tegn. Pasienten kan lese det du skriver.`,
  counter: (count: string, longest: string) => `${count} av ${longest} tegn`,
  open: 'Åpne',
  cancel: 'Avbryt',
  faults: {
    basis: 'Velg om pasienten har samtykket, eller om det er en nødsituasjon.',
    tooShort: (shortest: string) => `Skriv en begrunnelse på minst ${shortest} tegn.`,
    tooLong: (over: string) => `Begrunnelsen er ${over} tegn for lang.`,
  },
  notOpened:
    'Det ble ikke åpnet. Lageret for måledata gir ikke innsyn herfra, selv om grunnlag og begrunnelse er oppgitt.',
  rejected: 'Tjenesten godtok ikke det du oppga, og ingenting ble åpnet. Rett det opp og prøv igjen.',
  cancelled: 'Ingenting er åpnet.',
  ended: 'Du har avsluttet innsynet. Opplysningene er fjernet fra skjermen.',
  stateBasis: 'Oppgi grunnlag og åpne',
  askAgain: 'Hent på nytt uten å åpne',
  banner: {
    label: 'Åpnet sperre',
    opening: 'Åpner sperrede opplysninger',
    opened: 'Du ser sperrede opplysninger',
    by: { SAMTYKKE: 'Åpnet med samtykke.', AKUTT: 'Åpnet i nødsituasjon.' } as Record<Basis, string>,
    reason: 'Begrunnelse:',
    seen: 'Pasienten ser dette i sin logg.',
    end: 'Avslutt innsynet',
  },
};

/** Every language has exactly these words. */
export type AccessWords = typeof nb;
