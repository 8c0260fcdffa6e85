import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { ClinicianGrant } from '../access/grant.ts';
import type { Logger } from '../logger.ts';
import { nationalLogins } from '../metrics.ts';
import { organizationDetails } from './attestation.ts';
import type { HelseidClient } from './client.ts';
import { HelseidError } from './helseid-error.ts';
import { identityFault, identityOf, tellsHpr } from './identity.ts';
import type { HelseidConfig } from './keys.ts';
import { createPendingLogins } from './pending-logins.ts';
import type { PendingLogin } from './pending-logins.ts';
import { refuse } from './refusal.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** How a login ended, for the page that began it. */
export type LoginOutcome =
  'connected' | 'login-required' | 'other-person' | 'refused' | 'unavailable' | 'expired';

export interface LoginEnd {
  outcome: LoginOutcome;
  returnTo: string | null;
  /** Whose login it was to be, when whoever logged in is not known to be that clinician. */
  refused?: ClinicianGrant;
}

export interface Login {
  /**
   * Begins a login for this clinician. `silent`: HelseID shows no page and answers at once.
   * @throws {FhirError} 503 national-login-unavailable
   */
  begin(grant: ClinicianGrant, mode: 'silent' | 'visible', returnTo: string | null): Promise<URL>;
  /** Ends the login that this callback belongs to. `returnTo` is null when it is not known. Never throws for HelseID. */
  finish(callback: URL): Promise<LoginEnd>;
}

/** Whoever logged in is somebody else, or cannot be compared. */
interface IdentityRefusal {
  isOther: boolean;
}

interface LoginOptions {
  config: HelseidConfig;
  client: HelseidClient;
  sessions: Pick<Sessions, 'add'>;
  log: Logger;
  now: () => number;
}

/** Answers of the authorization endpoint (OpenID Connect Core §3.1.2.6) that a visible login can mend. */
const pageNeeded = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
];

export function createLogin({ config, client, sessions, log, now }: LoginOptions): Login {
  const pending = createPendingLogins(now);

  const conclude = async (callback: URL, login: PendingLogin): Promise<LoginOutcome | IdentityRefusal> => {
    const parameters = callback.searchParams;
    if (parameters.getAll('iss').join(' ') !== config.issuer) return refused('callback-issuer');
    const failure = parameters.get('error');
    if (failure !== null) return ofCallbackError(failure);
    const { grant, proof } = login;
    // The organisation only: nothing is attested about a patient before it is known who has logged in.
    const details = organizationDetails(config, grant.organization.orgnr);
    const tokens = await client.exchangeCode(callback, login, details);
    const { refreshToken } = tokens;
    if (refreshToken === undefined) return refused('refresh-token-missing');
    const fault = identityFault(await identify(tokens, login), grant.practitioner);
    if (fault !== undefined) {
      await client.revoke(refreshToken).catch((error: unknown) => {
        log.warn({ event: 'national-revocation-failed', err: error });
      });
      refused(fault);
      return { isOther: fault.startsWith('other-') };
    }
    sessions.add(grant, { proof, tokens: { ...tokens, refreshToken } });
    return 'connected';
  };

  const identify = async (tokens: Tokens, { proof }: PendingLogin) => {
    const claims = tokens.claims ?? {};
    if (tellsHpr(claims)) return identityOf(claims);
    return identityOf({ ...(await client.userInfo(tokens, proof)), ...claims });
  };

  /** Who it was stands nowhere in the log. */
  const refused = (reason: string, error?: unknown): LoginOutcome => {
    log.warn({ event: 'national-login-refused', reason, ...(error !== undefined && { err: error }) });
    return 'refused';
  };

  const ofCallbackError = (code: string): LoginOutcome => {
    if (pageNeeded.includes(code)) return 'login-required';
    if (['temporarily_unavailable', 'server_error'].includes(code)) return 'unavailable';
    return refused(code === 'access_denied' ? code : 'callback-error');
  };

  const ofFailure = (error: unknown): LoginOutcome => {
    if (!(error instanceof HelseidError)) throw error;
    if (error.failure === 'refused') return refused(error.code ?? 'unknown', error);
    log.warn({ event: 'national-login-failed', err: error });
    return 'unavailable';
  };

  return {
    async begin(grant, mode, returnTo) {
      const silent = mode === 'silent';
      try {
        const proof = await client.createProof();
        const secrets = {
          proof,
          state: randomState(),
          nonce: randomNonce(),
          verifier: randomPKCECodeVerifier(),
        };
        const url = await client.authorizationUrl(secrets, silent);
        pending.add({ ...secrets, grant, returnTo, silent });
        return url;
      } catch (error) {
        return refuse(error);
      }
    },
    async finish(callback) {
      const states = callback.searchParams.getAll('state');
      const login = states.length === 1 ? pending.take(String(states[0])) : undefined;
      if (!login) return { outcome: 'expired', returnTo: null };
      const end = await conclude(callback, login).catch(ofFailure);
      const identityRefused = typeof end === 'object';
      const outcome = identityRefused ? (end.isOther ? 'other-person' : 'refused') : end;
      nationalLogins.inc({ mode: login.silent ? 'silent' : 'visible', outcome });
      return { outcome, returnTo: login.returnTo, ...(identityRefused && { refused: login.grant }) };
    },
  };
}
