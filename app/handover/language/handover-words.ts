import type { LanguageTag } from '../../language/nb.ts';
import { en } from './en.ts';
import { nb, type HandoverWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of what leaves the app, for `Language.pick`. */
export const handoverWords: Readonly<Record<LanguageTag, HandoverWords>> = { nb, nn, en };
