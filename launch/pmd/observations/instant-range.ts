/** A stretch of time in epoch ms, half open. A text that is precise to the day is a stretch of a day. */
export interface InstantRange {
  from: number;
  to: number;
}

const pattern =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** Reads a FHIR date, dateTime or instant; without an offset it is taken to be UTC. Undefined for anything else. */
export function instantRange(text: string): InstantRange | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = pattern.exec(text) ?? [];
  if (year === undefined) return undefined;
  const y = Number(year);
  const m = Number(month ?? 1) - 1;
  const d = Number(day ?? 1);
  const date = new Date(Date.UTC(y, m, d, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)));
  if (date.getUTCMonth() !== m || date.getUTCDate() !== d) return undefined;
  if (month === undefined) return { from: date.getTime(), to: Date.UTC(y + 1) };
  if (day === undefined) return { from: date.getTime(), to: Date.UTC(y, m + 1) };
  const from = date.getTime() + Math.trunc(Number(`0.${fraction ?? 0}`) * 1000) - offsetOf(zone);
  return { from, to: from + precision(hour, second, fraction) };
}

function precision(hour?: string, second?: string, fraction?: string): number {
  if (hour === undefined) return 86_400_000;
  if (second === undefined) return 60_000;
  return Math.max(1, 1000 / 10 ** (fraction?.length ?? 0));
}

function offsetOf(zone = 'Z'): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
