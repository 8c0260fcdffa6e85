import { FhirError } from '../fhir/fhir-error.ts';
import type { TokenSource } from '../fhir/connection.ts';

/** Addresses at the app's own origin, when the facade's store is one that clinicians log in to themselves. */
export interface NationalLoginAddresses {
  session: string;
  login: string;
}

/**
 * `silent`: HelseID answers from a login that the browser already has, or says that there is none. `visible`: it may ask.
 */
export type LoginMode = 'silent' | 'visible';

const TIMEOUT = 20_000;

/** The facade's HelseID login, as the app sees it: whether there is one, and where to go for it. */
export class NationalLogin {
  readonly #addresses: NationalLoginAddresses;
  readonly #tokens: TokenSource;

  constructor(addresses: NationalLoginAddresses, tokens: TokenSource) {
    this.#addresses = addresses;
    this.#tokens = tokens;
  }

  /** Whether national data can be asked for. Throws FhirError. */
  async isConnected(signal: AbortSignal): Promise<boolean> {
    const { state } = await this.#ask(this.#addresses.session, { method: 'GET', signal });
    return state === 'connected';
  }

  /**
   * Where the login begins. Throws FhirError.
   * @param returnTo the app's own path and query to come back to; null: a window of its own
   */
  async begin(mode: LoginMode, returnTo: string | null, signal: AbortSignal): Promise<string> {
    const { url } = await this.#ask(this.#addresses.login, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode, return_to: returnTo }),
      signal,
    });
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) {
      throw new FhirError(200, 'malformed', 'The login has no address');
    }
    return url;
  }

  async #ask(address: string, { headers, signal, ...init }: RequestInit): Promise<Record<string, unknown>> {
    const token = await this.#tokens.bearer();
    const limit = AbortSignal.timeout(TIMEOUT);
    let response: Response;
    try {
      response = await fetch(address, {
        ...init,
        headers: { accept: 'application/json', authorization: `Bearer ${token}`, ...headers },
        cache: 'no-store',
        credentials: 'omit',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new FhirError(0, 'unreachable', 'No answer about the national login', error);
    }
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return body;
    const reason = typeof body['reason'] === 'string' ? body['reason'] : 'malformed';
    throw new FhirError(response.status, reason, String(body['error_description'] ?? ''));
  }
}
