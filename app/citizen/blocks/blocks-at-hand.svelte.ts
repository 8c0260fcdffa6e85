import { isAbort } from '../../fhir/fhir-error.ts';
import { toTrouble, type Trouble } from '../trouble.ts';
import type { Block } from './block.ts';
import type { Draft } from './block-draft.ts';
import type { Consents } from './consents.ts';

/** How a change went. `unsure`: no answer came, so it is not known whether it was made. */
export type Changed = { kind: 'done' } | { kind: 'failed'; trouble: Trouble; unsure: boolean };

/** A patient's blocks as they were last read. After each change they are read again, whatever became of it. */
export class BlocksAtHand {
  readonly #consents: Consents;
  readonly #closing = new AbortController();
  /** Newest first; undefined until they have been read. */
  blocks: readonly Block[] | undefined = $state.raw();
  trouble: Trouble | undefined = $state.raw();
  /** A change is under way. */
  busy = $state(false);

  constructor(consents: Consents) {
    this.#consents = consents;
  }

  async read(): Promise<void> {
    this.trouble = undefined;
    try {
      this.blocks = await this.#consents.all(this.#closing.signal);
    } catch (error) {
      if (isAbort(error)) return;
      this.trouble = toTrouble(error);
      // What may have changed is not shown as if it still held.
      this.blocks = undefined;
    }
  }

  history(id: string): Promise<Block[]> {
    return this.#consents.history(id, this.#closing.signal);
  }

  make(draft: Draft): Promise<Changed> {
    return this.#change(() => this.#consents.make(draft, this.#closing.signal));
  }

  withdraw(block: Block): Promise<Changed> {
    return this.#change(() => this.#consents.withdraw(block, this.#closing.signal));
  }

  stop(): void {
    this.#closing.abort();
  }

  async #change(change: () => Promise<void>): Promise<Changed> {
    this.busy = true;
    try {
      await change();
      await this.read();
      return { kind: 'done' };
    } catch (error) {
      const trouble = toTrouble(error);
      await this.read();
      return { kind: 'failed', trouble, unsure: trouble.kind === 'unreachable' };
    } finally {
      this.busy = false;
    }
  }
}
