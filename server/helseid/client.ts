import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  Configuration,
  enableNonRepudiationChecks,
  fetchUserInfo,
  getDPoPHandle,
  getJwksCache,
  modifyAssertion,
  PrivateKeyJwt,
  randomDPoPKeyPair,
  refreshTokenGrant,
  setJwksCache,
  tokenRevocation,
} from 'openid-client';
import type { DPoPHandle } from 'openid-client';
import type { ClientKey } from './client-key.ts';
import { failureOf, patience } from './helseid-error.ts';
import { createIssuerMetadata, isLoopback } from './issuer-metadata.ts';
import type { HelseidConfig } from './keys.ts';
import { fetchWithProof } from './protected-fetch.ts';
import type { ProtectedFetch } from './protected-fetch.ts';
import { requireBound, toTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** The key a session proves possession of, with the nonces it has been given. Its private part cannot be read out. */
export type Proof = DPoPHandle;

/** What a login is begun with and its callback is held against. */
export interface LoginSecrets {
  proof: Proof;
  state: string;
  nonce: string;
  verifier: string;
}

/** The facade as a client of HelseID. Every call throws HelseidError when HelseID does not do its part. */
export interface HelseidClient {
  /** ES256, made for one session. */
  createProof(): Promise<Proof>;
  /** Pushes the authorization request (PAR) and answers where the browser goes. `silent`: without any page. */
  authorizationUrl(secrets: LoginSecrets, silent: boolean): Promise<URL>;
  /** The code of a callback against tokens. `iss`, state, nonce and the signature of the ID token are checked. */
  exchangeCode(callback: URL, secrets: LoginSecrets, details: object[]): Promise<Tokens>;
  refresh(refreshToken: string, proof: Proof, details: object[]): Promise<Tokens>;
  clientCredentials(proof: Proof, details: object[]): Promise<Tokens>;
  /** Claims about the user that HelseID keeps out of the ID token; undefined when it has no such endpoint. */
  userInfo(tokens: Tokens, proof: Proof): Promise<Record<string, unknown> | undefined>;
  /** Takes a refresh token out of use, if HelseID offers that. */
  revoke(refreshToken: string): Promise<void>;
  fetchWithToken(
    token: string,
    proof: Proof,
    ...request: Parameters<ProtectedFetch>
  ): ReturnType<ProtectedFetch>;
}

/** Seconds that a client assertion may be used: HelseID allows 60, its samples take 30. */
const assertionLifetime = 30;

/** The only client of HelseID; no other folder knows openid-client. */
export function createHelseidClient(
  config: HelseidConfig,
  key: ClientKey,
  redirectUri: string,
  now: () => number,
): HelseidClient {
  const metadata = createIssuerMetadata(config, now);
  const { resource } = config;
  let jwks: ReturnType<typeof getJwksCache>;

  /** openid-client binds the client assertion to a Configuration, so that one with details needs its own. */
  const connect = async (details: object[] = []): Promise<Configuration> => {
    const authentication = PrivateKeyJwt(key, {
      [modifyAssertion](header, payload) {
        header.typ = 'client-authentication+jwt';
        payload.exp = Number(payload.iat) + assertionLifetime;
        if (details.length > 0) payload.assertion_details = details;
      },
    });
    const connection = new Configuration(await metadata(), config.clientId, {}, authentication);
    connection.timeout = patience;
    if (isLoopback(config.issuer)) allowInsecureRequests(connection);
    return connection;
  };

  /** For what needs nothing of HelseID itself. */
  const unconnected = () => new Configuration({ issuer: config.issuer }, config.clientId);

  return {
    async createProof() {
      return getDPoPHandle(unconnected(), await randomDPoPKeyPair('ES256', { extractable: false }));
    },
    async authorizationUrl({ proof, state, nonce, verifier }, silent) {
      const parameters = {
        redirect_uri: redirectUri,
        scope: config.scopes,
        resource,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(silent && { prompt: 'none' }),
      };
      return await buildAuthorizationUrlWithPAR(await connect(), parameters, { DPoP: proof }).catch(
        failureOf('Pushed authorization request'),
      );
    },
    async exchangeCode(callback, { proof, state, nonce, verifier }, details) {
      const connection = await connect(details);
      enableNonRepudiationChecks(connection);
      if (jwks) setJwksCache(connection, jwks);
      const requestedAt = now();
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      const answer = await authorizationCodeGrant(
        connection,
        callback,
        checks,
        { resource },
        { DPoP: proof },
      ).catch(failureOf('Code exchange'));
      jwks = getJwksCache(connection) ?? jwks;
      return toTokens(requireBound('Code exchange', answer), requestedAt);
    },
    async refresh(refreshToken, proof, details) {
      const connection = await connect(details);
      const requestedAt = now();
      const answer = await refreshTokenGrant(connection, refreshToken, { resource }, { DPoP: proof }).catch(
        failureOf('Refresh'),
      );
      return toTokens(requireBound('Refresh', answer), requestedAt);
    },
    async clientCredentials(proof, details) {
      const connection = await connect(details);
      const requestedAt = now();
      const parameters = { scope: config.sourceScopes, resource };
      const answer = await clientCredentialsGrant(connection, parameters, { DPoP: proof }).catch(
        failureOf('Client credentials'),
      );
      return toTokens(requireBound('Client credentials', answer), requestedAt);
    },
    async userInfo({ accessToken, claims }, proof) {
      const connection = await connect();
      if (!connection.serverMetadata().userinfo_endpoint) return undefined;
      return await fetchUserInfo(connection, accessToken, String(claims?.sub), { DPoP: proof }).catch(
        failureOf('UserInfo'),
      );
    },
    async revoke(refreshToken) {
      const connection = await connect();
      if (!connection.serverMetadata().revocation_endpoint) return;
      await tokenRevocation(connection, refreshToken, { token_type_hint: 'refresh_token' }).catch(
        failureOf('Revocation'),
      );
    },
    async fetchWithToken(token, proof, url, init) {
      return await fetchWithProof(unconnected(), token, proof, url, init);
    },
  };
}
