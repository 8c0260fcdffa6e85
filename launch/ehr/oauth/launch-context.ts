import type { FaultId } from '../fault-ids.ts';
import { createExpiringMap } from './expiring-map.ts';
import { newSecret } from './secrets.ts';

/** A clinician's working session in the EHR. Online access lives and dies with it. */
export interface EhrSession {
  startedAt: number;
  ended: boolean;
}

/** Who is logged in. */
export interface User {
  /** A relative reference, which both SMART 2.2 and NAV's library accept. */
  fhirUser: string;
  /** `sub`: stable for a user at this issuer, and says nothing else about them. */
  subject: string;
  name: string;
  /** Security level of the login, as `acr`. */
  acr?: string;
  /** `Patient/[id]` of somebody else, when the user is a RelatedPerson of theirs. */
  actsFor?: string;
}

/** Who opened whose record, and how the EHR shall behave meanwhile. Ids are FHIR ids. */
export interface LaunchContext {
  user: User;
  patient?: string;
  encounter?: string;
  role?: string;
  faults: ReadonlySet<FaultId>;
  /** Upper bound of the grant, beside the client's registration. */
  scope?: readonly string[];
  /** Seconds an access token lives. */
  tokenLifetime?: number;
  session: EhrSession;
}

const launchLifetime = 5 * 60_000;
const sessionLifetime = 8 * 3_600_000;

/** Launch ids: opaque, usable once, for five minutes. Their sessions can be ended for eight hours. */
export interface Launches {
  open(context: LaunchContext): string;
  /** Undefined when unknown, expired or used already. */
  peek(id: string): LaunchContext | undefined;
  consume(id: string): void;
  /** True when the id belonged to a session that was still open. */
  endSession(id: string): boolean;
}

export function createLaunches(now: () => number): Launches {
  const waiting = createExpiringMap<{ context: LaunchContext; expiresAt: number }>(now);
  const sessions = createExpiringMap<{ session: EhrSession; expiresAt: number }>(now);
  return {
    open(context) {
      const id = newSecret();
      waiting.set(id, { context, expiresAt: now() + launchLifetime });
      sessions.set(id, { session: context.session, expiresAt: now() + sessionLifetime });
      return id;
    },
    peek: (id) => waiting.get(id)?.context,
    consume: (id) => waiting.delete(id),
    endSession(id) {
      const session = sessions.get(id)?.session;
      if (!session || session.ended) return false;
      session.ended = true;
      return true;
    },
  };
}

export function startSession(now: () => number): EhrSession {
  return { startedAt: now(), ended: false };
}

/** A session ends by itself after eight hours, a long shift. */
export function sessionEnd({ startedAt }: EhrSession): number {
  return startedAt + sessionLifetime;
}
