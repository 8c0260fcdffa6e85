import type { LanguageTag } from '../../../language/nb.ts';
import { en } from './en.ts';
import { nb, type ComparisonWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of the comparison with the period before, for `Language.pick`. */
export const comparisonWords: Readonly<Record<LanguageTag, ComparisonWords>> = { nb, nn, en };
