import type { Writable } from 'node:stream';
import type { PoolClient } from './pool.ts';

/** What node-postgres does not say of its clients: the connection, and the socket it writes to. */
interface WithSocket {
  connection: { stream: Writable };
}

/**
 * What a pipelined client is given to send from here to the end of this turn of the event loop leaves in one write: the
 * driver writes to the socket once for each statement, which costs as much as some statements do.
 */
export function gatherStatements(client: PoolClient): void {
  const { stream } = (client as unknown as WithSocket).connection;
  stream.cork();
  setImmediate(() => stream.uncork());
}
