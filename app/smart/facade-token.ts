import { FhirError } from '../fhir/fhir-error.ts';
import type { TokenSource } from '../fhir/connection.ts';
import type { FacadeGrant } from './exchange.ts';
import { Failure } from './failure.ts';
import type { EhrSession } from './oauth.ts';

/** Exchanged again this long before the end, or at half time of a shorter life. */
const MARGIN = 30_000;

/** The facade token, in memory only. One exchange at a time, however many requests wait for it. */
export class FacadeToken implements TokenSource {
  readonly #ehr: Pick<EhrSession, 'accessToken' | 'refresh'>;
  readonly #exchange: (subjectToken: string) => Promise<FacadeGrant>;
  readonly #clock: () => number;
  #held: { token: string; renewAt: number; scope: string } | undefined;
  #pending: Promise<string> | undefined;
  #taken = false;

  constructor(
    ehr: Pick<EhrSession, 'accessToken' | 'refresh'>,
    exchange: (subjectToken: string) => Promise<FacadeGrant>,
    clock: () => number = Date.now,
  ) {
    this.#ehr = ehr;
    this.#exchange = exchange;
    this.#clock = clock;
  }

  async bearer(): Promise<string> {
    if (this.#taken) throw new Failure('expired', 'logged-out');
    if (this.#held && this.#clock() < this.#held.renewAt) return this.#held.token;
    return await this.#renewOnce();
  }

  /** What the facade granted. Only for what is offered on the page: the facade decides at each request. */
  async scope(): Promise<string> {
    await this.bearer();
    return this.#held?.scope ?? '';
  }

  async renew(rejected: string): Promise<string> {
    if (this.#held?.token === rejected) this.#held = undefined;
    return await this.bearer();
  }

  /** Gives the token away, so that it can be ended; undefined when there is none. There is no other after that. */
  async take(): Promise<string | undefined> {
    this.#taken = true;
    await this.#pending?.catch(() => undefined);
    const token = this.#held?.token;
    this.#held = undefined;
    return token;
  }

  #renewOnce(): Promise<string> {
    this.#pending ??= this.#obtain().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #obtain(): Promise<string> {
    const { token, lifetime, scope = '' } = await this.#exchangeOrRefresh();
    const life = lifetime * 1000;
    this.#held = { token, renewAt: this.#clock() + life - Math.min(MARGIN, life / 2), scope };
    return token;
  }

  async #exchangeOrRefresh(): Promise<FacadeGrant> {
    const current = this.#ehr.accessToken();
    if (current) {
      try {
        return await this.#exchange(current);
      } catch (error) {
        if (!(error instanceof FhirError) || error.reason !== 'token-inactive') throw error;
      }
    }
    const renewed = (await this.#ehr.refresh()) ? this.#ehr.accessToken() : undefined;
    if (!renewed) throw new Failure('expired', 'token-inactive');
    return await this.#exchange(renewed);
  }
}
