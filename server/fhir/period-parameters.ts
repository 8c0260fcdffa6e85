import type { Interval } from '../store/national-store.ts';
import { parseDateTime } from './date-time.ts';
import { parameterError, single } from './parameters.ts';

export interface AskedPeriod {
  period: Interval;
  /** As asked, for the answer. */
  asked: { start?: string; end?: string };
}

/** Parameters `start` and `end` of an operation: an instant is the boundary itself, a date is the calendar day in Europe/Oslo. */
export function parsePeriod(given: URLSearchParams): AskedPeriod {
  const start = single(given, 'start');
  const end = single(given, 'end');
  if (start !== undefined && end !== undefined && isReversed(start, end)) {
    throw parameterError('end', 'must not be before start');
  }
  return {
    period: {
      ...(start !== undefined && { from: boundary('start', start).from }),
      ...(end !== undefined && { to: endOf(end) }),
    },
    asked: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
  };
}

function boundary(name: string, value: string) {
  const span = parseDateTime(value, true);
  if (!span) throw parameterError(name, 'must be a FHIR date or dateTime');
  return span;
}

/** The same instant twice is an empty period; a day that ends where the start begins is a day too early. */
function isReversed(start: string, end: string): boolean {
  const { from } = boundary('start', start);
  return endOf(end) < from || (endOf(end) === from && boundary('end', end).from < from);
}

function endOf(value: string): number {
  const { from, to, precision } = boundary('end', value);
  return precision === 'instant' ? from : to;
}
