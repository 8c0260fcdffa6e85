import type { LanguageTag } from '../../language/nb.ts';
import { en } from './en.ts';
import { nb, type ExpectedWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of what was expected, for `Language.pick`. */
export const expectedWords: Readonly<Record<LanguageTag, ExpectedWords>> = { nb, nn, en };
