import type { LanguageTag } from '../../language/nb.ts';
import { en } from './en.ts';
import { nb, type VisitWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of what is new since the last visit, for `Language.pick`. */
export const visitWords: Readonly<Record<LanguageTag, VisitWords>> = { nb, nn, en };
