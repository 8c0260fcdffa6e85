import { en } from '../../language/citizen/blocks-en.ts';
import { nb } from '../../language/citizen/blocks-nb.ts';
import { nn } from '../../language/citizen/blocks-nn.ts';
import { useLanguage } from '../../language/language.svelte.ts';
import type { BlocksLanguage } from './block-words.ts';

/** What blocks are told with, in the chosen language; to be called while a component is made. */
export function useBlocksLanguage(): { readonly current: BlocksLanguage } {
  const language = useLanguage();
  const current = $derived<BlocksLanguage>({
    blocks: language.pick({ nb, nn, en }),
    format: language.format,
  });
  return {
    get current() {
      return current;
    },
  };
}
