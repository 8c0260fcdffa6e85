export const nb = {
  heading: 'Alle kurver samlet',
  link: 'Se alle kurver samlet',
  charts: 'Kurver med felles tidslinje',
  help: 'Pil venstre og høyre flytter en felles tidslinje mellom målinger, Page Up og Page Down mellom tidspunkter der noe er utenfor grensen, Home og End til første og siste. Escape tar den bort.',
  point: 'Pek i en kurve, eller bruk piltastene, for å se hva som ble målt omtrent samtidig.',
  at: (when: string) => `Tidslinje ved ${when}`,
  position: (index: number, count: number) => `Tidspunkt ${index} av ${count}`,
  latest: 'Siste i perioden',
  near: (hours: number) => `Ingen måling innen ${hours} timer`,
  none: (signs: string) => `Ingen målinger i perioden av: ${signs}.`,
  nothing: 'Ingen målinger i denne perioden',
  aside: (count: number) => (count === 1 ? '1 kunne ikke tegnes' : `${count} kunne ikke tegnes`),
};

export type MultiplesWords = typeof nb;
