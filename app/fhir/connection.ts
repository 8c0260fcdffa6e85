import { FhirError, isAbort, toFhirError } from './fhir-error.ts';

/** Gives the bearer token of the moment; `renew` throws away the one the facade called expired. */
export interface TokenSource {
  bearer(): Promise<string>;
  renew(rejected: string): Promise<string>;
}

/** What is sent: the method, and for a change the resource and the version it was made from. */
export interface Sent {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  resource?: object;
  headers?: Readonly<Record<string, string>>;
}

const TIMEOUT = 30_000;

/** The only code that talks to the facade's FHIR endpoint, with the facade's token, which is renewed once after a 401. */
export class FhirConnection {
  readonly #base: string;
  readonly #tokens: TokenSource;
  readonly #timeout: number;

  constructor(base: string, tokens: TokenSource, timeout = TIMEOUT) {
    this.#base = base;
    this.#tokens = tokens;
    this.#timeout = timeout;
  }

  /** A read: where no answer came at all it is tried once more. Throws FhirError, or the signal's abort. */
  async get(path: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>): Promise<unknown> {
    const sent: Sent = { method: 'GET', ...(headers && { headers }) };
    return await this.#authorized(async (token) => {
      try {
        return await this.#fetch(path, token, sent, signal);
      } catch (error) {
        if (!(error instanceof FhirError) || error.reason !== 'unreachable') throw error;
        return await this.#fetch(path, token, sent, signal);
      }
    });
  }

  /** A change: never repeated where it is not known whether it was made. Throws FhirError, or the signal's abort. */
  async send(path: string, sent: Sent, signal: AbortSignal): Promise<unknown> {
    return await this.#authorized((token) => this.#fetch(path, token, sent, signal));
  }

  async #authorized(request: (token: string) => Promise<unknown>): Promise<unknown> {
    const token = await this.#tokens.bearer();
    try {
      return await request(token);
    } catch (error) {
      if (!(error instanceof FhirError) || error.status !== 401) throw error;
      return await request(await this.#tokens.renew(token));
    }
  }

  async #fetch(
    path: string,
    token: string,
    { method, resource, headers }: Sent,
    signal: AbortSignal,
  ): Promise<unknown> {
    const limit = AbortSignal.timeout(this.#timeout);
    try {
      const response = await fetch(`${this.#base}/${path}`, {
        method,
        headers: {
          ...headers,
          accept: 'application/fhir+json',
          authorization: `Bearer ${token}`,
          ...(resource && { 'content-type': 'application/fhir+json' }),
        },
        ...(resource && { body: JSON.stringify(resource) }),
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.any([signal, limit]),
      });
      if (response.status === 204) return undefined;
      const body: unknown = await response.json().catch((error: unknown) => {
        if (signal.aborted || limit.aborted) throw error;
        return undefined;
      });
      if (!response.ok) throw toFhirError(response.status, body);
      if (body === undefined) throw new FhirError(response.status, 'malformed', 'The answer is not JSON');
      return body;
    } catch (error) {
      if (error instanceof FhirError) throw error;
      if (signal.aborted || (isAbort(error) && !limit.aborted)) throw error;
      if (limit.aborted) throw new FhirError(0, 'timeout', 'No answer in time', error);
      throw new FhirError(0, 'unreachable', 'No answer', error);
    }
  }
}
