import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FhirError } from '../../../../../server/errors.ts';
import { unavailable } from '../../../../../server/store/remote/failures.ts';
import { createGuard, type Guard } from '../../../../../server/store/remote/resilience/guard.ts';
import { HandClock, settled } from '../hand-clock.ts';

const second = 1000;

/** A store that counts what it is asked, and is out for a while: refuses connections, hangs, or hangs and is deaf. */
function storeOf(clock: HandClock, outage: { from: number; to: number }, kind: 'refuses' | 'hangs' | 'deaf') {
  const asked: number[] = [];
  let open = 0;
  let mostOpen = 0;
  const after = (milliseconds: number, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const cancel = clock.after(milliseconds, resolve);
      signal?.addEventListener('abort', () => (cancel(), reject(signal.reason)), { once: true });
    });
  const call = async (signal: AbortSignal) => {
    const isOut = clock.now() >= outage.from && clock.now() < outage.to;
    asked.push(clock.now());
    mostOpen = Math.max(mostOpen, ++open);
    try {
      if (isOut && kind === 'refuses') throw unavailable();
      await after(isOut ? 3600 * second : 30, kind === 'deaf' ? undefined : signal);
      return 'answer';
    } finally {
      open--;
    }
  };
  return { call, asked, mostOpen: () => mostOpen };
}

describe.each(['refuses', 'hangs', 'deaf'] as const)(
  '10,000 calls, and an outage of 30 s in which the store %s',
  (kind) => {
    const [concurrency, queue, openFor, callTimeout, requestTimeout] = [
      8,
      50,
      5 * second,
      2 * second,
      6 * second,
    ];

    test('one probe a period, nothing piles up, and one answer ends it', { timeout: 120_000 }, async () => {
      const clock = new HandClock();
      const began = clock.now();
      const outage = { from: began + 5 * second, to: began + 35 * second };
      const store = storeOf(clock, outage, kind);
      const guard = createGuard({
        ...{ name: 'storm', callTimeout, requestTimeout, retries: 2, concurrency, queue, clock },
        breaker: { failures: 5, openFor },
        random: () => 0.5,
      });
      let [pending, mostPending, mostTimers, slowest] = [0, 0, 0, 0];
      const ends: { at: number; error?: unknown }[] = [];

      /** 200 a second for 50 seconds, four at a time. */
      for (let sent = 0; sent < 10_000; sent += 4) {
        for (let each = 0; each < 4; each++) {
          const start = clock.now();
          mostPending = Math.max(mostPending, ++pending);
          const end = (error?: unknown) => {
            pending--;
            slowest = Math.max(slowest, clock.now() - start);
            ends.push({ at: clock.now(), ...(error !== undefined && { error }) });
          };
          guard.run(store.call, { repeatable: true }).then(() => end(), end);
        }
        mostTimers = Math.max(mostTimers, clock.timers);
        await clock.advance(20);
      }
      await clock.advance(10 * second);

      expect(ends).toHaveLength(10_000);
      expect(pending).toBe(0);
      expect(guard.state()).toEqual({ state: 'closed', running: 0, waiting: 0 });

      /** Those in the queue, those with a place, and those in a pause before a repetition, which last 400 ms at most. */
      expect(mostPending).toBeLessThanOrEqual(concurrency + queue + 5 + 0.4 * 200);
      expect(mostTimers).toBeLessThanOrEqual(2 * mostPending + concurrency);
      expect(slowest).toBeLessThanOrEqual(requestTimeout);
      expect(store.mostOpen()).toBeLessThanOrEqual(kind === 'deaf' ? 3 * concurrency : concurrency);

      const during = store.asked.filter((at) => at >= outage.from && at < outage.to);
      const opened = during[0] as number;
      const probes = during.filter((at) => at > opened + callTimeout + 0.5 * second);
      expect(probes.length).toBeGreaterThan(2);
      for (const [index, at] of probes.entries()) {
        if (index > 0) expect(at - (probes[index - 1] as number)).toBeGreaterThanOrEqual(openFor);
      }
      expect(during.length - probes.length).toBeLessThanOrEqual(concurrency + 5);

      const failures = ends.filter(({ error }) => error !== undefined);
      for (const { error } of failures) expect(error).toBeInstanceOf(FhirError);
      const lastRefusal = Math.max(...failures.map(({ at }) => at));
      expect(lastRefusal).toBeLessThanOrEqual(outage.to + openFor + callTimeout);
      const firstAnswer =
        ends.find(({ at, error }) => at >= outage.to && error === undefined)?.at ?? Infinity;
      expect(lastRefusal).toBeLessThanOrEqual(firstAnswer);
      const refusedLate = failures.filter(({ at }) => at > outage.from + 10 * second);
      expect(new Set(refusedLate.map(({ error }) => (error as FhirError).since)).size).toBe(1);
      expect((refusedLate[0]?.error as FhirError).since).toBeLessThanOrEqual(outage.from + callTimeout);
    });
  },
);

/** How one call to the store goes: how long it takes, how it ends, whether it stops when told. */
const behaviour = fc.record({
  takes: fc.integer({ min: 0, max: 5000 }),
  ends: fc.constantFrom<'answer' | 'outage' | 'bug'>('answer', 'outage', 'outage', 'bug'),
  listens: fc.boolean(),
});

const request = fc.record({
  after: fc.integer({ min: 0, max: 800 }),
  repeatable: fc.boolean(),
  leaves: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
  calls: fc.array(behaviour, { minLength: 1, maxLength: 4 }),
});

test(
  'any requests to any store: bounds and deadlines hold, and in the end nothing is left',
  { timeout: 120_000 },
  async () => {
    const [concurrency, queue, requestTimeout] = [3, 4, 3000];
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 40 }), async (requests) => {
        const clock = new HandClock();
        const guard: Guard = createGuard({
          ...{ name: 'any', callTimeout: 1000, requestTimeout, retries: 2, concurrency, queue, clock },
          breaker: { failures: 3, openFor: 2000 },
          random: () => 0.9,
        });
        let ended = 0;
        const broken: string[] = [];
        for (const { after, repeatable, leaves, calls } of requests) {
          await clock.advance(after);
          const start = clock.now();
          const leaving = new AbortController();
          if (leaves !== undefined) clock.after(leaves, () => leaving.abort('left'));
          let made = 0;
          const call = (signal: AbortSignal) => {
            const { takes, ends, listens } = calls[made++ % calls.length] as (typeof calls)[number];
            const { state, running } = guard.state();
            if (state === 'open' || running > concurrency)
              broken.push(`called while ${state}, ${running} running`);
            return new Promise<string>((resolve, reject) => {
              clock.after(takes, () => {
                if (ends === 'answer') resolve('answer');
                else reject(ends === 'outage' ? unavailable() : new RangeError('bug'));
              });
              if (listens) signal.addEventListener('abort', () => reject(signal.reason));
            });
          };
          const end = () => {
            ended++;
            const took = clock.now() - start;
            if (took > Math.min(requestTimeout, leaves ?? requestTimeout)) broken.push(`took ${took} ms`);
            if (made > (repeatable ? 3 : 1)) broken.push(`was called ${made} times`);
          };
          guard.run(call, { repeatable, signal: leaving.signal }).then(end, end);
          await settled();
          expect(guard.state().waiting).toBeLessThanOrEqual(queue);
        }
        await clock.advance(20_000);
        expect(broken).toEqual([]);
        expect(ended).toBe(requests.length);
        expect(guard.state()).toMatchObject({ running: 0, waiting: 0 });
        expect(clock.timers).toBe(0);
      }),
      { numRuns: 150 },
    );
  },
);
