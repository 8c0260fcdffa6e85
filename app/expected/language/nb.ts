import type { DayState } from '../expected.ts';

export const nb = {
  heading: 'Forventet og mottatt',
  basis:
    'Etter planen for hvor ofte pasienten skal måle. Et tall for mottatt, ikke en vurdering av verdiene.',
  noSchedule: 'Ingen plan sier hvor ofte dette skal måles, så ingenting regnes som manglende.',
  total: (received: string, expected: string) => `Mottatt ${received} av ${expected} forventede målinger.`,
  units: (complete: string, partial: string, missing: string) =>
    `Hele: ${complete}. Delvis: ${partial}. Mangler: ${missing}.`,
  nothingDue: 'Ingenting er forventet ennå i perioden.',
  cut: 'Viser de siste 90 dagene i perioden.',
  late: 'Mangler betyr forventet og ikke mottatt. Målinger kan komme senere.',
  missingInDays: (lacking: string, expected: string) =>
    `Mangler ${lacking} av ${expected} målinger siste 7 dager`,
  missingInSpans: (lacking: string, expected: string) =>
    `Mangler ${lacking} av ${expected} målinger i perioder som sluttet siste 7 dager`,
  missingSensor: (active: string, days: string, least: string) =>
    `Sensor aktiv ${active} % av tiden på ${days} dager. Tid i område krever ${least} %`,
  active: (percent: string) => `aktiv ${percent} % av døgnet`,
  sensorTotal: (active: string, days: string, first: string, last: string) =>
    `Fra ${first} til ${last} ba planen om sensor på ${days} dager. Da var sensoren aktiv ${active} % av tiden.`,
  sensorDays: (least: string) => `Tid i område krever ${least} dager.`,
  sensorShare: (least: string) => `Tid i område krever at den er aktiv ${least} % av tiden.`,
  sensorBasis: (source: string) =>
    `Planen ber om verdier så ofte som bare en sensor gir dem. De telles ikke én for én. Kilde: ${source}.`,
  caption: 'Dag for dag, nyeste uke først',
  week: 'Uke',
  weekdays: ['man.', 'tir.', 'ons.', 'tor.', 'fre.', 'lør.', 'søn.'],
  weekName: (number: string) => `Uke ${number}`,
  daysOf: (complete: string, due: string) => `${complete} av ${due} dager`,
  spanOf: (received: string, expected: string) => `${received} av ${expected} målinger`,
  spansOf: (complete: string, spans: string) => `${complete} av ${spans} perioder`,
  spanNotYet: (received: string, expected: string) => `${received} av ${expected} så langt`,
  cell: (date: string, told: string) => `${date}: ${told}`,
  countOf: (received: string, expected: string) => `${received} av ${expected} mottatt`,
  count: (received: string) => `${received} mottatt`,
  unusable: (count: string) => `${count} kan ikke brukes`,
  noSymbol: 'uten tegn:',
  someUnusable: 'noe kan ikke brukes',
  legend: 'Forklaring',
  states: {
    complete: 'alt mottatt',
    partial: 'noe mangler',
    missing: 'mangler',
    'not-yet': 'ikke over ennå',
    'in-span': 'forventes i løpet av flere dager',
    sensor: 'sensoren ga verdier',
    'not-expected': 'ikke forventet denne dagen',
    'cut-short': 'planen gjaldt ikke hele tiden',
    'before-order': 'før planen',
    'after-order': 'etter planen',
    'no-schedule': 'ingen plan',
  } as Record<DayState, string>,
};

/** Every language has exactly these words. */
export type ExpectedWords = typeof nb;
