import type { VisitWords } from './nb.ts';

const measurements = (count: number) => `${count} ${count === 1 ? 'ny måling' : 'nye målingar'}`;

export const nn: VisitWords = {
  count: (count) => `${count} ${count === 1 ? 'ny' : 'nye'}`,
  older: (count, of) => (of === count ? 'målt før perioden' : `${count} målt før perioden`),
  since: (count, when) => `${measurements(count)} motteke sidan du sist såg, ${when}.`,
  nothing: (when) => `Ingenting nytt motteke sidan du sist såg, ${when}.`,
  outside: (count) =>
    count === 1
      ? '1 av dei er målt utanfor perioden som er vist.'
      : `${count} av dei er målte utanfor perioden som er vist.`,
  first: 'Du har ikkje sett på målingane til denne pasienten før. Derfor er ingenting merkt som nytt.',
  unknown: (when) =>
    `Det kan ikkje visast kva som er nytt sidan du sist såg, ${when}: lageret seier ikkje når alle målingane kom.`,
  notFetched: 'Kva som er nytt sidan sist, kunne ikkje hentast.',
};
