import { utcDay } from '../clinical/oslo-clock.ts';
import { osloMidnight } from './oslo-day.ts';

export interface DateTimeSpan {
  /** Epoch milliseconds, inclusive. */
  from: number;
  /** Epoch milliseconds, exclusive. */
  to: number;
  precision: 'instant' | 'day' | 'month' | 'year';
}

const pattern =
  /^(?<year>\d{4})(?:-(?<month>0[1-9]|1[0-2])(?:-(?<day>0[1-9]|[12]\d|3[01])(?:T(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d|60)(?:\.(?<fraction>\d{1,9}))?)?(?<zone>Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)))?)?)?$/;

/**
 * A FHIR dateTime (https://hl7.org/fhir/R4/datatypes.html#dateTime) as the span of time that its precision means.
 * Dates without a time are calendar days (months, years) in Europe/Oslo. A time without a zone is not FHIR: undefined.
 * @param minutesAllowed whether the seconds may be missing, as in a search parameter
 */
export function parseDateTime(text: string, minutesAllowed = false): DateTimeSpan | undefined {
  const read = readDateTime(text, minutesAllowed);
  if (!read) return undefined;
  const { precision, year, month, day, groups } = read;
  if (precision === 'year') return span(osloMidnight(year, 1, 1), osloMidnight(year + 1, 1, 1), precision);
  if (precision === 'month')
    return span(osloMidnight(year, month, 1), osloMidnight(year, month + 1, 1), precision);
  if (precision === 'day')
    return span(osloMidnight(year, month, day), osloMidnight(year, month, day + 1), precision);
  const milliseconds = Number((groups.fraction ?? '').padEnd(3, '0').slice(0, 3));
  const seconds = (Number(groups.hour) * 60 + Number(groups.minute)) * 60 + Number(groups.second ?? 0);
  const from = utcDay(year, month, day) + seconds * 1000 + milliseconds - zoneOffset(groups.zone ?? 'Z');
  const length = groups.fraction ? 1 : groups.second ? 1000 : 60_000;
  return span(from, from + length, precision);
}

/** How exact a FHIR dateTime is, without placing it in time; undefined when it is none. */
export function dateTimePrecision(text: string): DateTimeSpan['precision'] | undefined {
  return readDateTime(text, false)?.precision;
}

function readDateTime(text: string, minutesAllowed: boolean) {
  const groups = pattern.exec(text)?.groups;
  if (!groups) return undefined;
  const year = Number(groups.year);
  const month = Number(groups.month ?? 1);
  const day = Number(groups.day ?? 1);
  if (year < 1 || new Date(utcDay(year, month, day)).getUTCDate() !== day) return undefined;
  if (groups.hour && !groups.second && !minutesAllowed) return undefined;
  const precision: DateTimeSpan['precision'] = groups.hour
    ? 'instant'
    : groups.day
      ? 'day'
      : groups.month
        ? 'month'
        : 'year';
  return { precision, year, month, day, groups };
}

function span(from: number, to: number, precision: DateTimeSpan['precision']): DateTimeSpan {
  return { from, to, precision };
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * 60_000;
}
