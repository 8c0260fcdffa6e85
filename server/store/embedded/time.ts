const minute = 60_000;
const most = 2 ** 31 - 1;

/** The minute that an instant lies in, as `effective_minute` counts them; the nearest there is when it is beyond them all. */
export function minuteOf(instant: number): number {
  return Math.min(most, Math.max(-most, Math.floor(instant / minute)));
}

export function startOf(minutes: number): number {
  return minutes * minute;
}

/** Arrivals are counted from the year 2000: seconds in four bytes reach to 2068. */
export const receivedEpoch = Date.UTC(2000, 0, 1);

/** SQL of when a row was received, in milliseconds since {@link receivedEpoch}. */
export const receivedMs = '(received_s * 1000::bigint + received_milli)';
