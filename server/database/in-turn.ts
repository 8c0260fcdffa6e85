import { FhirError } from '../errors.ts';
import { createBulkhead } from '../store/remote/resilience/bulkhead.ts';
import { systemClock } from '../store/remote/resilience/clock.ts';
import type { Pool } from './pool.ts';

/** How long a change waits for others of the same facade, in ms, and how many may wait. */
const patience = 5_000;
const mostWaiting = 1_000;

/** Runs a change that holds a connection while the access log is written. */
export type InTurn = <T>(change: () => Promise<T>) => Promise<T>;

/**
 * Lets so many changes at a time have a connection that those who only read still find one.
 * @param share of the pool's connections
 * @param kind names what is changed, for whoever finds no room: 503 `{kind}-unavailable`
 */
export function createInTurn(pool: Pool, { share, kind }: { share: number; kind: string }): InTurn {
  const concurrency = Math.max(1, Math.floor(pool.options.max * share));
  const places = createBulkhead({ concurrency, queue: mostWaiting }, systemClock);
  const busy = (cause: unknown): never => {
    throw new FhirError(503, 'transient', `More ${kind} are being changed than the facade has room for`, {
      reason: `${kind}-unavailable`,
      retryAfter: 5,
      cause,
    });
  };
  return async (change) => {
    await places.enter(systemClock.now() + patience).catch(busy);
    try {
      return await change();
    } finally {
      places.leave();
    }
  };
}
