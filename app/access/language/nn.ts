import type { AccessWords } from './nb.ts';

export const nn: AccessWords = {
  may: 'Du kan opne når pasienten har samtykt, eller i ein naudsituasjon.',
  seen: 'Pasienten ser i loggen sin kven som opna, når, på kva grunnlag og kvifor.',
  lasts:
    'Opninga gjeld berre denne pasienten i dette vindauget, til du avsluttar. Lastar du sida på nytt, må du oppgje grunnlaget på nytt.',
  basis: 'Grunnlag for å opne',
  bases: { SAMTYKKE: 'Pasienten har samtykt', AKUTT: 'Naudsituasjon' },
  reason: 'Grunngjeving',
  reasonHelp: (shortest, longest) =>
    `Skriv kort kvifor du treng opplysningane, ${shortest} til ${longest} teikn. Pasienten kan lese det du skriv.`,
  counter: (count, longest) => `${count} av ${longest} teikn`,
  open: 'Opne',
  cancel: 'Avbryt',
  faults: {
    basis: 'Vel om pasienten har samtykt, eller om det er ein naudsituasjon.',
    tooShort: (shortest) => `Skriv ei grunngjeving på minst ${shortest} teikn.`,
    tooLong: (over) => `Grunngjevinga er ${over} teikn for lang.`,
  },
  notOpened:
    'Det vart ikkje opna. Lageret for måledata gir ikkje innsyn herifrå, sjølv om grunnlag og grunngjeving er oppgitt.',
  rejected: 'Tenesta godtok ikkje det du oppgav, og ingenting vart opna. Rett det opp og prøv igjen.',
  cancelled: 'Ingenting er opna.',
  ended: 'Du har avslutta innsynet. Opplysningane er fjerna frå skjermen.',
  stateBasis: 'Oppgje grunnlag og opne',
  askAgain: 'Hent på nytt utan å opne',
  banner: {
    label: 'Opna sperre',
    opening: 'Opnar sperra opplysningar',
    opened: 'Du ser sperra opplysningar',
    by: { SAMTYKKE: 'Opna med samtykke.', AKUTT: 'Opna i naudsituasjon.' },
    reason: 'Grunngjeving:',
    seen: 'Pasienten ser dette i loggen sin.',
    end: 'Avslutt innsynet',
  },
};
