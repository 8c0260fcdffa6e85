import type { MultiplesWords } from './nb.ts';

export const nn: MultiplesWords = {
  heading: 'Alle kurver samla',
  link: 'Sjå alle kurver samla',
  charts: 'Kurver med felles tidslinje',
  help: 'Pil venstre og høgre flyttar ei felles tidslinje mellom målingar, Page Up og Page Down mellom tidspunkt der noko er utanfor grensa, Home og End til første og siste. Escape tek henne bort.',
  point: 'Peik i ei kurve, eller bruk piltastane, for å sjå kva som vart målt om lag samtidig.',
  at: (when) => `Tidslinje ved ${when}`,
  position: (index, count) => `Tidspunkt ${index} av ${count}`,
  latest: 'Siste i perioden',
  near: (hours) => `Inga måling innan ${hours} timar`,
  none: (signs) => `Ingen målingar i perioden av: ${signs}.`,
  nothing: 'Ingen målingar i denne perioden',
  aside: (count) => (count === 1 ? '1 kunne ikkje teiknast' : `${count} kunne ikkje teiknast`),
};
