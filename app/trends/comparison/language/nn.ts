import type { ComparisonWords } from './nb.ts';

export const nn: ComparisonWords = {
  choice: 'Samanlikn med perioden før',
  heading: 'Samanlikna med perioden før',
  figure: 'Tal',
  present: 'Denne perioden',
  earlier: 'Perioden før',
  difference: 'Skilnad',
  figures: {
    count: 'Målingar',
    lowest: 'Lågast',
    highest: 'Høgast',
    median: 'Median',
    outside: 'Utanfor grensa',
    red: 'Raude',
    yellow: 'Gule',
    unjudged: 'Ikkje vurdert',
  },
  share: (outside, assessed, percent) => `${outside} av ${assessed} (${percent}\u00a0%)`,
  points: (difference) => `${difference} prosent\u00adpoeng`,
  improbable: (value) => `${value} (kontroller)`,
  none: 'ingen',
  basis: (days) =>
    days === 1
      ? 'Dagen rett før. Skilnaden er rekna av tala slik dei står, og er inga vurdering. Strek: kan ikkje reknast ut.'
      : `Dei ${days} dagane rett før. Skilnaden er rekna av tala slik dei står, og er inga vurdering. Strek: kan ikkje reknast ut.`,
  nothing: 'Ingen målingar i perioden før.',
  fewPresent: 'For få målingar i denne perioden til å vise lågast, høgast og median kvar for seg: berre éi.',
  fewEarlier: 'For få målingar i perioden før til å vise lågast, høgast og median kvar for seg: berre éi.',
  otherLimits:
    'Grensene var ikkje dei same i dei to periodane. Kor mange som er utanfor, kan difor ikkje samanliknast direkte.',
  leftOut:
    'Medianen er utan målingar som bør kontrollerast, og utan verdiar der målaren oppgav større eller mindre enn.',
  setAside: (present, earlier) =>
    `Ikkje med i tala fordi dei ikkje kan teiknast: ${present} i denne perioden, ${earlier} i perioden før.`,
  unfinished: (today) => `Denne perioden er ikkje over: målingar etter ${today} manglar enno.`,
  unreadable: 'Målingane i perioden før kunne ikkje lesast. Det er ikkje samanlikna.',
  curve: (days) =>
    days === 1
      ? 'Perioden før, teikna 1 dag seinare, utan vurdering'
      : `Perioden før, teikna ${days} dagar seinare, utan vurdering`,
};
