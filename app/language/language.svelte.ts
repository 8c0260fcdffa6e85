import { getContext, setContext } from 'svelte';
import { en } from './en.ts';
import { Format } from './format.ts';
import type { Dictionary, FailureText, LanguageTag, Words } from './nb.ts';
import { nb } from './nb.ts';
import { nn } from './nn.ts';
import type { FailureKind } from '../smart/failure.ts';

export const languages = [nb, nn, en] as const satisfies readonly Dictionary[];

const KEY = 'hjemmekurve.language';
const context = Symbol('language');

/** The language of one page. The choice is remembered where the browser allows it; without one it is bokmål. */
export class Language {
  readonly #dictionaries: readonly [Words, ...Words[]];
  #words: Words = $state.raw(nb);
  #format: Format = $derived(new Format(this.#words));

  /** @param dictionaries of whoever reads the page; the first is what it opens in */
  constructor(dictionaries: readonly [Words, ...Words[]] = languages) {
    const remembered = remember();
    this.#dictionaries = dictionaries;
    this.#words = dictionaries.find(({ tag }) => tag === remembered) ?? dictionaries[0];
    document.documentElement.lang = this.#words.tag;
  }

  get words(): Words {
    return this.#words;
  }

  get format(): Format {
    return this.#format;
  }

  /** What a stop says; one that this page's users cannot meet is something unexpected. */
  failure(kind: FailureKind): FailureText {
    return this.#words.failures[kind] ?? this.#words.failures.unexpected;
  }

  /** The words of one part of the app that has a dictionary of its own, in the chosen language. */
  pick<Words>(dictionaries: Readonly<Record<LanguageTag, Words>>): Words {
    return dictionaries[this.#words.tag];
  }

  choose(tag: string): void {
    const chosen = this.#dictionaries.find((language) => language.tag === tag);
    if (!chosen) return;
    this.#words = chosen;
    document.documentElement.lang = chosen.tag;
    try {
      localStorage.setItem(KEY, chosen.tag);
    } catch {
      // Refused storage costs the memory of the choice, nothing else.
    }
  }
}

function remember(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function provideLanguage(language: Language): Language {
  return setContext(context, language);
}

export function useLanguage(): Language {
  return getContext<Language>(context);
}
