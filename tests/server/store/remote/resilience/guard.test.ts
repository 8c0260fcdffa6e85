import { beforeEach, describe, expect, test } from 'vitest';
import { FhirError } from '../../../../../server/errors.ts';
import { registry } from '../../../../../server/metrics.ts';
import {
  malformed,
  otherPatient,
  throttled,
  timedOut,
  unavailable,
} from '../../../../../server/store/remote/failures.ts';
import { attempt } from '../../../../../server/store/remote/resilience/attempt.ts';
import { createGuard, type GuardOptions } from '../../../../../server/store/remote/resilience/guard.ts';
import { HandClock, settled } from '../hand-clock.ts';

let clock: HandClock;
beforeEach(() => {
  clock = new HandClock();
  registry.resetMetrics();
});

function guardOf(change: Partial<GuardOptions> = {}) {
  return createGuard({
    ...{ name: 'pmd', callTimeout: 1000, requestTimeout: 3000, retries: 2, concurrency: 2, queue: 3 },
    breaker: { failures: 5, openFor: 5000 },
    random: () => 0.5,
    clock,
    ...change,
  });
}

/** A call whose end the test decides. */
function openCall() {
  const { promise, resolve, reject } = withResolvers<string>();
  let signal: AbortSignal | undefined;
  const call = (given: AbortSignal) => {
    signal = given;
    return promise;
  };
  return { call, resolve, reject, signal: () => signal };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((...functions) => {
    [resolve, reject] = functions;
  });
  return { promise, resolve, reject };
}

/** How a promise stands, without waiting for it. */
function watch<T>(promise: Promise<T>) {
  const seen: { value?: T; error?: FhirError; at?: number } = {};
  promise.then(
    (value) => Object.assign(seen, { value, at: clock.now() }),
    (error) => Object.assign(seen, { error, at: clock.now() }),
  );
  return seen;
}

const once = { repeatable: false };
const again = { repeatable: true };
const answering = (...answers: (string | Error)[]) => {
  const made: number[] = [];
  const call = async () => {
    made.push(clock.now());
    const answer = answers[Math.min(made.length, answers.length) - 1] as string | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { call, made };
};

describe('repetition', () => {
  test.each<[words: string, failure: Error, options: { repeatable: boolean }, calls: number]>([
    ['no connection is', unavailable(), again, 3],
    ['a timeout is', timedOut(), again, 3],
    ['429 is', throttled(), again, 3],
    ['a broken connection is', new TypeError('terminated', { cause: new Error() }), again, 3],
    ['what must not be made twice is not', unavailable(), once, 1],
    ['a malformed answer is not', malformed('is not JSON'), again, 1],
    ['another patient is not', otherPatient(), again, 1],
    ['a refusal is not', new FhirError(403, 'forbidden', 'Blocked', { reason: 'blocked' }), again, 1],
    ['an error of ours is not', new RangeError('bug'), again, 1],
  ])('%s repeated', async (_, failure, options, calls) => {
    const { call, made } = answering(failure);
    const seen = watch(guardOf().run(call, options));
    await clock.advance(3000);
    expect(made).toHaveLength(calls);
    expect(seen.error).toMatchObject(
      failure instanceof TypeError ? { reason: 'store-unavailable' } : { message: failure.message },
    );
  });

  test('pauses are drawn from a bound that doubles; the answer that comes is the answer', async () => {
    const { call, made } = answering(unavailable(), unavailable(), 'here');
    const began = clock.now();
    const seen = watch(guardOf().run(call, again));
    await clock.advance(3000);
    expect(seen.value).toBe('here');
    expect(made.map((at) => at - began)).toEqual([0, 100, 300]);
  });

  test('a pause takes no place', async () => {
    const guard = guardOf({ concurrency: 1 });
    watch(guard.run(answering(unavailable(), 'late').call, again));
    await settled();
    expect(guard.state().running).toBe(0);
    expect(await guard.run(async () => 'at once', once)).toBe('at once');
  });

  test('Retry-After is waited for when the deadline allows it', async () => {
    const { call, made } = answering(throttled({ retryAfter: 2 }), 'here');
    const began = clock.now();
    const seen = watch(guardOf().run(call, again));
    await clock.advance(3000);
    expect(seen.value).toBe('here');
    expect(made.map((at) => at - began)).toEqual([0, 2100]);
  });

  test('Retry-After beyond the deadline is handed on at once', async () => {
    const { call, made } = answering(throttled({ retryAfter: 3 }));
    const seen = watch(guardOf().run(call, again));
    await settled();
    expect(seen.error).toMatchObject({ reason: 'store-throttled', retryAfter: 3, status: 503 });
    expect(made).toHaveLength(1);
  });
});

describe('deadlines', () => {
  test('a call that hangs is aborted at its own, and fails then even if it does not listen', async () => {
    const { call, signal } = openCall();
    const began = clock.now();
    const seen = watch(guardOf().run(call, once));
    await clock.advance(999);
    expect([signal()?.aborted, seen.at]).toEqual([false, undefined]);
    await clock.advance(1);
    expect(signal()?.aborted).toBe(true);
    expect(seen.error).toMatchObject({ status: 504, reason: 'store-timeout', issueCode: 'timeout' });
    expect(seen.at).toBe(began + 1000);
  });

  test('all calls of one request together have one', async () => {
    const { call } = openCall();
    const began = clock.now();
    const seen = watch(guardOf({ requestTimeout: 1700 }).run(call, again));
    await clock.advance(5000);
    expect(seen.error?.reason).toBe('store-timeout');
    expect(seen.at).toBe(began + 1700);
  });

  test('waiting for a place counts', async () => {
    const guard = guardOf({ concurrency: 1, callTimeout: 2500 });
    const first = watch(guard.run(openCall().call, once));
    await clock.advance(500);
    const second = watch(guard.run(openCall().call, once));
    const began = clock.now();
    await clock.advance(3000);
    expect(first.error?.reason).toBe('store-timeout');
    expect(second.error?.reason).toBe('store-timeout');
    expect(second.at).toBe(began + 3000);
  });

  test('a call that does not stop is counted as long again, and then its place is given on', async () => {
    const guard = guardOf({ concurrency: 1 });
    const { call, resolve } = openCall();
    const seen = watch(guard.run(call, once));
    const next = watch(guard.run(async () => 'next', once));
    await clock.advance(1000);
    expect(seen.error?.reason).toBe('store-timeout');
    expect(guard.state()).toMatchObject({ running: 1, waiting: 1 });
    await clock.advance(999);
    expect(next.value).toBeUndefined();
    await clock.advance(1);
    expect(next.value).toBe('next');
    resolve('much too late');
    await settled();
    expect(guard.state()).toMatchObject({ running: 0, waiting: 0 });
  });

  test('a call that stops when told gives its place back then', async () => {
    const guard = guardOf();
    watch(guard.run((signal) => new Promise((_, reject) => signal.addEventListener('abort', reject)), once));
    await clock.advance(1000);
    expect(guard.state().running).toBe(0);
    expect(clock.timers).toBe(0);
  });
});

describe('places', () => {
  test('one too many is refused at once; the others come in their order', async () => {
    const guard = guardOf();
    const calls = Array.from({ length: 5 }, () => openCall());
    const order: number[] = [];
    for (const [index, { call }] of calls.entries()) {
      guard.run((signal) => (order.push(index), call(signal)), once).catch(() => undefined);
    }
    await settled();
    const tooMany = watch(guard.run(openCall().call, once));
    await settled();
    expect(tooMany.error).toMatchObject({ status: 503, reason: 'store-overloaded', retryAfter: 2 });
    expect(guard.state()).toMatchObject({ running: 2, waiting: 3 });
    for (const { resolve } of calls) {
      resolve('done');
      await settled();
    }
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(guard.state()).toMatchObject({ running: 0, waiting: 0 });
    expect(clock.timers).toBe(0);
  });

  test('who goes away makes room, waiting or running, and is told its own reason', async () => {
    const guard = guardOf({ concurrency: 1, queue: 1 });
    const [gone, goneToo] = [new AbortController(), new AbortController()];
    const running = watch(guard.run(openCall().call, { repeatable: true, signal: gone.signal }));
    const waiting = watch(guard.run(openCall().call, { repeatable: true, signal: goneToo.signal }));
    await settled();
    goneToo.abort('left the queue');
    await settled();
    expect([waiting.error, guard.state().waiting]).toEqual(['left the queue', 0]);
    const next = watch(guard.run(async () => 'next', once));
    gone.abort('left');
    await clock.advance(1000);
    expect([running.error, next.value]).toEqual(['left', 'next']);
    expect(guard.state()).toMatchObject({ state: 'closed', running: 0, waiting: 0 });
  });

  test('who has gone before is not called for', async () => {
    const { call, made } = answering('here');
    await expect(guardOf().run(call, { repeatable: true, signal: AbortSignal.abort('gone') })).rejects.toBe(
      'gone',
    );
    expect(made).toEqual([]);
  });

  test('who goes away between the line and the call is not called for, and leaves its place', async () => {
    const ended: string[] = [];
    const { call, made } = answering('here');
    const leaving = { clock, limit: 1000, grace: 1000, signal: AbortSignal.abort('gone') };
    await expect(attempt(call, { ...leaving, ended: () => ended.push('ended') })).rejects.toBe('gone');
    expect([made, ended, clock.timers]).toEqual([[], ['ended'], 0]);
  });

  test('who goes away during a pause is not called for again', async () => {
    const { call, made } = answering(unavailable());
    const gone = new AbortController();
    const seen = watch(guardOf().run(call, { repeatable: true, signal: gone.signal }));
    await clock.advance(50);
    gone.abort('gone');
    await clock.advance(3000);
    expect([seen.error, made.length, clock.timers]).toEqual(['gone', 1, 0]);
  });
});

describe('an outage', () => {
  const out = { repeatable: false };

  async function opened(change: Partial<GuardOptions> = {}) {
    const guard = guardOf({ breaker: { failures: 2, openFor: 5000 }, ...change });
    const began = clock.now();
    await guard.run(answering(unavailable()).call, out).catch(() => undefined);
    await clock.advance(400);
    const last = watch(guard.run(answering(unavailable()).call, out));
    await settled();
    return { guard, began, last };
  }

  test('since when, and when to ask again, is in the failure that opens it and in every refusal after', async () => {
    const { guard, began, last } = await opened();
    expect(last.error).toMatchObject({ reason: 'store-unavailable', since: began, retryAfter: 5 });
    await clock.advance(1500);
    const { call, made } = answering('here');
    await expect(guard.run(call, again)).rejects.toMatchObject({
      ...{ status: 503, reason: 'store-unavailable', since: began, retryAfter: 4 },
    });
    expect(made).toEqual([]);
    expect(guard.state()).toMatchObject({ state: 'open', since: began });
  });

  test('a single failure tells since too', async () => {
    await expect(guardOf().run(answering(timedOut()).call, out)).rejects.toMatchObject({
      ...{ reason: 'store-timeout', since: clock.now(), retryAfter: 5 },
    });
  });

  test('who waits when it opens is sent away then, though the place is still taken', async () => {
    const guard = guardOf({ breaker: { failures: 1, openFor: 5000 }, concurrency: 1 });
    watch(guard.run(openCall().call, out));
    const waiting = watch(guard.run(openCall().call, again));
    await clock.advance(1000);
    expect(waiting.error).toMatchObject({ reason: 'store-unavailable', since: clock.now(), retryAfter: 5 });
    expect(guard.state()).toMatchObject({ running: 1, waiting: 0 });
  });

  test('one probe; the others are refused while it runs; its answer lets all in', async () => {
    const { guard } = await opened();
    await clock.advance(5000);
    const probe = openCall();
    const seen = watch(guard.run(probe.call, again));
    await settled();
    await expect(guard.run(answering('x').call, again)).rejects.toMatchObject({ retryAfter: 1 });
    probe.resolve('back');
    await settled();
    expect(seen.value).toBe('back');
    expect(guard.state()).toEqual({ state: 'closed', running: 0, waiting: 0 });
    expect(await guard.run(answering('x').call, out)).toBe('x');
  });

  test('a probe that fails is not repeated', async () => {
    const { guard, began } = await opened();
    await clock.advance(5000);
    const { call, made } = answering(unavailable());
    await expect(guard.run(call, again)).rejects.toMatchObject({ since: began, retryAfter: 5 });
    expect(made).toHaveLength(1);
    expect(guard.state()).toMatchObject({ state: 'open', since: began });
  });

  test.each<[words: string, end: Error]>([
    ['a refusal', new FhirError(403, 'forbidden', 'Blocked', { reason: 'blocked' })],
    ['429', throttled()],
    ['a malformed answer', malformed('is not JSON')],
  ])('is over when the probe brings %s: the store answered', async (_, end) => {
    const { guard } = await opened();
    await clock.advance(5000);
    await guard.run(answering(end).call, out).catch(() => undefined);
    expect(guard.state()).toEqual({ state: 'closed', running: 0, waiting: 0 });
  });

  test.each<[words: string, end: unknown]>([
    ['refusals', new FhirError(422, 'value', 'No', { reason: 'refused' })],
    ['429', throttled()],
    ['malformed answers', malformed('is not JSON')],
    ['errors of ours', new RangeError('bug')],
  ])('%s in any number are none', async (_, end) => {
    const guard = guardOf({ breaker: { failures: 2, openFor: 5000 } });
    for (let count = 0; count < 20; count++)
      await guard.run(answering(end as Error).call, out).catch(() => undefined);
    expect(guard.state()).toEqual({ state: 'closed', running: 0, waiting: 0 });
  });

  test('callers who go away are none, and no proof of recovery', async () => {
    const { guard } = await opened();
    await clock.advance(5000);
    const gone = new AbortController();
    watch(guard.run(openCall().call, { repeatable: true, signal: gone.signal }));
    await settled();
    gone.abort();
    await clock.advance(0);
    expect(guard.state().state).toBe('half-open');
    expect(await guard.run(answering('x').call, out)).toBe('x');
    expect(guard.state().state).toBe('closed');
  });

  test('a call that had hardly any time left is no proof of one', async () => {
    const guard = guardOf({ concurrency: 1, breaker: { failures: 1, openFor: 5000 }, callTimeout: 2900 });
    const { call, resolve } = openCall();
    watch(guard.run(call, out));
    const late = watch(guard.run(openCall().call, out));
    await clock.advance(2800);
    resolve('slow');
    await clock.advance(200);
    expect(late.error?.reason).toBe('store-timeout');
    expect(guard.state().state).toBe('closed');
  });
});

test('metrics: state, time by outcome and repetitions, with the name of the store', async () => {
  const guard = guardOf({ breaker: { failures: 2, openFor: 5000 } });
  await guard.run(answering('x').call, once);
  watch(guard.run(answering(unavailable()).call, again));
  await clock.advance(3000);
  const text = await registry.metrics();
  expect(text).toContain('hjemmekurve_store_breaker_state{store="pmd"} 2');
  expect(text).toContain('hjemmekurve_store_retries_total{store="pmd"} 1');
  expect(text).toContain('hjemmekurve_store_call_duration_seconds_count{store="pmd",outcome="ok"} 1');
  expect(text).toContain(
    'hjemmekurve_store_call_duration_seconds_count{store="pmd",outcome="store-unavailable"} 2',
  );
});

test('metrics: how many calls run, and how many wait for a place', async () => {
  const guard = guardOf({ concurrency: 2, queue: 3 });
  const calls = Array.from({ length: 4 }, openCall);
  const ends = calls.map(({ call }) => guard.run(call, once));
  await settled();
  const seen = async () =>
    ['running', 'waiting'].map((state) => [state, guard.state()[state as 'running' | 'waiting']] as const);
  for (const ended of [undefined, ...calls]) {
    ended?.resolve('x');
    await settled();
    const text = await registry.metrics();
    for (const [state, number] of await seen()) {
      expect(text).toContain(`hjemmekurve_store_calls{store="pmd",state="${state}"} ${number}`);
    }
  }
  await Promise.all(ends);
  expect(guard.state()).toMatchObject({ running: 0, waiting: 0 });
});
