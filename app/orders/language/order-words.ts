import type { LanguageTag } from '../../language/nb.ts';
import { en } from './en.ts';
import { nb, type OrderWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of monitoring orders, for `Language.pick`. */
export const orderWords: Readonly<Record<LanguageTag, OrderWords>> = { nb, nn, en };
