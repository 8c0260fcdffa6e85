import type { JSONWebKeySet, JWK } from 'jose';

/** How a client proves who it is at the token endpoint. */
export type ClientAuthentication =
  | { method: 'none' }
  | { method: 'client_secret_basic'; secret: string }
  | { method: 'private_key_jwt'; jwks: JSONWebKeySet };

/** One registered client. Addresses are compared character by character. */
export interface Client {
  id: string;
  name: string;
  authentication: ClientAuthentication;
  grantTypes: readonly ('authorization_code' | 'client_credentials')[];
  redirectUris: string[];
  /** `http://127.0.0.1/…` among the redirect URIs stands for every port (RFC 8252 §7.3): an app on the user's machine. */
  anyLoopbackPort?: boolean;
  launchUris: string[];
  /** Space-separated; no grant ever goes beyond it. */
  scope: string;
  /** An app of somebody else's: the user is asked what it may have. */
  asksConsent?: boolean;
  /** May introspect every client's tokens. */
  introspects?: boolean;
  /** Credentials that stand in `/options`, for clients made for testing. */
  published?: { client_secret?: string; private_jwk?: JWK };
  idTokenAlgorithm?: 'RS256' | 'ES384';
}

/** The EHR's register of clients, and with it of the origins that browsers may call from. */
export interface ClientRegister {
  find(id: string): Client | undefined;
  all(): readonly Client[];
  isRegisteredOrigin(origin: string): boolean;
}

/** Whether the app may be answered there: character by character, but for a port that is the app's to choose. */
export function isRedirectUri({ redirectUris, anyLoopbackPort }: Client, uri: string): boolean {
  return redirectUris.includes(anyLoopbackPort ? withoutLoopbackPort(uri) : uri);
}

const withoutLoopbackPort = (uri: string) => uri.replace(/^(http:\/\/127\.0\.0\.1):[1-9]\d{0,4}(?=\/)/, '$1');

export function createClientRegister(clients: readonly Client[]): ClientRegister {
  const byId = new Map(clients.map((client) => [client.id, client]));
  return {
    find: (id) => byId.get(id),
    all: () => [...byId.values()],
    isRegisteredOrigin: (origin) =>
      clients.some((client) =>
        client.redirectUris.some((uri) => isRedirectUri(client, `${origin}${new URL(uri).pathname}`)),
      ),
  };
}
