import type { Language } from '../language/language.svelte.ts';
import type { SummaryWords } from './language/nb.ts';
import type { News2Step } from './news2.ts';

/** Where a total comes from; of a received one, whether its own sub-scores can give it. */
export function originWords(
  { format }: Pick<Language, 'format'>,
  words: SummaryWords['news2'],
  { origin, used }: Pick<News2Step, 'origin' | 'used'>,
): string {
  if (origin.kind === 'computed') {
    return words.computed(words.bands[origin.band], format.number(used.length));
  }
  if (origin.agreement === 'agrees') return words.received;
  if (origin.agreement === 'not-checked') return `${words.received}. ${words.notChecked}`;
  const told = origin.sum === undefined ? words.disagrees : words.disagreesWithSum(format.number(origin.sum));
  return `${words.received}. ${told}`;
}
