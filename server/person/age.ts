import { parseDateTime } from '../fhir/date-time.ts';
import { osloDate, osloMidnight } from '../fhir/oslo-day.ts';

/**
 * Whole years on the day that it is in Oslo. Who was born on 29 February is a year older on the 28th of a common year:
 * no statute says which day it is, and the earlier one ends a parent's access earlier.
 * @param birthDate a FHIR date; one without a day is undefined, as is one that is no date or lies ahead
 * @param instant epoch milliseconds
 */
export function ageAt(birthDate: unknown, instant: number): number | undefined {
  if (typeof birthDate !== 'string' || parseDateTime(birthDate)?.precision !== 'day') return undefined;
  const year = Number(birthDate.slice(0, 4));
  const thisYear = Number(osloDate(instant).slice(0, 4));
  const age = thisYear - year - (instant < birthday(birthDate, thisYear - year) ? 1 : 0);
  return age < 0 ? undefined : age;
}

/**
 * When somebody turns this many years, by the same rule: the instant at which that day begins in Oslo, epoch milliseconds.
 * @param birthDate a FHIR date with a day
 */
export function birthday(birthDate: string, age: number): number {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const isMissing = month === 2 && day === 29 && !isLeapYear(year + age);
  return osloMidnight(year + age, month, isMissing ? 28 : day);
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
