import { FhirError } from '../fhir/fhir-error.ts';
import { closesAccess, toFailure, type Failure } from '../smart/failure.ts';
import type { Statement } from './statement.ts';

/** Why nothing of the patient's is on the screen. */
export interface Refusal {
  failure: Failure;
  /** What was stated and did not open: to be corrected, never sent again by itself. */
  stated?: Statement;
  /** The facade could not read the statement; its own words. */
  rejected?: string;
  /** The clinician has ended an opening; the facade was not asked. */
  ended?: true;
}

/**
 * How one session stands with the patient's settings, as far as the facade has said. In memory only: a reload, or another
 * session, begins with nothing stated. It decides nothing: it keeps what was stated for the facade, and what was refused for
 * the page.
 */
export class Access {
  #refusal: Refusal | undefined = $state.raw();
  #stated: Statement | undefined = $state.raw();
  #accepted = $state(false);
  #restriction: Failure | undefined;

  /** While it is there, no view may be. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /** Sent with every request for data. */
  get stated(): Statement | undefined {
    return this.#stated;
  }

  /** The facade has answered a request that had the statement. */
  get accepted(): boolean {
    return this.#accepted;
  }

  /** The views are to ask with this from now on. */
  open(statement: Statement): void {
    this.#stated = statement;
    this.#accepted = false;
    this.#refusal = undefined;
  }

  /** Back to the restriction, without asking: a look that nobody takes is not to stand in the patient's log. */
  end(): void {
    const failure = this.#restriction;
    this.#stated = undefined;
    this.#accepted = false;
    if (failure) this.#refusal = { failure, ended: true };
  }

  /** The views are to ask with nothing stated. */
  askAgain(): void {
    this.#stated = undefined;
    this.#refusal = undefined;
  }

  /** @param sent the statement that the request had */
  answered(sent: Statement | undefined): void {
    if (sent !== undefined && sent === this.#stated) this.#accepted = true;
  }

  /** Takes note of a refusal to show anything of this patient; other failures concern one view only. */
  failed(error: unknown, sent: Statement | undefined): void {
    const refusal = this.#refusalOf(error, sent);
    if (!refusal) return;
    this.#stated = undefined;
    this.#accepted = false;
    this.#refusal = refusal;
  }

  #refusalOf(error: unknown, stated: Statement | undefined): Refusal | undefined {
    if (stated && error instanceof FhirError && error.reason === 'header-invalid') {
      return this.#restriction && { failure: this.#restriction, stated, rejected: error.message };
    }
    const failure = toFailure(error);
    if (!closesAccess(failure.kind)) return undefined;
    if (failure.kind === 'access-restricted') this.#restriction = failure;
    return { failure, ...(stated && failure.kind === 'access-restricted' && { stated }) };
  }
}
