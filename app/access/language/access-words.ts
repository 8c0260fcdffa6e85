import type { LanguageTag } from '../../language/nb.ts';
import { en } from './en.ts';
import { nb, type AccessWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of a restriction that is opened, for `Language.pick`. */
export const accessWords: Readonly<Record<LanguageTag, AccessWords>> = { nb, nn, en };
