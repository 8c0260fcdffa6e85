import { dateOf } from './oslo.ts';

/** Whole years on the Oslo day of an instant; undefined when the birth date is not a full date. */
export function ageOn(birthDate: string, instant: number): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return undefined;
  const today = dateOf(instant);
  const hadBirthday = today.slice(5) >= birthDate.slice(5);
  return Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (hadBirthday ? 0 : 1);
}
