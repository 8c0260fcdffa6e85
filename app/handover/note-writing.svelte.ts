import type { EhrRecord } from '../fhir/ehr-record.ts';
import { FhirError } from '../fhir/fhir-error.ts';

/**
 * What became of a note. `unknown`: no answer came, or one that does not say, so that it may have been written or not;
 * `unchecked`: as before, and the search for it failed; `absent`: the search did not find it.
 */
export type NoteState =
  | { kind: 'idle' | 'writing' | 'checking' | 'unknown' | 'unchecked' | 'absent' }
  | { kind: 'written'; at: number }
  | { kind: 'refused'; why: 'expired' | 'forbidden' | 'other-patient' }
  | { kind: 'refused'; why: 'rejected'; detail: string };

/** Long enough for a slow EHR; then it is not known what became of the note. */
const TIMEOUT = 30_000;

/** One note on its way to the record: one request at a time, and none after it is written. */
export class NoteWriting {
  readonly sign: string;
  readonly document: fhir4.DocumentReference;
  readonly #record: EhrRecord;
  readonly #clock: () => number;
  #state: NoteState = $state.raw({ kind: 'idle' });

  constructor(
    record: EhrRecord,
    sign: string,
    document: fhir4.DocumentReference,
    clock: () => number = Date.now,
  ) {
    this.#record = record;
    this.sign = sign;
    this.document = document;
    this.#clock = clock;
  }

  get state(): NoteState {
    return this.#state;
  }

  /** Whether a press on the button sends it. Not while it is unknown: it is looked for first, where that is granted. */
  get mayWrite(): boolean {
    const { kind } = this.#state;
    return kind === 'idle' || kind === 'absent' || (kind === 'refused' && this.#state.why === 'rejected');
  }

  get mayCheck(): boolean {
    return this.#record.maySearch && (this.#state.kind === 'unknown' || this.#state.kind === 'unchecked');
  }

  async write(): Promise<void> {
    if (!this.mayWrite) return;
    this.#state = { kind: 'writing' };
    try {
      await this.#record.create(this.document, AbortSignal.timeout(TIMEOUT));
      this.#state = { kind: 'written', at: this.#clock() };
    } catch (error) {
      this.#state = stateAfter(error);
    }
  }

  /** Looks for the note in the record by its identifier. */
  async check(): Promise<void> {
    const [identifier] = this.document.identifier ?? [];
    if (!this.mayCheck || !identifier) return;
    this.#state = { kind: 'checking' };
    try {
      const found = await this.#record.holds(identifier, AbortSignal.timeout(TIMEOUT));
      this.#state = found
        ? { kind: 'written', at: Date.parse(this.document.date ?? '') }
        : { kind: 'absent' };
    } catch {
      this.#state = { kind: 'unchecked' };
    }
  }
}

function stateAfter(error: unknown): NoteState {
  if (!(error instanceof FhirError)) return { kind: 'unknown' };
  if (error.reason === 'other-patient') return { kind: 'refused', why: 'other-patient' };
  if (error.status === 401) return { kind: 'refused', why: 'expired' };
  if (error.status === 403) return { kind: 'refused', why: 'forbidden' };
  const rejected = error.status >= 400 && error.status < 500 && error.status !== 408;
  return rejected ? { kind: 'refused', why: 'rejected', detail: error.message } : { kind: 'unknown' };
}
