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
  launchUris: string[];
  /** Space-separated; no grant ever goes beyond it. */
  scope: string;
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

export function createClientRegister(clients: readonly Client[]): ClientRegister {
  const byId = new Map(clients.map((client) => [client.id, client]));
  return {
    find: (id) => byId.get(id),
    all: () => [...byId.values()],
    isRegisteredOrigin: (origin) =>
      clients.some(({ redirectUris }) => redirectUris.some((uri) => new URL(uri).origin === origin)),
  };
}
