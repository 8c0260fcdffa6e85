import { storeBreakerState, storeCalls, storeCallSeconds, storeRetries } from '../../../metrics.ts';
import type { BreakerState } from './breaker.ts';
import type { Clock } from './clock.ts';

const stateNumbers: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 };

/** What Prometheus sees of one store. Labels are the store's name and the outcome's code, and nothing else. */
export interface CallMetrics {
  state(state: BreakerState): void;
  calls(now: { running: number; waiting: number }): void;
  /** A call begins; to be called with its outcome when it has ended. */
  begin(): (outcome: string) => void;
  retried(): void;
}

export function createCallMetrics(store: string, clock: Clock): CallMetrics {
  return {
    state: (state) => storeBreakerState.set({ store }, stateNumbers[state]),
    calls({ running, waiting }) {
      storeCalls.set({ store, state: 'running' }, running);
      storeCalls.set({ store, state: 'waiting' }, waiting);
    },
    begin() {
      const began = clock.now();
      return (outcome) => storeCallSeconds.observe({ store, outcome }, (clock.now() - began) / 1000);
    },
    retried: () => storeRetries.inc({ store }),
  };
}
