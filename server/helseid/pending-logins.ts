import type { ClinicianGrant } from '../access/grant.ts';
import type { LoginSecrets } from './client.ts';

/** A login that has been begun and whose callback has not come. */
export interface PendingLogin extends LoginSecrets {
  grant: ClinicianGrant;
  /** Where the browser goes afterwards; null: a window of its own. */
  returnTo: string | null;
  silent: boolean;
}

export interface PendingLogins {
  /** The oldest make room: of the same clinician first, so that nobody can push out everybody else. */
  add(login: PendingLogin): void;
  /** The login of a state, once; undefined when there is none or it is older than ten minutes. */
  take(state: string): PendingLogin | undefined;
}

const lifetime = 600_000;
const most = 1000;
const mostOfOne = 5;

/** In this process's memory only. */
export function createPendingLogins(now: () => number): PendingLogins {
  const logins = new Map<string, { login: PendingLogin; until: number }>();
  const sweep = () => {
    for (const [state, { until }] of logins) if (until <= now()) logins.delete(state);
  };
  return {
    add(login) {
      sweep();
      const own = [...logins].filter(([, { login: other }]) => isSameClinician(other.grant, login.grant));
      if (own.length >= mostOfOne) logins.delete(String(own[0]?.[0]));
      const oldest = logins.keys().next();
      if (logins.size >= most && !oldest.done) logins.delete(oldest.value);
      logins.set(login.state, { login, until: now() + lifetime });
    },
    take(state) {
      sweep();
      const found = logins.get(state)?.login;
      logins.delete(state);
      return found;
    },
  };
}

const isSameClinician = (one: ClinicianGrant, other: ClinicianGrant) =>
  one.iss === other.iss && one.practitioner.hpr === other.practitioner.hpr;
