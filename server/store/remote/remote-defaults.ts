import type { GuardOptions } from './resilience/guard.ts';
import { createSessionCache, type SessionCache } from './session-cache.ts';
import type { Collection } from './collect.ts';

/**
 * How a store elsewhere is treated. The app waits 30 s: everything is over before that. A year of CGM takes seconds to
 * come; an outage is known after five calls, and looked at again every five seconds.
 */
export const guardDefaults: Omit<GuardOptions, 'name'> = {
  callTimeout: 20_000,
  requestTimeout: 25_000,
  retries: 2,
  concurrency: 32,
  queue: 128,
  breaker: { failures: 5, openFor: 5000 },
};

const minute = 60_000;
const mostBytes = 256 * 1024 * 1024;

/** What a user has just seen of a person, so that going from view to view does not ask again: for a minute. */
export function createCollections(): SessionCache<Collection> {
  return createSessionCache<Collection>({
    ttl: minute,
    mostBytes,
    sizeOf: ({ bytes }) => bytes,
  });
}
