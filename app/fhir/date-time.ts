import { startOfDate } from '../time/oslo.ts';

/** A moment as FHIR gives it: an instant, or a calendar day in Oslo without a time of day. */
export interface When {
  instant: number;
  dateOnly: boolean;
}

/**
 * FHIR dateTime or instant → When. A date is the start of that day in Oslo; a month or a year is its first day.
 * Undefined when it cannot be read.
 */
export function parseWhen(text: string | undefined): When | undefined {
  if (!text) return undefined;
  const date = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  const instant = date ? startOfDate(`${date[1]}-${date[2] ?? '01'}-${date[3] ?? '01'}`) : Date.parse(text);
  return Number.isNaN(instant) ? undefined : { instant, dateOnly: date !== null };
}
