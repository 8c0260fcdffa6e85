const measurements = (count: number) => `${count} ${count === 1 ? 'ny måling' : 'nye målinger'}`;

export const nb = {
  count: (count: number) => `${count} ${count === 1 ? 'ny' : 'nye'}`,
  older: (count: number, of: number) => (of === count ? 'målt før perioden' : `${count} målt før perioden`),
  since: (count: number, when: string) => `${measurements(count)} mottatt siden du sist så, ${when}.`,
  nothing: (when: string) => `Ingenting nytt mottatt siden du sist så, ${when}.`,
  outside: (count: number) =>
    count === 1
      ? '1 av dem er målt utenfor perioden som vises.'
      : `${count} av dem er målt utenfor perioden som vises.`,
  first: 'Du har ikke sett på målingene til denne pasienten før. Derfor er ingenting merket som nytt.',
  unknown: (when: string) =>
    `Det kan ikke vises hva som er nytt siden du sist så, ${when}: lageret sier ikke når alle målingene kom.`,
  notFetched: 'Hva som er nytt siden sist, kunne ikke hentes.',
};

export type VisitWords = typeof nb;
