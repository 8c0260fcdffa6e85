import pg from 'pg';

export type { Pool, PoolClient } from 'pg';

export interface PoolOptions {
  /** Most connections at once; default 10. */
  max?: number;
  /** A statement that takes longer is cancelled (SQLSTATE 57014), in ms; default 20 s, 0 = never. */
  statementTimeout?: number;
  /**
   * A transaction whose next statement does not come for so long is ended by the server, with its locks, in ms; default 10 s.
   * A facade that hangs or is cut off must not keep what others wait for.
   */
  idleTransactionTimeout?: number;
  /** Longest wait for a lock (SQLSTATE 55P03), in ms; default none but the statement's. */
  lockTimeout?: number;
  /** Longest wait for a connection, in ms; default 5 s. */
  connectTimeout?: number;
  /** Statements are sent without waiting for the answers to those before; default false. */
  pipeline?: boolean;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onIdleError?: (error: Error) => void;
}

/** A server that has not even cancelled a statement so long (ms) after its time is out of reach: the query fails. */
const graceOfServer = 5_000;

/**
 * A pool of connections. Types as node-postgres has them, but for int8, which is a number (a value that a number cannot
 * hold exactly fails the query), and date, which stays text (`2026-03-29`) instead of a local midnight.
 */
export function createPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const statementTimeout = options.statementTimeout ?? 20_000;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 10,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout && statementTimeout + graceOfServer,
    ...(options.lockTimeout !== undefined && { lock_timeout: options.lockTimeout }),
    idle_in_transaction_session_timeout: options.idleTransactionTimeout ?? 10_000,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: options.connectTimeout ?? 5_000,
    application_name: `hjemmekurve ${process.pid} pool`,
    types: { getTypeParser },
  });
  pool.on('error', options.onIdleError ?? (() => undefined));
  // A connection in use that breaks fails its queries; its error event would end the process if nobody listened.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const { INT8, DATE } = pg.types.builtins;

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8 && format !== 'binary') return toSafeInteger;
  if (oid === DATE && format !== 'binary') return (text: string) => text;
  return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text');
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 value ${text} is too large for a number`);
  return value;
}
