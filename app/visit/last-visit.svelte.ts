import type { Trend } from '../fhir/trend.ts';

/** What the facade told about the clinician's own last visit: `none` when there was none before this one. */
export type ToldVisit = { start: number; end: number } | 'none';

/**
 * When this clinician last looked at this patient, asked once a session: what was new when the app was opened stays so
 * until it is closed. The facade says what is new; nothing is worked out here.
 */
export class LastVisit {
  #told: ToldVisit | undefined = $state.raw();
  #since: number | undefined;

  /** Undefined: not asked yet. */
  get told(): ToldVisit | undefined {
    return this.#told;
  }

  /** What the next question asks to be marked: received since then, epoch milliseconds; undefined: nothing can be new. */
  get asked(): 'last-visit' | number | undefined {
    return this.#told === undefined ? 'last-visit' : this.#since;
  }

  take({ lastVisit, receivedSince }: Pick<Trend, 'lastVisit' | 'receivedSince'>): void {
    if (this.#told !== undefined) return;
    this.#told = lastVisit ?? 'none';
    this.#since = receivedSince;
  }
}
