import type { HelseidClient } from './clients.ts';
import type { HelseidApi } from './scopes.ts';

/** The clients and APIs that HelseID knows. */
export interface HelseidRegister {
  apis: readonly HelseidApi[];
  clients(): HelseidClient[];
  client(id: string): HelseidClient | undefined;
  /** A client of the same id is replaced. */
  add(client: HelseidClient): void;
  /** Whether somebody may be sent back to this address after the sandbox's own login. */
  mayReturnTo(url: string): boolean;
  allowReturn(origin: string): void;
}

export function createRegister(apis: readonly HelseidApi[]): HelseidRegister {
  const clients = new Map<string, HelseidClient>();
  const origins = new Set<string>();
  return {
    apis,
    clients: () => [...clients.values()],
    client: (id) => clients.get(id),
    add: (client) => {
      clients.set(client.id, client);
      client.redirectUris.forEach((uri) => origins.add(new URL(uri).origin));
    },
    mayReturnTo: (url) => URL.canParse(url) && origins.has(new URL(url).origin),
    allowReturn: (origin) => void origins.add(origin),
  };
}
