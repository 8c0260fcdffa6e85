import { wallTime } from './oslo.ts';

/** Oslo's calendar and clock at an instant as a spreadsheet reads them, and how far Oslo then is from UTC. */
export interface OsloStamp {
  /** `2026-10-25` */
  date: string;
  /** `02:30:00` */
  time: string;
  /** `UTC+02:00`: which of the two it was in the hour that occurs twice. */
  offset: string;
}

export function osloStamp(instant: number): OsloStamp {
  const { year, month, day, hour, minute, second } = wallTime(instant);
  const ahead = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  const minutes = Math.round(ahead / 60_000);
  return {
    date: `${year}-${two(month)}-${two(day)}`,
    time: `${two(hour)}:${two(minute)}:${two(second)}`,
    offset: `UTC+${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
  };
}

const two = (number: number) => String(number).padStart(2, '0');
