import { en } from '../../language/citizen/log-en.ts';
import { nb } from '../../language/citizen/log-nb.ts';
import { nn } from '../../language/citizen/log-nn.ts';
import { useLanguage } from '../../language/language.svelte.ts';
import type { LogLanguage } from './log-words.ts';

/** What the log is told with, in the chosen language; to be called while a component is made. */
export function useLogLanguage(readerIsPatient: () => boolean): { readonly current: LogLanguage } {
  const language = useLanguage();
  const current = $derived<LogLanguage>({
    log: language.pick({ nb, nn, en }),
    words: language.words,
    format: language.format,
    readerIsPatient: readerIsPatient(),
  });
  return {
    get current() {
      return current;
    },
  };
}
