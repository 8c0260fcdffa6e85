import { FhirError } from '../fhir/fhir-error.ts';
import { named } from '../fhir/parameters.ts';
import {
  code,
  dates,
  group,
  groups,
  integer,
  oneOf,
  references,
  required,
  type Parts,
} from '../summaries/answer.ts';
import type { CalendarDate } from '../time/oslo.ts';

const spanStates = ['complete', 'partial', 'missing', 'not-yet'] as const;
const dayStates = [
  ...spanStates,
  ...(['in-span', 'not-expected', 'cut-short', 'before-order', 'after-order', 'no-schedule'] as const),
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
}

/** Days that have a number of measurements together. */
export interface ExpectedSpan extends Counted {
  first: CalendarDate;
  last: CalendarDate;
  state: (typeof spanStates)[number];
  expected: number;
}

export interface Expected {
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
  return {
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

function toDay(part: Parts): ExpectedDay {
  const expected = integer(part, 'expected');
  return {
    date: required(dates(part, 'date')[0], 'day.date'),
    state: oneOf(code(part, 'state'), 'day.state', dayStates),
    ...countedOf(part),
    ...(expected !== undefined && { expected }),
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
