import type { Clock } from '../../../../server/store/remote/resilience/clock.ts';

/** A clock that goes only when it is told to. */
export class HandClock implements Clock {
  #now: number;
  #timers = new Map<number, { at: number; run: () => void }>();
  #last = 0;

  constructor(now = Date.UTC(2026, 10, 27, 8)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const id = ++this.#last;
    this.#timers.set(id, { at: this.#now + Math.max(milliseconds, 0), run });
    return () => this.#timers.delete(id);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Everything due until then happens in its order, with what it brings about. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settled();
    for (let next = this.#due(until); next !== undefined; next = this.#due(until)) {
      const timer = this.#timers.get(next);
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, timer?.at ?? 0);
      timer?.run();
      await settled();
    }
    this.#now = until;
  }

  #due(until: number): number | undefined {
    let first: [id: number, at: number] | undefined;
    for (const [id, { at }] of this.#timers) if (at <= until && (!first || at < first[1])) first = [id, at];
    return first?.[0];
  }
}

/** All promises that can go on have gone on. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
