import { createPool, type Pool } from '../database/pool.ts';

/**
 * The connection that the access log of a facade writes with, pipelined: one, since one transaction writes what has come
 * together. A statement ends before a writer's patience does. Heads of chains are waited for as long as some commits of other
 * facades take; and a facade that is cut off or hangs leaves them to the others after two seconds.
 */
export function createLogPool(databaseUrl: string): Pool {
  return createPool(databaseUrl, {
    max: 1,
    pipeline: true,
    statementTimeout: 4_000,
    lockTimeout: 1_000,
    idleTransactionTimeout: 2_000,
  });
}
