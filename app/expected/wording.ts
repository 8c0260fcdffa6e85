import type { Language } from '../language/language.svelte.ts';
import type { CalendarWeek } from './calendar.ts';
import type { DayState, ExpectedDay, SensorActivity } from './expected.ts';
import type { ExpectedWords } from './language/nb.ts';

/** Drawn beside words or numbers, never alone. */
export const symbols: Readonly<Record<DayState, string>> = {
  complete: '●',
  partial: '◐',
  missing: '○',
  'not-yet': '…',
  'in-span': '·',
  sensor: '~',
  'not-expected': '–',
  'cut-short': '–',
  'before-order': '',
  'after-order': '',
  'no-schedule': '',
};

/** A day as it is heard: `3. nov. 2026: mangler, 0 av 2 mottatt`. */
export function dayWords(
  { format }: Pick<Language, 'format'>,
  words: ExpectedWords,
  day: ExpectedDay,
): string {
  const received = format.number(day.received);
  const counts =
    day.expected === undefined ? words.count(received) : words.countOf(received, format.number(day.expected));
  const told = [
    words.states[day.state],
    ...(day.expected !== undefined || (day.received > 0 && day.activePercent === undefined) ? [counts] : []),
    ...(day.activePercent === undefined ? [] : [words.active(format.number(day.activePercent, 1))]),
    ...(day.unusable > 0 ? [words.unusable(format.number(day.unusable))] : []),
  ];
  return words.cell(format.calendarDate(day.date), told.join(', '));
}

/** The number in a day's cell: of a sensor its share; both, or what was received where two do not fit or nothing was expected. */
export function cellCount({ received, expected, activePercent }: ExpectedDay): string {
  if (activePercent !== undefined) return `${Math.round(activePercent)}%`;
  if (expected === undefined) return received > 0 ? String(received) : '';
  return expected < 10 && received < 10 ? `${received}/${expected}` : String(received);
}

/** How much of the time the sensor was active in which days, and what time in ranges lacks. */
export function sensorWords(
  { format }: Pick<Language, 'format'>,
  words: ExpectedWords,
  { first, last, days, activePercent, lacking }: SensorActivity,
): string {
  const total = words.sensorTotal(
    format.number(activePercent, 1),
    format.number(days),
    format.calendarDate(first),
    format.calendarDate(last),
  );
  const told = lacking.map(({ need, least }) =>
    need === 'days' ? words.sensorDays(format.number(least)) : words.sensorShare(format.number(least)),
  );
  return [total, ...told].join(' ');
}

/** A week in words: `5 av 7 dager`, `2 av 3 målinger`; empty when nothing is due in it. */
export function weekWords(
  { format }: Pick<Language, 'format'>,
  words: ExpectedWords,
  { due, complete, spans }: Pick<CalendarWeek, 'due' | 'complete' | 'spans'>,
): string {
  const [span, ...more] = spans;
  const number = (value: number) => format.number(value);
  const told = due > 0 ? [words.daysOf(number(complete), number(due))] : [];
  if (span && more.length > 0) {
    const all = spans.filter(({ state }) => state === 'complete').length;
    told.push(words.spansOf(number(all), number(spans.length)));
  } else if (span) {
    const counts = [number(span.received), number(span.expected)] as const;
    told.push(span.state === 'not-yet' ? words.spanNotYet(...counts) : words.spanOf(...counts));
  }
  return told.join(', ');
}
