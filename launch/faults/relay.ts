import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** How the line behaves: as the database does; each answer to a query held back; or every connection dropped. */
export type LineState = 'open' | { delay: number } | 'cut';

export interface Relay {
  /** The database's URL with the relay's address in it. */
  url: string;
  /** Cutting drops what is connected now as well. */
  setState(state: LineState): void;
  stop(): Promise<void>;
}

/** PostgreSQL's ReadyForQuery, without its last byte: before it comes, the connection is still being set up. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5]);

/** A TCP relay to PostgreSQL whose line can be made slow or be cut. Setting up a connection is never slowed down. */
export async function startRelay(databaseUrl: string): Promise<Relay> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: LineState = 'open';

  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };

  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const database = connect(Number(target.port || 5432), target.hostname);
    join(track(client), track(database), () => state);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  const dropAll = () => sockets.forEach((socket) => socket.destroy());
  const own = new URL(databaseUrl);
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own.href,
    setState(next) {
      state = next;
      if (next === 'cut') dropAll();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropAll();
      }),
  };
}

function join(client: Socket, database: Socket, state: () => LineState): void {
  let settled = false;
  let tail = Buffer.alloc(0);
  client.pipe(database);
  database.on('data', (chunk) => {
    const line = state();
    if (settled && typeof line === 'object') setTimeout(() => client.write(chunk), line.delay);
    else client.write(chunk);
    if (settled) return;
    const seen = Buffer.concat([tail, chunk]);
    settled = seen.includes(readyForQuery);
    tail = seen.subarray(-readyForQuery.length);
  });
  database.once('close', () => client.destroy());
  client.once('close', () => database.destroy());
}
