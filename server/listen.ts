import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lingerAfterRefusals } from './linger.ts';

/** How long a client may take, in ms. */
export interface Patience {
  /** For the headers of a request. */
  headers: number;
  /** For a whole request, headers and body; bodies of deliveries have a limit of their own, which is shorter. */
  request: number;
  /** Between two requests. Longer than a load balancer keeps a connection (60 s), so that it never meets a closed one. */
  idle: number;
  /** To hang up after a refusal, while the rest of its body is discarded: 10 MB on a slow line. */
  farewell: number;
  /** How often the first two are looked at. */
  check: number;
}

const patience: Patience = {
  headers: 15_000,
  request: 60_000,
  idle: 65_000,
  farewell: 30_000,
  check: 2_000,
};

/**
 * Takes the port before the facade is built, because its own address (PUBLIC_URL) is part of what it answers.
 * @throws when the port is taken
 */
export async function listen(
  host: string,
  port: number,
  changes: Partial<Patience> = {},
): Promise<{ listener: Server; port: number }> {
  const { headers, request, idle, farewell, check } = { ...patience, ...changes };
  const listener = createServer({
    headersTimeout: headers,
    requestTimeout: request,
    keepAliveTimeout: idle,
    connectionsCheckingInterval: check,
  });
  lingerAfterRefusals(listener, farewell);
  // hapi answers and ends its own side only: who is too slow or sends no HTTP could hold the other side for good.
  listener.on('clientError', (_error, socket) => {
    const limit = setTimeout(() => socket.destroy(), farewell);
    socket.once('close', () => clearTimeout(limit));
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, resolve);
  });
  return { listener, port: (listener.address() as AddressInfo).port };
}
