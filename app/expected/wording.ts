import type { Language } from '../language/language.svelte.ts';
import type { CalendarWeek } from './calendar.ts';
import type { DayState, ExpectedDay } from './expected.ts';
import type { ExpectedWords } from './language/nb.ts';

/** Drawn beside words or numbers, never alone. */
export const symbols: Readonly<Record<DayState, string>> = {
  complete: '●',
  partial: '◐',
  missing: '○',
  'not-yet': '…',
  'in-span': '·',
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
    ...(day.expected !== undefined || day.received > 0 ? [counts] : []),
    ...(day.unusable > 0 ? [words.unusable(format.number(day.unusable))] : []),
  ];
  return words.cell(format.calendarDate(day.date), told.join(', '));
}

/** The number in a day's cell: both, or what was received where two do not fit or nothing was expected. */
export function cellCount({ received, expected }: ExpectedDay): string {
  if (expected === undefined) return received > 0 ? String(received) : '';
  return expected < 10 && received < 10 ? `${received}/${expected}` : String(received);
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
