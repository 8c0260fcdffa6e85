import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Gateway {
  /** Origin, without a trailing slash. */
  url: string;
  stop(): Promise<void>;
}

const unreachable = /^\/(oauth|fhir)(\/|\?|$)/;

/**
 * A reverse proxy in front of the facade through which its pages can be loaded, but whose line to the facade's OAuth
 * and FHIR endpoints is cut: the connection is closed without an answer.
 */
export async function startGateway(facade: string): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => {
    if (unreachable.test(incoming.url ?? '')) incoming.socket.destroy();
    else relay(facade, incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function relay(facade: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const target = new URL(facade);
  const { hostname, port, host } = target;
  const options = {
    hostname,
    port,
    path: incoming.url,
    method: incoming.method,
    headers: { ...incoming.headers, host },
  };
  const onward = forward(options, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.once('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
