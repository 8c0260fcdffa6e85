import { createExpiringMap } from './expiring-map.ts';
import { sessionEnd } from './launch-context.ts';
import type { LaunchContext } from './launch-context.ts';
import { newSecret } from './secrets.ts';

/** One consent given to one client; every token that descends from it dies with it. */
export interface Authorization {
  clientId: string;
  scopes: readonly string[];
  /** Absent for backend services. */
  context?: LaunchContext;
  nonce?: string;
  revoked: boolean;
}

export interface AuthorizationCode {
  authorization: Authorization;
  redirectUri: string;
  codeChallenge: string;
  /** Epoch ms; a code is remembered longer than it can be used, so that late reuse is noticed too. */
  usableUntil: number;
  used: boolean;
  expiresAt: number;
}

export interface AccessToken {
  authorization: Authorization;
  scopes: readonly string[];
  issuedAt: number;
  expiresAt: number;
}

export interface RefreshToken {
  authorization: Authorization;
  used: boolean;
  expiresAt: number;
}

/** Opaque tokens in the EHR's memory, each kind in its own drawer: none can pass for another. */
export interface Tokens {
  issueCode(code: Pick<AuthorizationCode, 'authorization' | 'redirectUri' | 'codeChallenge'>): string;
  findCode(code: string): AuthorizationCode | undefined;
  issueAccess(authorization: Authorization, scopes: readonly string[], seconds: number): string;
  /** Only a token that is valid now. */
  findAccess(token: string): AccessToken | undefined;
  revokeAccess(token: string): void;
  issueRefresh(authorization: Authorization): string;
  /** Used ones too, so that reuse can be told from nonsense. */
  findRefresh(token: string): RefreshToken | undefined;
}

const codeLifetime = 60_000;
const rememberCode = 3_600_000;
const offlineLifetime = 30 * 24 * 3_600_000;

const hasOfflineAccess = ({ scopes }: Authorization) => scopes.includes('offline_access');

/** False once revoked, or when the EHR session it depends on is over. */
export function isAlive(authorization: Authorization): boolean {
  if (authorization.revoked) return false;
  return hasOfflineAccess(authorization) || !authorization.context?.session.ended;
}

export function createTokens(now: () => number): Tokens {
  const codes = createExpiringMap<AuthorizationCode>(now);
  const accessTokens = createExpiringMap<AccessToken>(now);
  const refreshTokens = createExpiringMap<RefreshToken>(now);
  return {
    issueCode(code) {
      const secret = newSecret();
      const usableUntil = now() + codeLifetime;
      codes.set(secret, { ...code, usableUntil, used: false, expiresAt: now() + rememberCode });
      return secret;
    },
    findCode: (code) => codes.get(code),
    issueAccess(authorization, scopes, seconds) {
      const secret = newSecret();
      const issuedAt = now();
      accessTokens.set(secret, { authorization, scopes, issuedAt, expiresAt: issuedAt + seconds * 1000 });
      return secret;
    },
    findAccess(token) {
      const access = accessTokens.get(token);
      return access && isAlive(access.authorization) ? access : undefined;
    },
    revokeAccess: (token) => accessTokens.delete(token),
    issueRefresh(authorization) {
      const secret = newSecret();
      const session = authorization.context?.session;
      const offline = hasOfflineAccess(authorization) || !session;
      refreshTokens.set(secret, {
        authorization,
        used: false,
        expiresAt: offline ? now() + offlineLifetime : sessionEnd(session),
      });
      return secret;
    },
    findRefresh: (token) => refreshTokens.get(token),
  };
}
