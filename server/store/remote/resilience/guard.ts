import { FhirError } from '../../../errors.ts';
import { isTransient, toStoreFailure } from '../failures.ts';
import { attempt, type Call } from './attempt.ts';
import { createBreaker, type BreakerOptions, type BreakerState, type Pass } from './breaker.ts';
import { createBulkhead, type BulkheadOptions } from './bulkhead.ts';
import { createCallMetrics } from './call-metrics.ts';
import { sleep, systemClock, type Clock } from './clock.ts';
import { judgeFailure } from './judge-call.ts';
import { pauseBefore } from './pause.ts';

export interface GuardOptions extends BulkheadOptions {
  /** The store's name in metrics. */
  name: string;
  /** Milliseconds that one call may take. */
  callTimeout: number;
  /** Milliseconds that everything together may take: waiting, calls, pauses. */
  requestTimeout: number;
  /** How often a call is made again, at most. */
  retries: number;
  breaker: BreakerOptions;
  clock?: Clock;
  random?: () => number;
}

export interface RunOptions {
  /** Whether making the call twice does no more than making it once. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
}

export interface GuardState {
  state: BreakerState;
  /** When the outage began, epoch milliseconds. */
  since?: number;
  running: number;
  waiting: number;
}

export interface Guard {
  /**
   * Makes a call to the store. It may be made several times, and one that was given up may still be running when the next
   * begins: whatever a call gathers belongs to that call.
   * @throws {FhirError} the call's own failure; `store-unavailable` at once while the store is out, `store-overloaded` at
   * once when too many wait, `store-timeout`. With `since`, and `retryAfter` where asking again may help.
   * @throws the signal's reason when it is aborted
   */
  run<T>(call: Call<T>, options: RunOptions): Promise<T>;
  state(): GuardState;
}

/** Seconds after which to ask again, where nobody knows better. */
const askAgain = 5;

/** What stands between the facade and one remote store. Which failures count, and why: README.md. */
export function createGuard(options: GuardOptions): Guard {
  const { name, requestTimeout, retries, clock = systemClock, random = Math.random } = options;
  const callTimeout = Math.min(options.callTimeout, requestTimeout);
  const metrics = createCallMetrics(name, clock);
  const bulkhead = createBulkhead(options, clock, () => metrics.calls(bulkhead));
  const breaker = createBreaker(options.breaker, clock, (state) => {
    metrics.state(state);
    if (state === 'open') bulkhead.refuseWaiting(breaker.refused);
  });
  metrics.state('closed');
  metrics.calls(bulkhead);

  async function enter(deadline: number, signal: AbortSignal | undefined): Promise<Pass> {
    if (!breaker.admits()) throw breaker.refused();
    await bulkhead.enter(deadline, signal);
    if (breaker.admits()) return breaker.enter();
    bulkhead.leave();
    throw breaker.refused();
  }

  async function callOnce<T>(
    pass: Pass,
    call: Call<T>,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<{ answer: T } | { failure: unknown }> {
    const limit = Math.min(callTimeout, deadline - clock.now());
    const ended = () => bulkhead.leave();
    const measured = metrics.begin();
    try {
      const answer = await attempt(call, { clock, limit, grace: callTimeout, signal, ended });
      pass.answered();
      measured('ok');
      return { answer };
    } catch (thrown) {
      const failure = toStoreFailure(thrown);
      measured(
        judgeFailure(pass, failure, { aborted: signal?.aborted === true, short: limit < callTimeout }),
      );
      return { failure };
    }
  }

  /** Undefined: it is not to be made again. */
  function pauseAfter(failure: unknown, repetition: number, deadline: number): number | undefined {
    if (repetition > retries || !isTransient(failure) || !breaker.admits()) return undefined;
    const pause = pauseBefore(repetition, failure.retryAfter, random);
    return clock.now() + pause < deadline ? pause : undefined;
  }

  async function callUntilAnswered<T>(call: Call<T>, { repeatable, signal }: RunOptions): Promise<T> {
    const deadline = clock.now() + requestTimeout;
    for (let repetition = 1; ; repetition++) {
      const pass = await enter(deadline, signal);
      const outcome = await callOnce(pass, call, deadline, signal);
      if ('answer' in outcome) return outcome.answer;
      const pause = repeatable ? pauseAfter(outcome.failure, repetition, deadline) : undefined;
      if (pause === undefined) throw outcome.failure;
      await sleep(clock, pause, signal);
      metrics.retried();
    }
  }

  /** With what only the guard knows: since when, and when to ask again. */
  function toldWhole(error: unknown): unknown {
    const mayHelp = isTransient(error) || (error instanceof FhirError && error.reason === 'store-overloaded');
    if (!mayHelp) return error;
    const { status, issueCode, message, reason, cause, retryAfter } = error;
    const untilProbe = breaker.admits() ? undefined : breaker.refused().retryAfter;
    const since = breaker.since();
    return new FhirError(status, issueCode, message, {
      ...{ reason, cause },
      retryAfter: Math.max(retryAfter ?? 0, untilProbe ?? 0) || askAgain,
      ...(since !== undefined && { since }),
    });
  }

  return {
    async run(call, runOptions) {
      try {
        return await callUntilAnswered(call, runOptions);
      } catch (error) {
        throw toldWhole(error);
      }
    },
    state() {
      const since = breaker.since();
      const { running, waiting } = bulkhead;
      return { state: breaker.state(), running, waiting, ...(since !== undefined && { since }) };
    },
  };
}
