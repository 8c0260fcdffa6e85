import { unknownTime } from '../deliverable.ts';
import type { DateFilter, DatePrefix, ObservationQuery } from '../national-store.ts';
import type { PersonRow } from './person.ts';
import type { Point } from './point.ts';
import { receivedEpoch, receivedMs } from './time.ts';

/** Half-open bounds of where effective times begin, epoch milliseconds. */
export interface Bounds {
  from: number;
  to: number;
}

export const everyTime: Bounds = { from: -8.64e15, to: 8.64e15 };

/** FHIR R4 search, prefixes on a period: https://hl7.org/fhir/R4/search.html#prefix */
const matches: Record<DatePrefix, (point: Point, from: number, to: number) => boolean> = {
  eq: isInside,
  ne: (point, from, to) => !isInside(point, from, to),
  gt: (point, _, to) => point.effectiveTo > to,
  ge: (point, from, to) => point.effectiveTo > to || isInside(point, from, to),
  lt: (point, from) => point.effective < from,
  le: (point, from, to) => (point.effective < from || isInside(point, from, to)) && point.effective < to,
  sa: (point, _, to) => point.effective >= to,
  eb: (point, from) => point.effectiveTo <= from && point.effective < from,
};

function isInside(point: Point, from: number, to: number): boolean {
  return point.effective >= from && point.effectiveTo <= to;
}

/** What a query says of times: see ObservationQuery. */
type Dated = Pick<ObservationQuery, 'dates' | 'undated'>;

/** A measurement without a time matches no date at all, unless those are asked for too. */
export function matchesDates(point: Point, { dates, undated = false }: Dated): boolean {
  if (dates.length > 0 && point.precision === 'unknown') return undated;
  return dates.every(({ prefix, from, to }) => matches[prefix](point, from, to));
}

/** Bounds that no match begins outside of; no measurement's time spans more than the person's longest. */
export function boundsOf({ dates, undated }: Dated, { longestSpan }: PersonRow): Bounds {
  const reach: Record<DatePrefix, (from: number, to: number) => Partial<Bounds>> = {
    eq: (from, to) => ({ from, to }),
    ne: () => ({}),
    gt: (_, to) => ({ from: to - longestSpan }),
    ge: (from) => ({ from: from - longestSpan }),
    lt: (from) => ({ to: from }),
    le: (_, to) => ({ to }),
    sa: (_, to) => ({ from: to }),
    eb: (from) => ({ to: from }),
  };
  const bounds = dates
    .map(({ prefix, from, to }) => reach[prefix](from, to))
    .reduce<Bounds>(narrow, everyTime);
  return undated ? { ...bounds, from: Math.min(bounds.from, unknownTime) } : bounds;
}

export function narrow(bounds: Bounds, { from = -Infinity, to = Infinity }: Partial<Bounds>): Bounds {
  return { from: Math.max(bounds.from, from), to: Math.min(bounds.to, to) };
}

/** SQL for the time of arrival by the `_lastUpdated` parameter: an instant without length. */
export function receivedClause(
  { prefix, from, to }: DateFilter,
  parameter: (value: number) => string,
): string {
  const start = () => parameter(from - receivedEpoch);
  const end = () => parameter(to - receivedEpoch);
  const inside = () => `(${receivedMs} >= ${start()} and ${receivedMs} < ${end()})`;
  const clauses: Record<DatePrefix, () => string> = {
    eq: inside,
    ne: () => `not ${inside()}`,
    gt: () => `${receivedMs} >= ${end()}`,
    sa: () => `${receivedMs} >= ${end()}`,
    ge: () => `${receivedMs} >= ${start()}`,
    lt: () => `${receivedMs} < ${start()}`,
    eb: () => `${receivedMs} < ${start()}`,
    le: () => `${receivedMs} < ${end()}`,
  };
  return clauses[prefix]();
}
