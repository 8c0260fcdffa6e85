import type { FhirError } from '../../../errors.ts';
import { unavailable } from '../failures.ts';
import type { Clock } from './clock.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerOptions {
  /** Outages in a row that open it. */
  failures: number;
  /** Milliseconds until it lets a probe through. */
  openFor: number;
}

/** One call's leave to be made. Exactly one of these is called, once, when it has ended. */
export interface Pass {
  /** The store answered, whatever it said. */
  answered(): void;
  /** The store did not answer. */
  failed(): void;
  /** Ended before the store had the time it may take. No recovery, if it was the probe. */
  cutShort(): void;
  /** Says nothing of the store: the caller went away. */
  unknown(): void;
}

export interface Breaker {
  /** Whether a call may be made now. */
  admits(): boolean;
  /** Only when it admits. */
  enter(): Pass;
  /** 503 `store-unavailable`, with the rest of the time it stays open. */
  refused(): FhirError;
  state(): BreakerState;
  /** When the outage began: the first failure of the row, epoch milliseconds. */
  since(): number | undefined;
}

/**
 * Closed, it lets every call through and opens after `failures` outages in a row. Open, it refuses all until `openFor`
 * is over; then one call is the probe, and the others are refused until it has ended. One answer closes it. What calls
 * that began before the last change bring home no longer counts.
 */
export function createBreaker(
  { failures, openFor }: BreakerOptions,
  clock: Clock,
  changed: (state: BreakerState) => void,
): Breaker {
  let row = 0;
  let since: number | undefined;
  let openUntil: number | undefined;
  let probing = false;
  let period = 0;

  const state = () => {
    if (openUntil === undefined) return 'closed';
    return clock.now() < openUntil ? 'open' : 'half-open';
  };

  function open(): void {
    period++;
    openUntil = clock.now() + openFor;
    changed('open');
  }

  function close(): void {
    period++;
    openUntil = undefined;
    changed('closed');
  }

  function endRow(): void {
    row = 0;
    since = undefined;
  }

  function countFailure(): void {
    since ??= clock.now();
    if (++row >= failures) open();
  }

  function closedPass(): Pass {
    const entered = period;
    const ifCurrent = (count: () => void) => () => {
      if (period === entered) count();
    };
    return { answered: ifCurrent(endRow), failed: ifCurrent(countFailure), cutShort() {}, unknown() {} };
  }

  function probePass(): Pass {
    probing = true;
    changed('half-open');
    const end = (then?: () => void) => () => {
      probing = false;
      then?.();
    };
    const recovered = () => {
      endRow();
      close();
    };
    return { answered: end(recovered), failed: end(open), cutShort: end(open), unknown: end() };
  }

  return {
    admits: () => state() !== 'open' && !probing,
    enter: () => (openUntil === undefined ? closedPass() : probePass()),
    refused() {
      const rest = Math.max((openUntil ?? 0) - clock.now(), 0);
      return unavailable({ retryAfter: Math.max(Math.ceil(rest / 1000), 1) });
    },
    state,
    since: () => since,
  };
}
