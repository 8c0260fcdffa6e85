import { randomUUID } from 'node:crypto';
import type { DateFilter } from '../search/date-filter.ts';
import { variant } from './template.ts';
import type { Template } from './template.ts';

/** A year of a glucose sensor that measures every five minutes. */
export const hugeCount = 105_000;
const year = 365 * 24 * 60 * 60 * 1000;

const idPlace = '{id}';
const timePlace = '{time}';

/** So many Observations like the template, evenly spread over the period searched in, or over the last year. */
export function* hugeAnswer(
  template: Template,
  dates: readonly DateFilter[],
  now: number,
): Generator<string> {
  const {
    effectiveDateTime: _d,
    effectivePeriod: _p,
    effectiveInstant: _i,
    effectiveTiming: _t,
    ...timeless
  } = template;
  const text = variant(timeless, { id: idPlace, effectiveDateTime: timePlace });
  const { from, to } = period(dates, now);
  for (let i = 0; i < hugeCount; i++) {
    const time = new Date(from + ((i + 0.5) * (to - from)) / hugeCount).toISOString();
    yield text.replace(idPlace, randomUUID()).replace(timePlace, time);
  }
}

function period(dates: readonly DateFilter[], now: number): { from: number; to: number } {
  const ends = dates.filter(({ prefix }) => /^(lt|le|eq)$/.test(prefix)).map(({ asked }) => asked.to);
  const to = Math.min(now, ...ends);
  const starts = dates.filter(({ prefix }) => /^(gt|ge|eq)$/.test(prefix)).map(({ asked }) => asked.from);
  return { from: starts.length > 0 ? Math.max(...starts) : to - year, to };
}
