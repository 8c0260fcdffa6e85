import { en as english } from '../en.ts';
import { nb as bokmal, type Dictionary, type Words } from '../nb.ts';
import { nn as nynorsk } from '../nn.ts';
import { en } from './en.ts';
import { nb, type CitizenWords } from './nb.ts';
import { nn } from './nn.ts';

/** The words of the citizens' page itself, for `Language.pick`. */
export const citizenWords = { nb, nn, en };

/** For `Language`: the words of what clinicians and citizens both see, as a citizen reads them. */
export const citizenDictionaries = [
  asCitizen(bokmal, nb),
  asCitizen(nynorsk, nn),
  asCitizen(english, en),
] as const;

function asCitizen(words: Dictionary, { instead }: CitizenWords): Words {
  return {
    ...words,
    failures: instead.failures,
    app: { ...words.app, ...instead.app },
    limits: { ...words.limits, origin: { ...words.limits.origin, ...instead.limits } },
    overview: { ...words.overview, ...instead.overview },
    trend: { ...words.trend, ...instead.trend },
  };
}
