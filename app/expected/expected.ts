import { FhirError } from '../fhir/fhir-error.ts';
import { named } from '../fhir/parameters.ts';
import {
  code,
  dates,
  decimal,
  group,
  groups,
  integer,
  lackingOf,
  oneOf,
  references,
  required,
  type Lacking,
  type Parts,
} from '../summaries/answer.ts';
import type { CalendarDate } from '../time/oslo.ts';

const spanStates = ['complete', 'partial', 'missing', 'not-yet'] as const;
const dayStates = [
  ...spanStates,
  ...([
    'in-span',
    'sensor',
    'not-expected',
    'cut-short',
    'before-order',
    'after-order',
    'no-schedule',
  ] as const),
] as const;

/** As the facade says it; see server/clinical/expected. */
export type DayState = (typeof dayStates)[number];

interface Counted {
  received: number;
  /** Of them; 0: all can be used. */
  unusable: number;
}

export interface ExpectedDay extends Counted {
  date: CalendarDate;
  state: DayState;
  expected?: number;
  /** Of a sensor's day that is over, as printed. */
  activePercent?: number;
}

/** Days that have a number of measurements together. */
export interface ExpectedSpan extends Counted {
  first: CalendarDate;
  last: CalendarDate;
  state: (typeof spanStates)[number];
  expected: number;
}

/** How much a sensor was active in some days that are over. */
export interface SensorActivity {
  first: CalendarDate;
  last: CalendarDate;
  /** Of them: those on which the order asked for a sensor's values. */
  days: number;
  /** As printed. */
  activePercent: number;
  /** What there is too little of for time in ranges. */
  lacking: Lacking[];
  source: string;
}

export interface Expected {
  /** Absent: the order asked for no sensor's values. */
  sensor?: SensorActivity;
  days: ExpectedDay[];
  spans: ExpectedSpan[];
  /** Days and spans that are over. */
  totals: { complete: number; partial: number; missing: number; expected: number; received: number };
  /** Versions of the orders that say how often, oldest first; none: nothing is expected at any time. */
  orders: string[];
}

/** Decodes `Observation/$expected-measurements` about one vital sign. Throws FhirError `malformed`. */
export function decodeExpected(parts: Parts, asked: string): Expected {
  const [sign, ...more] = groups(parts, 'vitalSign');
  if (!sign || more.length > 0 || named(sign, 'code')?.valueCoding?.code !== asked) {
    throw new FhirError(200, 'malformed', 'vitalSign is not the one that was asked for');
  }
  const totals = required(group(sign, 'totals'), 'totals');
  const total = (name: string) => required(integer(totals, name), `totals.${name}`);
  const sensor = sensorOf(sign);
  return {
    ...(sensor && { sensor }),
    days: groups(sign, 'day').map(toDay),
    spans: groups(sign, 'span').map(toSpan),
    totals: {
      complete: total('complete'),
      partial: total('partial'),
      missing: total('missing'),
      expected: total('expected'),
      received: total('received'),
    },
    orders: groups(sign, 'order').map((order) =>
      required(references(order, 'reference')[0], 'order.reference'),
    ),
  };
}

/** Undefined: there is none. */
export function sensorOf(sign: Parts): SensorActivity | undefined {
  const sensor = group(sign, 'sensor');
  if (!sensor) return undefined;
  return {
    first: required(dates(sensor, 'firstDay')[0], 'sensor.firstDay'),
    last: required(dates(sensor, 'lastDay')[0], 'sensor.lastDay'),
    days: required(integer(sensor, 'days'), 'sensor.days'),
    activePercent: required(decimal(sensor, 'activePercent'), 'sensor.activePercent'),
    lacking: lackingOf(sensor),
    source: required(code(sensor, 'source'), 'sensor.source'),
  };
}

function toDay(part: Parts): ExpectedDay {
  const expected = integer(part, 'expected');
  const activePercent = decimal(part, 'activePercent');
  return {
    date: required(dates(part, 'date')[0], 'day.date'),
    state: oneOf(code(part, 'state'), 'day.state', dayStates),
    ...countedOf(part),
    ...(expected !== undefined && { expected }),
    ...(activePercent !== undefined && { activePercent }),
  };
}

function toSpan(part: Parts): ExpectedSpan {
  return {
    first: required(dates(part, 'firstDay')[0], 'span.firstDay'),
    last: required(dates(part, 'lastDay')[0], 'span.lastDay'),
    state: oneOf(code(part, 'state'), 'span.state', spanStates),
    expected: required(integer(part, 'expected'), 'span.expected'),
    ...countedOf(part),
  };
}

function countedOf(part: Parts): Counted {
  return {
    received: required(integer(part, 'received'), 'received'),
    unusable: integer(part, 'unusable') ?? 0,
  };
}
