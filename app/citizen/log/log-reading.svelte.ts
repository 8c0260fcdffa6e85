import type { FhirConnection } from '../../fhir/connection.ts';
import { isAbort } from '../../fhir/fhir-error.ts';
import type { Days } from '../../time/period.ts';
import { toTrouble, type Trouble } from '../trouble.ts';
import type { LogEntry } from './log-entry.ts';
import { firstPage, inLargePages, readPage } from './log-pages.ts';

/** One patient's log in a period, as far as it has been loaded. What was loaded stays when more cannot be. */
export class LogReading {
  readonly #connection: FhirConnection;
  readonly #patient: string;
  #abort: AbortController | undefined;
  #older: string | undefined = $state.raw();
  entries: readonly LogEntry[] = $state.raw([]);
  days: Days = $state.raw({});
  busy = $state(false);
  /** The first page of the period is there. */
  ready = $state(false);
  trouble: Trouble | undefined = $state.raw();

  constructor(connection: FhirConnection, patient: string) {
    this.#connection = connection;
    this.#patient = patient;
  }

  get more(): boolean {
    return this.#older !== undefined;
  }

  /** Begins anew, with the newest of the period, or with all of it. True when it got what it was to get. */
  async start(days: Days, all = false): Promise<boolean> {
    this.stop();
    this.days = days;
    this.entries = [];
    this.ready = false;
    this.#older = firstPage(days);
    return await this.#read(all);
  }

  /** The page after those that are there, or all of them. Answers as `start`. */
  async readOlder(all: boolean): Promise<boolean> {
    if (this.busy) return false;
    return await this.#read(all);
  }

  stop(): void {
    this.#abort?.abort();
    this.busy = false;
  }

  async #read(all: boolean): Promise<boolean> {
    const abort = new AbortController();
    this.#abort = abort;
    this.busy = true;
    this.trouble = undefined;
    try {
      do {
        if (this.#older === undefined) break;
        const path = all ? inLargePages(this.#older) : this.#older;
        const page = await readPage(this.#connection, this.#patient, path, abort.signal);
        if (abort.signal.aborted) return false;
        this.entries = [...this.entries, ...page.entries];
        this.#older = page.older;
        this.ready = true;
      } while (all);
      return true;
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return false;
      this.trouble = toTrouble(error);
      if (this.trouble.kind === 'other-patient') this.#forget();
      return false;
    } finally {
      if (this.#abort === abort) this.busy = false;
    }
  }

  /** An answer about somebody else leaves nothing on the page. */
  #forget(): void {
    this.entries = [];
    this.ready = false;
    this.#older = firstPage(this.days);
  }
}
