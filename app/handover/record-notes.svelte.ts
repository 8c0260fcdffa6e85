import type { EhrRecord } from '../fhir/ehr-record.ts';
import { NoteWriting } from './note-writing.svelte.ts';

/** Why nothing can be written from here. */
export type Hindrance = 'not-granted' | 'author-unknown';

/** The notes that one session wrote, or tried to write, to its patient's record. Gone with the session. */
export class RecordNotes {
  readonly record: EhrRecord;
  readonly hindrance: Hindrance | undefined;
  #attempts: readonly NoteWriting[] = $state.raw([]);

  constructor(record: EhrRecord) {
    this.record = record;
    if (!record.mayWrite) this.hindrance = 'not-granted';
    else if (!record.author) this.hindrance = 'author-unknown';
  }

  /** Of one vital sign, newest first: what became of each is told for as long as the session lasts. */
  about(sign: string): readonly NoteWriting[] {
    return this.#attempts.filter((attempt) => attempt.sign === sign).toReversed();
  }

  /** One note, not yet sent. Its identifier stays the same however often it is tried. */
  begin(sign: string, document: fhir4.DocumentReference): NoteWriting {
    const attempt = new NoteWriting(this.record, sign, document);
    this.#attempts = [...this.#attempts, attempt];
    return attempt;
  }
}
