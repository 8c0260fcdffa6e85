import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { HelseidError } from './helseid-error.ts';

/** What the token endpoint answered. Moments are epoch milliseconds, counted from when the request was sent. */
export interface Tokens {
  accessToken: string;
  /** When the access token ends, by HelseID's word and by the attestation's 60 minutes, whichever comes first. */
  expires: number;
  refreshToken?: string;
  /** When the refresh token ends, if HelseID says. */
  refreshExpires?: number;
  /** Of the ID token. */
  claims?: IDToken;
}

type Answer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** Longest age of an attestation (trust framework, rule attestation.toa). */
const attestationLifetime = 60 * 60_000;
/** Seconds of a token whose life HelseID does not tell. */
const untoldLifetime = 60;

/** A Bearer token could be used by whoever finds it: never accepted. */
export function requireBound(what: string, answer: Answer): Answer {
  if (answer.token_type === 'dpop') return answer;
  throw new HelseidError('lost', `${what}: token_type is not DPoP`);
}

export function toTokens(answer: Answer, requestedAt: number): Tokens {
  const lifetime = (answer.expires_in ?? untoldLifetime) * 1000;
  const { refresh_token: refreshToken, rt_expires_in: refreshLifetime } = answer;
  const claims = answer.claims();
  return {
    accessToken: answer.access_token,
    expires: requestedAt + Math.min(lifetime, attestationLifetime),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(typeof refreshLifetime === 'number' && { refreshExpires: requestedAt + refreshLifetime * 1000 }),
    ...(claims && { claims }),
  };
}
