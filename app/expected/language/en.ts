import type { ExpectedWords } from './nb.ts';

export const en: ExpectedWords = {
  heading: 'Expected and received',
  basis:
    'By the plan for how often the patient is to measure. A count of what came, no judgement of the values.',
  noSchedule: 'No plan says how often this is to be measured, so nothing counts as missing.',
  total: (received, expected) => `Received ${received} of ${expected} expected measurements.`,
  units: (complete, partial, missing) => `Complete: ${complete}. Partial: ${partial}. Missing: ${missing}.`,
  nothingDue: 'Nothing is expected yet in this period.',
  cut: 'Shows the last 90 days of the period.',
  late: 'Missing means expected and not received. Measurements may still arrive.',
  missingInDays: (lacking, expected) => `Missing ${lacking} of ${expected} measurements in the last 7 days`,
  missingInSpans: (lacking, expected) =>
    `Missing ${lacking} of ${expected} measurements in periods that ended in the last 7 days`,
  missingSensor: (active, days, least) =>
    `Sensor active ${active} % of the time on ${days} days. Time in range needs ${least} %`,
  active: (percent) => `active ${percent} % of the day`,
  sensorTotal: (active, days, first, last) =>
    `From ${first} to ${last} the plan asked for a sensor on ${days} days. The sensor was active ${active} % of that time.`,
  sensorDays: (least) => `Time in range needs ${least} days.`,
  sensorShare: (least) => `Time in range needs it to be active ${least} % of the time.`,
  sensorBasis: (source) =>
    `The plan asks for values as often as only a sensor gives them. They are not counted one by one. Source: ${source}.`,
  caption: 'Day by day, newest week first',
  week: 'Week',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  weekName: (number) => `Week ${number}`,
  daysOf: (complete, due) => `${complete} of ${due} days`,
  spanOf: (received, expected) => `${received} of ${expected} measurements`,
  spansOf: (complete, spans) => `${complete} of ${spans} periods`,
  spanNotYet: (received, expected) => `${received} of ${expected} so far`,
  cell: (date, told) => `${date}: ${told}`,
  countOf: (received, expected) => `${received} of ${expected} received`,
  count: (received) => `${received} received`,
  unusable: (count) => `${count} cannot be used`,
  noSymbol: 'no symbol:',
  someUnusable: 'some cannot be used',
  legend: 'Legend',
  states: {
    complete: 'all received',
    partial: 'some missing',
    missing: 'missing',
    'not-yet': 'not over yet',
    'in-span': 'expected within several days',
    sensor: 'the sensor gave values',
    'not-expected': 'not expected on this day',
    'cut-short': 'the plan did not hold all the time',
    'before-order': 'before the plan',
    'after-order': 'after the plan',
    'no-schedule': 'no plan',
  },
};
