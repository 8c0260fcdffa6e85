import { roundTo } from '#clinical/units.ts';
import type { When } from '../fhir/date-time.ts';
import type { CalendarDate } from '../time/oslo.ts';
import { dateOf, daysBetween, OSLO, repeatedHour } from '../time/oslo.ts';
import type { Tick } from '../time/ticks.ts';
import type { Words } from './nb.ts';

/** Numbers and times as one language writes them, always in Europe/Oslo. */
export class Format {
  readonly #words: Words;
  readonly #numbers = new Map<number, Intl.NumberFormat>();
  readonly #date: Intl.DateTimeFormat;
  readonly #shortDate: Intl.DateTimeFormat;
  readonly #month: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #list: Intl.ListFormat;

  constructor(words: Words) {
    const { locale } = words;
    const zone = { timeZone: OSLO } as const;
    this.#words = words;
    this.#date = new Intl.DateTimeFormat(locale, {
      ...zone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });
    this.#shortDate = new Intl.DateTimeFormat(locale, { ...zone, day: 'numeric', month: 'short' });
    this.#month = new Intl.DateTimeFormat(locale, { ...zone, month: 'short' });
    this.#time = new Intl.DateTimeFormat('nb-NO', {
      ...zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    this.#list = new Intl.ListFormat(locale);
  }

  number(value: number, decimals = 0): string {
    let format = this.#numbers.get(decimals);
    if (!format) {
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      format = new Intl.NumberFormat(this.#words.locale, digits);
      this.#numbers.set(decimals, format);
    }
    const rounded = roundTo(value, decimals);
    return format.format(Object.is(rounded, -0) ? 0 : rounded);
  }

  /** A difference with its sign: `+3,0`, `−2`, `±0`. */
  difference(value: number, decimals: number): string {
    const rounded = roundTo(value, decimals);
    if (rounded === 0) return `±${this.number(0, decimals)}`;
    return `${rounded > 0 ? '+' : '−'}${this.number(Math.abs(rounded), decimals)}`;
  }

  list(items: readonly string[]): string {
    return this.#list.format(items);
  }

  date(instant: number): string {
    return this.#date.format(instant);
  }

  calendarDate(date: CalendarDate): string {
    return this.#date.format(Date.parse(`${date}T12:00:00Z`));
  }

  /** The Oslo day of an instant, for `datetime` attributes. */
  isoDate(instant: number): string {
    return dateOf(instant);
  }

  /** A FHIR birth date, which may be a year or a month only. */
  birthDate(text: string): string {
    if (/^\d{4}$/.test(text)) return text;
    const [year = '', month = '', day = ''] = text.split('-');
    return [day, month, year].filter(Boolean).join('.');
  }

  /** Time of day; in the hour that occurs twice in autumn it says which one. */
  time(instant: number): string {
    const repeated = repeatedHour(instant);
    const { at, summer, winter } = this.#words.time;
    const clock = `${at} ${this.#time.format(instant).replace('.', ':')}`.trim();
    return repeated ? `${clock} (${repeated === 'summer' ? summer : winter})` : clock;
  }

  /** Date and time; a calendar day never gets a time of day. */
  when({ instant, dateOnly }: When): string {
    return dateOnly ? this.date(instant) : `${this.date(instant)} ${this.time(instant)}`;
  }

  /** The same, without the year when it is this year's. */
  recently({ instant, dateOnly }: When, now: number): string {
    if (dateOf(instant).slice(0, 4) !== dateOf(now).slice(0, 4)) return this.when({ instant, dateOnly });
    const day = this.#shortDate.format(instant);
    return dateOnly ? day : `${day} ${this.time(instant)}`;
  }

  /** How long ago, in the largest fitting unit: by the clock within a day, else by calendar days in Oslo. */
  ago({ instant, dateOnly }: When, now: number): string {
    const minutes = Math.round((instant - now) / 60_000);
    const days = daysBetween(dateOf(now), dateOf(instant));
    if (!dateOnly && Math.abs(minutes) < 60) return this.#relative.format(minutes, 'minute');
    if (!dateOnly && days === 0) return this.#relative.format(Math.round(minutes / 60), 'hour');
    if (Math.abs(days) < 14) return this.#relative.format(days, 'day');
    if (Math.abs(days) < 60) return this.#relative.format(Math.round(days / 7), 'week');
    if (Math.abs(days) < 730) return this.#relative.format(Math.round(days / 30.44), 'month');
    return this.#relative.format(Math.round(days / 365.25), 'year');
  }

  /** What stands under a tick of the time axis; years stand with January. */
  tick({ instant, unit }: Tick): string {
    if (unit === 'minute') return this.#time.format(instant).replace('.', ':');
    if (unit === 'day') return this.#shortDate.format(instant);
    const year = dateOf(instant).slice(0, 4);
    if (unit === 'year') return year;
    return dateOf(instant).slice(5, 7) === '01'
      ? `${this.#month.format(instant)} ${year}`
      : this.#month.format(instant);
  }
}
