import { flushSync } from 'svelte';

/**
 * Whether the page is being printed. What is only for paper is put in place, and the colours are those of the light
 * scheme, before the browser lays it out.
 */
export class Printing {
  #on = $state(false);
  #since = $state(0);

  get on(): boolean {
    return this.#on;
  }

  /** Epoch milliseconds at which it was last begun. */
  get since(): number {
    return this.#since;
  }

  /** Listens until the answer is called. */
  follow(): () => void {
    const { body } = document;
    const scheme = body.dataset['colorScheme'];
    const begin = () => {
      body.dataset['colorScheme'] = 'light';
      flushSync(() => {
        this.#since = Date.now();
        this.#on = true;
      });
    };
    const end = () => {
      if (scheme === undefined) delete body.dataset['colorScheme'];
      else body.dataset['colorScheme'] = scheme;
      this.#on = false;
    };
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }
}
