import { parseDateTime } from '../fhir/date-time.ts';
import { osloDate } from '../fhir/oslo-day.ts';

/**
 * Whole years on the day that it is in Oslo. Who was born on 29 February is a year older on the 28th of a common year:
 * no statute says which day it is, and the earlier one ends a parent's access earlier.
 * @param birthDate a FHIR date; one without a day is undefined, as is one that is no date or lies ahead
 * @param instant epoch milliseconds
 */
export function ageAt(birthDate: unknown, instant: number): number | undefined {
  if (typeof birthDate !== 'string' || parseDateTime(birthDate)?.precision !== 'day') return undefined;
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const [thisYear = 0, thisMonth = 0, today = 0] = osloDate(instant).split('-').map(Number);
  const birthday = month === 2 && day === 29 && !isLeapYear(thisYear) ? 28 : day;
  const isBefore = thisMonth < month || (thisMonth === month && today < birthday);
  const age = thisYear - year - (isBefore ? 1 : 0);
  return age < 0 ? undefined : age;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
