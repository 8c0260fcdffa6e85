import { contextWords } from './moment-words.ts';
import type { Language } from '../language/language.svelte.ts';
import type { SignTrend } from './sign-trend.ts';

export type Column = 'time' | 'value' | 'flag' | 'by';

export interface Order {
  column: Column;
  descending: boolean;
}

/** Every moment of the trend, once, in the order asked for; equal ones newest first. Missing values come last. */
export function orderMoments(language: Pick<Language, 'words'>, trend: SignTrend, order: Order): Int32Array {
  const { count, ranks } = trend.moments;
  const moments = Int32Array.from({ length: count }, (_, index) => index);
  const sign = order.descending ? -1 : 1;
  if (order.column === 'time') return order.descending ? moments.reverse() : moments;
  if (order.column === 'by') {
    const names = trend.contexts.map((context) => contextWords(language, context));
    const collator = new Intl.Collator(language.words.locale);
    const nameOf = (moment: number) => names[contextAt(trend, moment)] ?? '';
    return moments.sort((a, b) => sign * collator.compare(nameOf(a), nameOf(b)) || b - a);
  }
  if (order.column === 'flag') {
    return moments.sort((a, b) => sign * ((ranks[a] ?? 0) - (ranks[b] ?? 0)) || b - a);
  }
  return moments.sort((a, b) => {
    const [first, second] = [valueAt(trend, a), valueAt(trend, b)];
    if (Number.isNaN(first) || Number.isNaN(second))
      return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return sign * (first - second) || b - a;
  });
}

/** Sorted by the first part: systolic. */
function valueAt({ parts, moments }: SignTrend, moment: number): number {
  return parts[0]?.series.values[moments.rows[0]?.[moment] ?? -1] ?? NaN;
}

function contextAt({ parts, moments }: SignTrend, moment: number): number {
  for (const [part, { series }] of parts.entries()) {
    const row = moments.rows[part]?.[moment] ?? -1;
    if (row >= 0) return series.contexts[row] ?? -1;
  }
  return -1;
}
