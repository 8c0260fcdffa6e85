import type { LanguageTag } from '../../language/nb.ts';
import { en } from './en.ts';
import { nb, type SummaryWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of the summaries, for `Language.pick`. */
export const summaryWords: Readonly<Record<LanguageTag, SummaryWords>> = { nb, nn, en };
