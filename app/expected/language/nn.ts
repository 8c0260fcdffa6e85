import type { ExpectedWords } from './nb.ts';

export const nn: ExpectedWords = {
  heading: 'Forventa og motteke',
  basis:
    'Etter planen for kor ofte pasienten skal måle. Eit tal for motteke, ikkje ei vurdering av verdiane.',
  noSchedule: 'Ingen plan seier kor ofte dette skal målast, så ingenting blir rekna som manglande.',
  total: (received, expected) => `Motteke ${received} av ${expected} forventa målingar.`,
  units: (complete, partial, missing) => `Heile: ${complete}. Delvis: ${partial}. Manglar: ${missing}.`,
  nothingDue: 'Ingenting er forventa enno i perioden.',
  cut: 'Viser dei siste 90 dagane i perioden.',
  late: 'Manglar betyr forventa og ikkje motteke. Målingar kan kome seinare.',
  missingInDays: (lacking, expected) => `Manglar ${lacking} av ${expected} målingar siste 7 dagar`,
  missingInSpans: (lacking, expected) =>
    `Manglar ${lacking} av ${expected} målingar i periodar som slutta siste 7 dagar`,
  missingSensor: (active, days, least) =>
    `Sensor aktiv ${active} % av tida på ${days} dagar. Tid i område krev ${least} %`,
  active: (percent) => `aktiv ${percent} % av døgnet`,
  sensorTotal: (active, days, first, last) =>
    `Frå ${first} til ${last} bad planen om sensor på ${days} dagar. Då var sensoren aktiv ${active} % av tida.`,
  sensorDays: (least) => `Tid i område krev ${least} dagar.`,
  sensorShare: (least) => `Tid i område krev at han er aktiv ${least} % av tida.`,
  sensorBasis: (source) =>
    `Planen ber om verdiar så ofte som berre ein sensor gir dei. Dei blir ikkje talde éin for éin. Kjelde: ${source}.`,
  caption: 'Dag for dag, nyaste veke først',
  week: 'Veke',
  weekdays: ['mån.', 'tys.', 'ons.', 'tor.', 'fre.', 'lau.', 'søn.'],
  weekName: (number) => `Veke ${number}`,
  daysOf: (complete, due) => `${complete} av ${due} dagar`,
  spanOf: (received, expected) => `${received} av ${expected} målingar`,
  spansOf: (complete, spans) => `${complete} av ${spans} periodar`,
  spanNotYet: (received, expected) => `${received} av ${expected} så langt`,
  cell: (date, told) => `${date}: ${told}`,
  countOf: (received, expected) => `${received} av ${expected} motteke`,
  count: (received) => `${received} motteke`,
  unusable: (count) => `${count} kan ikkje brukast`,
  noSymbol: 'utan teikn:',
  someUnusable: 'noko kan ikkje brukast',
  legend: 'Forklaring',
  states: {
    complete: 'alt motteke',
    partial: 'noko manglar',
    missing: 'manglar',
    'not-yet': 'ikkje over enno',
    'in-span': 'forventa i løpet av fleire dagar',
    sensor: 'sensoren gav verdiar',
    'not-expected': 'ikkje forventa denne dagen',
    'cut-short': 'planen gjaldt ikkje heile tida',
    'before-order': 'før planen',
    'after-order': 'etter planen',
    'no-schedule': 'ingen plan',
  },
};
