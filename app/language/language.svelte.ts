import { getContext, setContext } from 'svelte';
import { en } from './en.ts';
import { Format } from './format.ts';
import type { Dictionary } from './nb.ts';
import { nb } from './nb.ts';
import { nn } from './nn.ts';

export const languages = [nb, nn, en] as const satisfies readonly Dictionary[];

const KEY = 'hjemmekurve.language';
const context = Symbol('language');

/** The language of one page. The choice is remembered where the browser allows it; without one it is bokmål. */
export class Language {
  #words: Dictionary = $state.raw(nb);
  #format: Format = $derived(new Format(this.#words));

  constructor(remembered: string | null = remember()) {
    this.#words = languages.find(({ tag }) => tag === remembered) ?? nb;
    document.documentElement.lang = this.#words.tag;
  }

  get words(): Dictionary {
    return this.#words;
  }

  get format(): Format {
    return this.#format;
  }

  choose(tag: string): void {
    const chosen = languages.find((language) => language.tag === tag);
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
