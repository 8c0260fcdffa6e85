import { isAbort } from './fhir/fhir-error.ts';
import { toFailure, type Failure } from './smart/failure.ts';

export type LoadState<T> =
  { kind: 'loading' } | { kind: 'ready'; data: T } | { kind: 'failed'; failure: Failure };

/** One thing being fetched: exactly one of loading, ready, failed. A new run aborts the one before. */
export class Load<T> {
  #state: LoadState<T> = $state.raw({ kind: 'loading' });
  #abort: AbortController | undefined;

  get state(): LoadState<T> {
    return this.#state;
  }

  /** @param fetch may show what it has before it has all: it is ready then, and once more at the end */
  async run(fetch: (signal: AbortSignal, show: (data: T) => void) => Promise<T>): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#state = { kind: 'loading' };
    try {
      const show = (data: T) => {
        if (!abort.signal.aborted) this.#state = { kind: 'ready', data };
      };
      show(await fetch(abort.signal, show));
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      this.#state = { kind: 'failed', failure: toFailure(error) };
    }
  }

  stop(): void {
    this.#abort?.abort();
  }
}
