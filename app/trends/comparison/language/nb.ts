export const nb = {
  choice: 'Sammenlign med perioden før',
  heading: 'Sammenlignet med perioden før',
  figure: 'Tall',
  present: 'Denne perioden',
  earlier: 'Perioden før',
  difference: 'Forskjell',
  figures: {
    count: 'Målinger',
    lowest: 'Lavest',
    highest: 'Høyest',
    median: 'Median',
    outside: 'Utenfor grensen',
    red: 'Røde',
    yellow: 'Gule',
    unjudged: 'Ikke vurdert',
  },
  share: (outside: string, assessed: string, percent: string) =>
    `${outside} av ${assessed} (${percent}\u00a0%)`,
  points: (difference: string) => `${difference} prosent\u00adpoeng`,
  improbable: (value: string) => `${value} (kontroller)`,
  none: 'ingen',
  basis: (days: number) =>
    days === 1
      ? 'Dagen rett før. Forskjellen er regnet av tallene slik de står, og er ingen vurdering. Strek: kan ikke regnes ut.'
      : `De ${days} dagene rett før. Forskjellen er regnet av tallene slik de står, og er ingen vurdering. Strek: kan ikke regnes ut.`,
  nothing: 'Ingen målinger i perioden før.',
  fewPresent: 'For få målinger i denne perioden til å vise lavest, høyest og median hver for seg: bare én.',
  fewEarlier: 'For få målinger i perioden før til å vise lavest, høyest og median hver for seg: bare én.',
  otherLimits:
    'Grensene var ikke de samme i de to periodene. Hvor mange som er utenfor, kan derfor ikke sammenlignes direkte.',
  leftOut:
    'Medianen er uten målinger som bør kontrolleres, og uten verdier der måleren oppga større eller mindre enn.',
  setAside: (present: string, earlier: string) =>
    `Ikke med i tallene fordi de ikke kan tegnes: ${present} i denne perioden, ${earlier} i perioden før.`,
  unfinished: (today: string) => `Denne perioden er ikke over: målinger etter ${today} mangler ennå.`,
  unreadable: 'Målingene i perioden før kunne ikke leses. Det er ikke sammenlignet.',
  curve: (days: number) =>
    days === 1
      ? 'Perioden før, tegnet 1 dag senere, uten vurdering'
      : `Perioden før, tegnet ${days} dager senere, uten vurdering`,
};

export type ComparisonWords = typeof nb;
