import { loadConfiguration, type Configuration, type Issuer } from '../smart/configuration.ts';
import { Failure, toFailure } from '../smart/failure.ts';
import { parseLoginReturn } from '../smart/launch-parameters.ts';
import { beginLogin } from '../smart/oauth.ts';
import { isStorageUsable } from '../smart/session-storage.ts';
import { openCitizenSession, type CitizenSession } from './citizen-session.ts';

/** The page and its redirect URL. */
const page = '/innbygger';

/** Whether the login is known to be over where it was made too, and not in this window alone. */
export type LoggedOut = 'ending' | 'ended' | 'unconfirmed';

export type EntryState =
  | { kind: 'opening' | 'leaving' }
  | { kind: 'welcome'; issuers: readonly Issuer[]; loggedOut?: LoggedOut }
  | { kind: 'ready'; session: CitizenSession }
  | { kind: 'failed'; failure: Failure };

/** How far a citizen has come; the page's one switch. */
export class Entry {
  #state: EntryState = $state.raw({ kind: 'opening' });
  #issuers: readonly Issuer[] = [];

  get state(): EntryState {
    return this.#state;
  }

  /** Shows the welcome, or what the login has led to. Call once per page. */
  async run(): Promise<void> {
    try {
      if (!isStorageUsable()) throw new Failure('storage-blocked');
      const configuration = await loadConfiguration();
      this.#issuers = configuration.citizenIssuers;
      this.#state = await this.#open(configuration);
    } catch (error) {
      this.#state = { kind: 'failed', failure: toFailure(error) };
    }
  }

  /** Goes to where one logs in. */
  async logIn(issuer: Issuer): Promise<void> {
    this.#state = { kind: 'leaving' };
    try {
      location.assign(await beginLogin(issuer, page));
    } catch (error) {
      this.#state = { kind: 'failed', failure: toFailure(error) };
    }
  }

  /** After a stop: straight to the login where there is one, else to the choice between them. */
  begin(): void {
    void this.#endSession();
    const [only, ...others] = this.#issuers;
    if (only && others.length === 0) void this.logIn(only);
    else this.#state = { kind: 'welcome', issuers: this.#issuers };
  }

  /** The measurements leave the page's memory with the session, so that going back shows nothing. */
  async logOut(): Promise<void> {
    const ended = this.#endSession();
    const welcome = { kind: 'welcome', issuers: this.#issuers } as const;
    const ending: EntryState = { ...welcome, loggedOut: 'ending' };
    this.#state = ending;
    const loggedOut = (await ended) ? 'ended' : 'unconfirmed';
    if (this.#state === ending) this.#state = { ...welcome, loggedOut };
  }

  async #open(configuration: Configuration): Promise<EntryState> {
    const callback = returned();
    if (!callback) return { kind: 'welcome', issuers: this.#issuers };
    const session = await openCitizenSession(callback, configuration, new AbortController().signal);
    return { kind: 'ready', session };
  }

  /** Resolves to whether the end was confirmed wherever there was something to end. */
  async #endSession(): Promise<boolean> {
    const ended = this.#state.kind === 'ready' ? this.#state.session.end() : true;
    history.replaceState(null, '', page);
    return ended;
  }
}

/** What the login came back with. A refusal leaves the address: a reload is a new beginning. */
function returned(): ReturnType<typeof parseLoginReturn> {
  try {
    return parseLoginReturn(location.search);
  } catch (error) {
    history.replaceState(null, '', page);
    throw error;
  }
}
