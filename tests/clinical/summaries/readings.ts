import type { PressureReading } from '../../../server/clinical/summaries/home-pressure.ts';
import type { Exact, ReadValue, Reading, Unread } from '../../../server/clinical/summaries/reading.ts';

export const at = (time: string) => Date.parse(time);
const exactly = (value: number): ReadValue => ({ value, improbable: false });
const read = (value: number | ReadValue | Unread) => (typeof value === 'number' ? exactly(value) : value);

/** A reading whose reference is its time. */
export function reading(
  time: string,
  value: number | ReadValue | Unread,
  more: Partial<Reading> = {},
): Reading {
  return { reference: time, effective: at(time), dateOnly: false, values: { value: read(value) }, ...more };
}

export function pressure(
  time: string,
  systolic: number | ReadValue | Unread,
  diastolic: number | ReadValue | Unread,
  more: Partial<PressureReading> = {},
): PressureReading {
  return {
    reference: time,
    effective: at(time),
    dateOnly: false,
    values: { systolic: read(systolic), diastolic: read(diastolic) },
    ...more,
  };
}

export function weighing(time: string, value: number, device?: string): Exact<'value'> {
  return {
    reference: time,
    effective: at(time),
    dateOnly: false,
    ...(device && { device }),
    values: { value },
  };
}
