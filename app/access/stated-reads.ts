import type { FhirConnection, Sent } from '../fhir/connection.ts';
import type { Reads } from '../fhir/facade.ts';
import type { Access } from './access.svelte.ts';
import { headersOf } from './statement.ts';

/** Reads with what the session has stated, and tells it what the facade answered: no view can read, or be refused, unseen. */
export class StatedReads implements Reads {
  readonly #connection: Pick<FhirConnection, 'get' | 'send'>;
  readonly #access: Access;

  constructor(connection: Pick<FhirConnection, 'get' | 'send'>, access: Access) {
    this.#connection = connection;
    this.#access = access;
  }

  get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#told(signal, (headers) => this.#connection.get(path, signal, headers));
  }

  /** A change, or a question that needs a body: never repeated. */
  send(path: string, sent: Sent, signal: AbortSignal): Promise<unknown> {
    return this.#told(signal, (headers) =>
      this.#connection.send(path, { ...sent, headers: { ...sent.headers, ...headers } }, signal),
    );
  }

  async #told(
    signal: AbortSignal,
    ask: (headers: Readonly<Record<string, string>> | undefined) => Promise<unknown>,
  ): Promise<unknown> {
    const { stated } = this.#access;
    try {
      const answer = await ask(stated && headersOf(stated));
      signal.throwIfAborted();
      this.#access.answered(stated);
      return answer;
    } catch (error) {
      if (!signal.aborted) this.#access.failed(error, stated);
      throw error;
    }
  }
}
