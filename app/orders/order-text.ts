import { limitNames, type OrderVersion, type PartRule } from '#clinical/orders/order.ts';
import type { Part, VitalSign } from '#clinical/types.ts';
import type { Language } from '../language/language.svelte.ts';
import type { OrderWords } from './language/nb.ts';

export interface Line {
  label: string;
  text: string;
}

/** What an order says, line by line, as it was set. */
export function orderLines(
  language: Language,
  words: OrderWords,
  vitalSign: VitalSign,
  order: OrderVersion,
): Line[] {
  return [
    ...vitalSign.parts.flatMap((part) =>
      partLines(
        language,
        words,
        part,
        vitalSign.parts.length > 1 ? partName(language, part) : undefined,
        order.rules.find((rule) => rule.part === part.key),
      ),
    ),
    ...(order.news2Scale === undefined
      ? []
      : [{ label: words.details.news2Scale, text: words.form.news2Scales[order.news2Scale] }]),
    { label: words.details.howOften, text: scheduleText(words, order) },
    { label: words.details.valid, text: periodText(language, words, order) },
    { label: words.details.reason, text: order.reason },
    { label: words.details.setBy, text: setByText(language, words, order) },
  ];
}

export function partName({ words }: Language, { key }: Part): string {
  return key === 'systolic' || key === 'diastolic' ? words.parts[key] : words.signs[key];
}

export function setByText(
  { format }: Language,
  words: OrderWords,
  { setBy, lastUpdated }: OrderVersion,
): string {
  return words.setByText(
    setBy.name,
    setBy.organization.name,
    format.when({ instant: lastUpdated, dateOnly: false }),
  );
}

export function periodText({ format }: Language, words: OrderWords, { from, to }: OrderVersion): string {
  const when = (instant: number) => format.when({ instant, dateOnly: false });
  return to === undefined ? words.from(when(from)) : words.fromTo(when(from), when(to));
}

function partLines(
  { format }: Language,
  words: OrderWords,
  part: Part,
  name: string | undefined,
  rule: PartRule | undefined,
): Line[] {
  const { limits = {}, target, changes = [], persistence } = rule ?? {};
  const number = (value: number) => format.number(value, part.decimals);
  const unit = (value: number) => `${number(value)} ${part.unitDisplay}`.trim();
  const label = (of: string) => (name ? `${name}: ${of.toLowerCase()}` : of);
  const set = limitNames.flatMap((limit) => {
    const value = limits[limit];
    return value === undefined ? [] : [words.limitText[limit](unit(value))];
  });
  return [
    { label: label(words.details.limits), text: set.length > 0 ? set.join(', ') : words.silent },
    ...(target ? [{ label: label(words.details.target), text: targetText(words, target, number) }] : []),
    ...changes.map(({ level, direction, by, days }) => ({
      label: label(words.details.changes),
      text: words.changeText[direction](words.levels[level], unit(by), format.number(days)),
    })),
    ...(persistence
      ? [
          {
            label: label(words.details.persistence),
            text: words.persistenceText(format.number(persistence.needed), format.number(persistence.of)),
          },
        ]
      : []),
  ];
}

function targetText(
  words: OrderWords,
  { low, high }: NonNullable<PartRule['target']>,
  number: (value: number) => string,
): string {
  if (low === undefined) return words.targetTo(number(high ?? NaN));
  return high === undefined ? words.targetFrom(number(low)) : words.targetText(number(low), number(high));
}

function scheduleText(words: OrderWords, { schedule }: OrderVersion): string {
  if (!schedule) return words.noSchedule;
  const { frequency, period, unit, weekdays = [], timesOfDay = [] } = schedule;
  return [
    words.often(String(frequency), String(period), words.units[unit]),
    ...(weekdays.length > 0 ? [weekdays.map((day) => words.weekdays[day]).join(', ')] : []),
    ...(timesOfDay.length > 0 ? [timesOfDay.map((time) => time.replace(/:00$/, '')).join(', ')] : []),
  ].join('; ');
}
