import type { Authorization } from '../ehr/oauth/tokens.ts';
import { isAlive } from '../ehr/oauth/tokens.ts';
import { newSecret } from '../ehr/oauth/secrets.ts';

/** That a person let an app act on somebody's behalf. */
export interface GivenConsent {
  id: string;
  /** `sub` of who gave it. */
  subject: string;
  /** Epoch milliseconds. */
  givenAt: number;
  authorization: Authorization;
}

export interface GivenConsents {
  add(subject: string, authorization: Authorization): void;
  /** Those of the person that still hold, newest first. */
  of(subject: string): GivenConsent[];
  /** Takes it back, and every token of it. False when the person has no such consent. */
  revoke(subject: string, id: string): boolean;
}

/** Without offline_access an app has one access token, which lives an hour. */
const oneAccess = 3_600_000;

/** In memory, as the tokens are. */
export function createGivenConsents(now: () => number): GivenConsents {
  let all: GivenConsent[] = [];
  const holds = ({ authorization, givenAt }: GivenConsent) =>
    isAlive(authorization) &&
    (authorization.scopes.includes('offline_access') || now() < givenAt + oneAccess);
  const of = (subject: string) => all.filter((one) => one.subject === subject && holds(one));
  return {
    add(subject, authorization) {
      all = all.filter(holds);
      all.unshift({ id: newSecret(), subject, givenAt: now(), authorization });
    },
    of,
    revoke(subject, id) {
      const found = of(subject).find((one) => one.id === id);
      if (found) found.authorization.revoked = true;
      return found !== undefined;
    },
  };
}
