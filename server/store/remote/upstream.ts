import type { Grant, PersonIdentifier } from '../../access/grant.ts';
import type { FhirError } from '../../errors.ts';
import type { Deliverable } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';

/**
 * Takes one Observation of an answer: parsed, and its text as it came. Throws to refuse the whole answer.
 * @param isCompact whether it is known that the text has no white space between its parts
 */
export type TakeObservation = (observation: unknown, text: string, isCompact?: boolean) => void;

export interface AskUpstream {
  signal?: AbortSignal;
  /** Epoch milliseconds. What was measured before need not be handed over, and may be. */
  since?: number;
}

/**
 * A national store elsewhere, as far as any of them can be relied on: it hands over what it has of one person, and takes
 * measurements. Order, pages, counts, `$lastn` and `$trend` are the facade's to supply.
 */
export interface Upstream {
  /**
   * Everything it has of the person (or has since), withdrawn measurements too, in any order. Resolves when the answer was whole; fails
   * with a FhirError (failures.ts, or 403) otherwise, and then nothing of what was taken may be used.
   * @param begin called at the start of each attempt: what is gathered belongs to that attempt, and the last one counts
   */
  observations(
    reader: Grant,
    person: PersonIdentifier,
    begin: () => TakeObservation,
    ask?: AskUpstream,
  ): Promise<void>;
  /** Per measurement, in their order: whether it was taken. Only what is answered taken is on the other side's disk. */
  deliver(
    source: DeliveringSource,
    measurements: readonly Deliverable[],
  ): Promise<('created' | 'unchanged' | 'changed' | FhirError)[]>;
  /** Fails when the store does not answer. */
  health(signal: AbortSignal): Promise<void>;
  /**
   * Makes ready to be asked as this reader about this reader's patient, and tells what keeps answers to this reader apart
   * from all others; undefined: nothing of them may be kept. Comes before anything kept is handed out.
   * @throws {FhirError} 403 when the reader has no login that the store takes
   */
  openSession(reader: Grant): Promise<string | undefined>;
}
