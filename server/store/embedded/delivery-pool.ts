import { createPool, type Pool } from '../../database/pool.ts';

/**
 * The connections that a facade's deliveries are stored with, pipelined. Few, since those about one person wait for each other
 * anyway; what comes meanwhile waits for one of them.
 */
export function createDeliveryPool(databaseUrl: string): Pool {
  return createPool(databaseUrl, { max: 4, connectTimeout: 20_000, pipeline: true });
}
