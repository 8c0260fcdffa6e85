import { randomUUID } from 'node:crypto';
import type { ClinicianGrant, PersonIdentifier } from '../access/grant.ts';
import type { HelseidClient, Proof } from './client.ts';
import { HelseidError } from './helseid-error.ts';
import type { Tokens } from './tokens.ts';

/** One clinician's login at HelseID, for one organisation. */
export interface Session {
  /** Random. */
  readonly id: string;
  readonly proof: Proof;
  readonly refreshToken: string;
  /** When the refresh token ends, epoch milliseconds; Infinity when HelseID does not say. */
  readonly expires: number;
  /**
   * An access token with an attestation about the patient of this grant.
   * @throws {HelseidError} after `lost`, and after `refused` with `invalid_grant`, the session is of no more use
   */
  accessToken(grant: ClinicianGrant): Promise<string>;
  /** When no refresh is under way any more, and `refreshToken` the last one there will be. */
  settled(): Promise<void>;
}

export interface SessionOptions {
  client: Pick<HelseidClient, 'refresh'>;
  proof: Proof;
  /** Of the login. Its access token says nothing about a patient and is not used. */
  tokens: Tokens & { refreshToken: string };
  /** What is said of a clinician's access to a patient; `decision` is its uuid. */
  details: (grant: ClinicianGrant, decision: string) => object[];
  /** The access to this patient, who was the one before, was dropped. */
  onPatientChange: (before: PersonIdentifier) => void;
  now: () => number;
}

interface Access {
  patient: string;
  person: PersonIdentifier;
  decision: string;
  /** Undefined until the first token has come. */
  token?: string;
  /** Until when the token is used. */
  until: number;
}

/** A token is renewed this long before its end, or for the last tenth of a short life. */
const margin = 10_000;

/**
 * Access to one patient at a time: another patient's token is dropped before the new one is asked for. Refreshes go one
 * by one, because a refresh token is good for one use; simultaneous calls about a patient share one.
 */
export function createSession(options: SessionOptions): Session {
  const { client, proof, details, now, onPatientChange } = options;
  let { refreshToken, refreshExpires = Infinity } = options.tokens;
  const subject = options.tokens.claims?.sub;
  let access: Access | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const queued = new Map<string, Promise<string>>();

  const renew = async (grant: ClinicianGrant, patient: string): Promise<string> => {
    if (access?.patient !== patient) {
      const before = access?.person;
      access = { patient, person: grant.person, decision: randomUUID(), until: 0 };
      if (before) onPatientChange(before);
    }
    const { decision } = access;
    const requestedAt = now();
    const tokens = await client.refresh(refreshToken, proof, details(grant, decision));
    // First of all: the old one is used up, whatever becomes of the rest.
    refreshToken = tokens.refreshToken ?? refreshToken;
    refreshExpires = tokens.refreshExpires ?? refreshExpires;
    if (tokens.claims && tokens.claims.sub !== subject) {
      throw new HelseidError('lost', 'Refresh: sub of the ID token is another user');
    }
    const life = tokens.expires - requestedAt;
    access = {
      patient,
      person: grant.person,
      decision,
      token: tokens.accessToken,
      until: tokens.expires - Math.min(margin, life / 10),
    };
    return tokens.accessToken;
  };

  return {
    id: randomUUID(),
    proof,
    get refreshToken() {
      return refreshToken;
    },
    get expires() {
      return refreshExpires;
    },
    accessToken(grant) {
      const patient = JSON.stringify(grant.person);
      if (access?.patient === patient && access.token !== undefined && access.until > now()) {
        return Promise.resolve(access.token);
      }
      const waiting = queued.get(patient);
      if (waiting) return waiting;
      const token = queue.then(() => renew(grant, patient)).finally(() => queued.delete(patient));
      queued.set(patient, token);
      queue = token.catch(() => undefined);
      return token;
    },
    async settled() {
      await queue;
    },
  };
}
