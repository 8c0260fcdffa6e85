import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Takes the port before the facade is built, because its own address (PUBLIC_URL) is part of what it answers.
 * @throws when the port is taken
 */
export async function listen(host: string, port: number): Promise<{ listener: Server; port: number }> {
  const listener = createServer();
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, resolve);
  });
  return { listener, port: (listener.address() as AddressInfo).port };
}
