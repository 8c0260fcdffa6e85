import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBreaker } from '../../../../../server/store/remote/resilience/breaker.ts';
import type { BreakerState, Pass } from '../../../../../server/store/remote/resilience/breaker.ts';
import { HandClock } from '../hand-clock.ts';

const openFor = 5000;

function breakerOf(failures = 3) {
  const clock = new HandClock();
  const changes: BreakerState[] = [];
  const breaker = createBreaker({ failures, openFor }, clock, (state) => changes.push(state));
  return { breaker, clock, changes };
}

type End = keyof Pass;
const end = (pass: Pass, how: End) => pass[how]();

describe('a closed breaker', () => {
  test.each<[words: string, ends: End[], state: BreakerState]>([
    ['stays closed below the bound', ['failed', 'failed'], 'closed'],
    ['opens at the bound', ['failed', 'failed', 'failed'], 'open'],
    ['counts only failures in a row', ['failed', 'failed', 'answered', 'failed', 'failed'], 'closed'],
    ['does not count callers who go away', ['failed', 'failed', 'unknown', 'unknown'], 'closed'],
    ['is not appeased by callers who go away', ['failed', 'failed', 'unknown', 'failed'], 'open'],
    ['does not count what had too little time', ['failed', 'failed', 'cutShort', 'cutShort'], 'closed'],
  ])('%s', (_, ends, state) => {
    const { breaker } = breakerOf();
    for (const how of ends) end(breaker.enter(), how);
    expect(breaker.state()).toBe(state);
    expect(breaker.admits()).toBe(state === 'closed');
  });

  test('knows when the row of failures began, and forgets it at the next answer', async () => {
    const { breaker, clock } = breakerOf();
    const began = clock.now();
    breaker.enter().failed();
    await clock.advance(700);
    breaker.enter().failed();
    expect(breaker.since()).toBe(began);
    breaker.enter().answered();
    expect(breaker.since()).toBeUndefined();
  });
});

describe('an open breaker', () => {
  async function opened() {
    const all = breakerOf(1);
    const late = all.breaker.enter();
    all.breaker.enter().failed();
    return { ...all, late, began: all.clock.now() };
  }

  test('says for how long it stays so, rounded up', async () => {
    const { breaker, clock } = await opened();
    await clock.advance(1001);
    expect(breaker.refused()).toMatchObject({ status: 503, reason: 'store-unavailable', retryAfter: 4 });
    await clock.advance(3998);
    expect(breaker.admits()).toBe(false);
    expect(breaker.refused().retryAfter).toBe(1);
    await clock.advance(1);
    expect(breaker.admits()).toBe(true);
    expect(breaker.state()).toBe('half-open');
  });

  test.each<[End, BreakerState, admits: boolean]>([
    ['answered', 'closed', true],
    ['failed', 'open', false],
    ['cutShort', 'open', false],
    ['unknown', 'half-open', true],
  ])('its probe %s: %s', async (how, state, admits) => {
    const { breaker, clock, began, changes } = await opened();
    await clock.advance(openFor);
    const probe = breaker.enter();
    expect(breaker.admits()).toBe(false);
    end(probe, how);
    expect([breaker.state(), breaker.admits()]).toEqual([state, admits]);
    expect(breaker.since()).toBe(state === 'closed' ? undefined : began);
    expect(changes).toEqual(['open', 'half-open', ...(state === 'half-open' ? [] : [state])]);
  });

  test.each<End>(['answered', 'failed'])('is not moved by a call from before that %s', async (how) => {
    const { breaker, clock, late } = await opened();
    await clock.advance(openFor - 1);
    end(late, how);
    expect(breaker.state()).toBe('open');
    await clock.advance(1);
    expect(breaker.state()).toBe('half-open');
  });

  test('closed again, it takes as many failures as before to open', async () => {
    const { breaker, clock } = breakerOf(2);
    breaker.enter().failed();
    breaker.enter().failed();
    await clock.advance(openFor);
    breaker.enter().answered();
    breaker.enter().failed();
    expect(breaker.state()).toBe('closed');
    breaker.enter().failed();
    expect(breaker.state()).toBe('open');
  });
});

/** What can happen to a breaker: a call asks to be let in, one of those inside ends, time passes. */
const event = fc.oneof(
  fc.constant({ kind: 'call' as const }),
  fc.record({
    kind: fc.constant('end' as const),
    which: fc.nat(),
    how: fc.constantFrom<End>('answered', 'failed', 'failed', 'cutShort', 'unknown'),
  }),
  fc.record({ kind: fc.constant('wait' as const), for: fc.integer({ min: 0, max: openFor }) }),
);

test('whatever happens: one probe at a time, none before its time, and only it can close', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(event, { maxLength: 120 }),
      async (failures, events) => {
        const { breaker, clock } = breakerOf(failures);
        const inside: { pass: Pass; probe: boolean }[] = [];
        let openedAt = 0;
        for (const happens of events) {
          const before = breaker.state();
          if (happens.kind === 'wait') await clock.advance(happens.for);
          else if (happens.kind === 'call') {
            if (!breaker.admits()) continue;
            expect(before).not.toBe('open');
            if (before === 'half-open') {
              expect(inside.some(({ probe }) => probe)).toBe(false);
              expect(clock.now() - openedAt).toBeGreaterThanOrEqual(openFor);
            }
            inside.push({ pass: breaker.enter(), probe: before === 'half-open' });
          } else if (inside.length > 0) {
            const [ended] = inside.splice(happens.which % inside.length, 1);
            if (!ended) continue;
            end(ended.pass, happens.how);
            const after = breaker.state();
            if (after === 'open' && before !== 'open') openedAt = clock.now();
            if (before === 'half-open' && after === 'closed') expect(ended.probe).toBe(true);
            if (ended.probe)
              expect(after).toBe(
                { answered: 'closed', unknown: 'half-open' }[happens.how as string] ?? 'open',
              );
          }
          if (breaker.state() !== 'closed') expect(breaker.since()).toBeLessThanOrEqual(openedAt);
        }
      },
    ),
    { numRuns: 500 },
  );
});
