import type { ClinicianGrant, PersonIdentifier } from '../access/grant.ts';
import type { Logger } from '../logger.ts';
import type { HelseidClient, Proof } from './client.ts';
import { HelseidError } from './helseid-error.ts';
import { loginRequired, refuse } from './refusal.ts';
import { createSession } from './session.ts';
import type { Session, SessionOptions } from './session.ts';

/** Logins at HelseID, by EHR, practitioner (HPR number) and organisation. In this process's memory only. */
export interface Sessions {
  /** Replaces the session that the clinician had. */
  add(grant: ClinicianGrant, login: Pick<SessionOptions, 'proof' | 'tokens'>): void;
  /** Id of the session, without using it. */
  idOf(grant: ClinicianGrant): string | undefined;
  /** Milliseconds until the session ends if nobody uses it; without using it. */
  remaining(grant: ClinicianGrant): number | undefined;
  /**
   * An access token about the grant's patient, with the key it is bound to.
   * @throws {FhirError} 403 national-login-required or national-access-refused, 503 national-login-unavailable
   */
  accessToken(grant: ClinicianGrant): Promise<{ token: string; proof: Proof }>;
  end(grant: ClinicianGrant): void;
  /** Told the id when a session ends, and with the patient when its access to that one does. */
  onDrop(listener: DropListener): void;
  /** Forgets everything. */
  close(): void;
}

export type DropListener = (session: string, patient?: PersonIdentifier) => void;

interface Held {
  session: Session;
  lastUse: number;
}

const idleLifetime = 60 * 60_000;
const sweepInterval = 60_000;
const most = 5000;

export function createSessions(options: {
  client: Pick<HelseidClient, 'refresh' | 'revoke'>;
  details: SessionOptions['details'];
  log: Logger;
  now: () => number;
}): Sessions {
  const { client, details, log, now } = options;
  const held = new Map<string, Held>();
  const listeners: DropListener[] = [];
  const announce: DropListener = (...dropped) => listeners.forEach((listener) => listener(...dropped));
  const endOf = ({ session, lastUse }: Held) => Math.min(lastUse + idleLifetime, session.expires);

  const drop = (key: string, { session }: Held) => {
    held.delete(key);
    announce(session.id);
    void session
      .settled()
      .then(() => client.revoke(session.refreshToken))
      .catch((error: unknown) => log.warn({ event: 'national-revocation-failed', err: error }));
  };
  const find = (key: string): Held | undefined => {
    const one = held.get(key);
    if (!one || endOf(one) > now()) return one;
    drop(key, one);
    return undefined;
  };
  const use = (key: string): Held => {
    const one = find(key);
    if (!one) throw loginRequired();
    one.lastUse = now();
    // The map's order is that of the last use.
    held.delete(key);
    held.set(key, one);
    return one;
  };
  const sweep = () => [...held.keys()].forEach(find);
  const sweeping = setInterval(sweep, sweepInterval).unref();

  return {
    add(grant, login) {
      const key = keyOf(grant);
      const before = held.get(key);
      if (before) drop(key, before);
      const [oldest] = held;
      if (held.size >= most && oldest) drop(...oldest);
      const session: Session = createSession({
        ...login,
        client,
        details,
        now,
        onPatientChange: (before) => announce(session.id, before),
      });
      held.set(key, { session, lastUse: now() });
    },
    idOf: (grant) => find(keyOf(grant))?.session.id,
    remaining(grant) {
      const one = find(keyOf(grant));
      return one && endOf(one) - now();
    },
    async accessToken(grant) {
      const key = keyOf(grant);
      const one = use(key);
      const { session } = one;
      const token = await session.accessToken(grant).catch((error: unknown) => {
        if (!isLost(error)) return refuse(error);
        if (held.get(key) === one) {
          log.warn({ event: 'national-session-lost', err: error });
          drop(key, one);
        }
        throw loginRequired();
      });
      // It may have ended while HelseID was asked.
      if (held.get(key) !== one) throw loginRequired();
      return { token, proof: session.proof };
    },
    end(grant) {
      const key = keyOf(grant);
      const one = held.get(key);
      if (one) drop(key, one);
    },
    onDrop: (listener) => void listeners.push(listener),
    close() {
      clearInterval(sweeping);
      for (const { session } of held.values()) announce(session.id);
      held.clear();
    },
  };
}

const keyOf = ({ iss, practitioner, organization }: ClinicianGrant) =>
  JSON.stringify([iss, practitioner.hpr, organization.orgnr]);

/** The refresh token is used up, or may be. */
const isLost = (error: unknown) =>
  error instanceof HelseidError && (error.failure === 'lost' || error.code === 'invalid_grant');
