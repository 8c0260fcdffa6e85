import type { LanguageTag } from '../../../language/nb.ts';
import { en } from './en.ts';
import { nb, type MultiplesWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of all curves together, for `Language.pick`. */
export const multiplesWords: Readonly<Record<LanguageTag, MultiplesWords>> = { nb, nn, en };
