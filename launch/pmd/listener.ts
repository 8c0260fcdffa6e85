import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on loopback that can go away and come back at the same address. */
export interface Listener {
  server: Server;
  /** Port 0 takes any free one, and keeps it. Answers the port. */
  open(): Promise<number>;
  /** Refuses new connections and drops those there are. */
  close(): Promise<void>;
}

export function createListener(port: number): Listener {
  const server = createServer();
  let own = port;
  return {
    server,
    open: () =>
      new Promise((resolve, reject) => {
        if (server.listening) return resolve(own);
        server.once('error', reject);
        server.listen(own, '127.0.0.1', () => {
          server.removeListener('error', reject);
          own = (server.address() as AddressInfo).port;
          resolve(own);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
