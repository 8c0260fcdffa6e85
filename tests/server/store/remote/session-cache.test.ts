import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSessionCache } from '../../../../server/store/remote/session-cache.ts';
import { HandClock, settled } from './hand-clock.ts';

const ttl = 60_000;
let clock: HandClock;
beforeEach(() => {
  clock = new HandClock();
});

const cacheOf = (mostBytes = 4000) =>
  createSessionCache<string>({ ttl, mostBytes, sizeOf: ({ length }) => length, clock });

/** A load that the test ends, and that counts how often it was begun. */
function openLoad() {
  const begun: { resolve: (value: string) => void; reject: (reason: unknown) => void }[] = [];
  const load = () => new Promise<string>((resolve, reject) => begun.push({ resolve, reject }));
  return { load, begun };
}

const loads = (value: string) => () => Promise.resolve(value);
const neverLoads = () => Promise.reject(new Error('was loaded'));

describe('what is kept', () => {
  test('is for one session and one person', async () => {
    const cache = cacheOf();
    expect(await cache.get('s1', 'p1', loads('s1 p1'))).toBe('s1 p1');
    expect(await cache.get('s1', 'p2', loads('s1 p2'))).toBe('s1 p2');
    expect(await cache.get('s2', 'p1', loads('s2 p1'))).toBe('s2 p1');
    expect(await cache.get('s1', 'p1', neverLoads)).toBe('s1 p1');
    expect(await cache.get('s2', 'p1', neverLoads)).toBe('s2 p1');
    expect(cache.size()).toEqual({ entries: 3, bytes: 15, loading: 0 });
  });

  test('names that run together are told apart', async () => {
    const cache = cacheOf();
    await cache.get('a', 'bc', loads('1'));
    await cache.get('a","b', 'c', loads('2'));
    expect(await cache.get('ab', 'c', loads('3'))).toBe('3');
    expect(await cache.get('a', 'b","c', loads('4'))).toBe('4');
  });

  test('ends at ttl, however often it is used, and lies in memory no longer', async () => {
    const cache = cacheOf();
    await cache.get('s', 'p', loads('old'));
    for (let second = 10; second < 60; second += 10) {
      await clock.advance(10_000);
      expect(await cache.get('s', 'p', neverLoads)).toBe('old');
    }
    await clock.advance(9_999);
    expect(cache.size().entries).toBe(1);
    await clock.advance(1);
    expect(cache.size()).toEqual({ entries: 0, bytes: 0, loading: 0 });
    expect(await cache.get('s', 'p', loads('new'))).toBe('new');
  });

  test('ends when the right to it ends, if that is before', async () => {
    const cache = cacheOf();
    await cache.get('s', 'p', loads('old'), { expires: clock.now() + 5000 });
    await clock.advance(4999);
    expect(await cache.get('s', 'p', neverLoads)).toBe('old');
    await clock.advance(1);
    expect(cache.size().entries).toBe(0);
    await cache.get('s', 'p', loads('x'), { expires: clock.now() + 10 * ttl });
    await clock.advance(ttl);
    expect(cache.size().entries).toBe(0);
  });

  test('is nothing when the right to it has ended already', async () => {
    const cache = cacheOf();
    expect(await cache.get('s', 'p', loads('x'), { expires: clock.now() })).toBe('x');
    expect(cache.size()).toEqual({ entries: 0, bytes: 0, loading: 0 });
  });
});

describe('loading', () => {
  test('is shared by those who ask meanwhile, and counts from when it began', async () => {
    const cache = cacheOf();
    const { load, begun } = openLoad();
    const asked = [cache.get('s', 'p', load), cache.get('s', 'p', load), cache.get('s', 'p', load)];
    expect(cache.size()).toEqual({ entries: 0, bytes: 0, loading: 1 });
    await clock.advance(50_000);
    begun[0]?.resolve('one');
    expect(await Promise.all(asked)).toEqual(['one', 'one', 'one']);
    expect(begun).toHaveLength(1);
    await clock.advance(10_000);
    expect(cache.size().entries).toBe(0);
  });

  test.each(['another session', 'another person'])('is not shared with %s', async (who) => {
    const cache = cacheOf();
    const { load, begun } = openLoad();
    void cache.get('s', 'p', load);
    void (who === 'another session' ? cache.get('s2', 'p', load) : cache.get('s', 'p2', load));
    expect(begun).toHaveLength(2);
  });

  test('that fails is told to all who asked, and not kept', async () => {
    const cache = cacheOf();
    const { load, begun } = openLoad();
    const asked = [cache.get('s', 'p', load), cache.get('s', 'p', load)];
    begun[0]?.reject(new Error('away'));
    for (const each of asked) await expect(each).rejects.toThrow('away');
    expect([cache.size(), clock.timers]).toEqual([{ entries: 0, bytes: 0, loading: 0 }, 0]);
    expect(await cache.get('s', 'p', loads('back'))).toBe('back');
  });

  test('that throws at once is no different', async () => {
    const cache = cacheOf();
    const load = () => {
      throw new Error('away');
    };
    await expect(cache.get('s', 'p', load)).rejects.toThrow('away');
    expect(await cache.get('s', 'p', loads('back'))).toBe('back');
  });

  test.each<[words: string, drop: (cache: ReturnType<typeof cacheOf>) => unknown]>([
    ['its session was dropped', (cache) => cache.drop('s')],
    ['its person was dropped', (cache) => cache.dropPerson('p')],
    ['its time was over', () => clock.advance(ttl)],
  ])('that ends after %s is for those who asked before, and no one else', async (_, drop) => {
    const cache = cacheOf();
    const { load, begun } = openLoad();
    const before = cache.get('s', 'p', load);
    await drop(cache);
    const after = cache.get('s', 'p', load);
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('new');
    await settled();
    begun[0]?.resolve('old');
    expect([await before, await after]).toEqual(['old', 'new']);
    expect(await cache.get('s', 'p', neverLoads)).toBe('new');
  });

  test('that fails after a drop does not end what came after', async () => {
    const cache = cacheOf();
    const { load, begun } = openLoad();
    const before = cache.get('s', 'p', load);
    cache.drop('s');
    await cache.get('s', 'p', loads('new'));
    begun[0]?.reject(new Error('away'));
    await expect(before).rejects.toThrow('away');
    expect(await cache.get('s', 'p', neverLoads)).toBe('new');
  });
});

describe('dropping', () => {
  const filled = async () => {
    const cache = cacheOf();
    for (const session of ['s1', 's2']) {
      for (const person of ['p1', 'p2']) await cache.get(session, person, loads(`${session}${person}`));
    }
    return cache;
  };

  test('a session ends all of it, and only that', async () => {
    const cache = await filled();
    cache.drop('s1');
    expect(cache.size()).toEqual({ entries: 2, bytes: 8, loading: 0 });
    expect(await cache.get('s2', 'p1', neverLoads)).toBe('s2p1');
    expect(clock.timers).toBe(2);
  });

  test('a person in a session ends nothing else', async () => {
    const cache = await filled();
    cache.drop('s1', 'p1');
    expect(cache.size()).toEqual({ entries: 3, bytes: 12, loading: 0 });
    expect(await cache.get('s1', 'p2', neverLoads)).toBe('s1p2');
    expect(await cache.get('s2', 'p1', neverLoads)).toBe('s2p1');
    await expect(cache.get('s1', 'p1', neverLoads)).rejects.toThrow('was loaded');
  });

  test('a person ends it in all sessions', async () => {
    const cache = await filled();
    cache.dropPerson('p1');
    expect(cache.size()).toEqual({ entries: 2, bytes: 8, loading: 0 });
    expect(await cache.get('s1', 'p2', neverLoads)).toBe('s1p2');
  });
});

describe('the bound', () => {
  test('what was asked for first goes first', async () => {
    const cache = cacheOf(4000);
    for (const person of ['p1', 'p2', 'p3', 'p4']) await cache.get('s', person, loads('x'.repeat(1000)));
    await cache.get('s', 'p1', neverLoads);
    await cache.get('s', 'p5', loads('y'));
    expect(cache.size()).toEqual({ entries: 4, bytes: 3001, loading: 0 });
    expect(await cache.get('s', 'p2', neverLoads)).toHaveLength(1000);
    expect(await cache.get('s', 'p1', loads('again'))).toBe('again');
  });

  test('a load under way makes no room, so it stays', async () => {
    const cache = cacheOf(4000);
    const { load, begun } = openLoad();
    const asked = [cache.get('s', 'p0', load)];
    for (const person of ['p1', 'p2', 'p3', 'p4', 'p5'])
      await cache.get('s', person, loads('x'.repeat(1000)));
    asked.push(cache.get('s', 'p0', load));
    begun[0]?.resolve('one');
    expect(await Promise.all(asked)).toEqual(['one', 'one']);
    expect(begun).toHaveLength(1);
  });

  test.each([
    [1000, 1],
    [1001, 0],
  ])('of 4000, %i bytes: %i kept', async (size, entries) => {
    const cache = cacheOf(4000);
    expect(await cache.get('s', 'p', loads('x'.repeat(size)))).toHaveLength(size);
    expect(cache.size()).toEqual({ entries, bytes: entries * size, loading: 0 });
  });
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant('get' as const),
    session: fc.constantFrom('s1', 's2', 's3'),
    person: fc.constantFrom('p1', 'p2', 'p3'),
    expires: fc.option(fc.integer({ min: 0, max: 2 * ttl }), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    which: fc.nat(),
    fails: fc.boolean(),
    size: fc.integer({ min: 0, max: 130 }),
  }),
  fc.record({ kind: fc.constant('drop' as const), session: fc.constantFrom('s1', 's2', 's3') }),
  fc.record({ kind: fc.constant('dropPerson' as const), person: fc.constantFrom('p1', 'p2', 'p3') }),
  fc.record({ kind: fc.constant('wait' as const), for: fc.integer({ min: 0, max: ttl }) }),
);

interface Loaded {
  session: string;
  person: string;
  asked: number;
  ends: number;
  size: number;
}

test('whatever happens: the asker’s own, never too old, never dropped before, within the bound', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      clock = new HandClock();
      const mostBytes = 400;
      const cache = createSessionCache<Loaded>({ ttl, mostBytes, sizeOf: ({ size }) => size, clock });
      const under: { value: Loaded; end: (fails: boolean) => void }[] = [];
      const dropped = new Map<string, number>();
      const broken: string[] = [];
      let time = 0;
      for (const happens of steps) {
        time++;
        if (happens.kind === 'get') {
          const { session, person, expires } = happens;
          const asked = time;
          const now = clock.now();
          const ends = Math.min(now + ttl, now + (expires ?? Infinity));
          const load = () =>
            new Promise<Loaded>((resolve, reject) => {
              const value = { session, person, asked, ends, size: 0 };
              under.push({ value, end: (fails) => (fails ? reject(new Error('away')) : resolve(value)) });
            });
          const lastDrop = Math.max(dropped.get(session) ?? 0, dropped.get(person) ?? 0);
          cache.get(session, person, load, expires === undefined ? {} : { expires: now + expires }).then(
            (got) => {
              if (got.session !== session || got.person !== person) broken.push('another’s');
              if (got.asked < lastDrop) broken.push('dropped before');
              if (got.asked !== asked && got.ends <= now) broken.push('too old');
            },
            () => undefined,
          );
        } else if (happens.kind === 'end') {
          const [ended] = under.splice(happens.which % Math.max(under.length, 1), 1);
          if (ended) ended.value.size = happens.size;
          ended?.end(happens.fails);
        } else if (happens.kind === 'drop') {
          cache.drop(happens.session);
          dropped.set(happens.session, time);
        } else if (happens.kind === 'dropPerson') {
          cache.dropPerson(happens.person);
          dropped.set(happens.person, time);
        } else await clock.advance(happens.for);
        await settled();
        expect(cache.size().bytes).toBeLessThanOrEqual(mostBytes);
        expect(clock.timers).toBe(cache.size().entries + cache.size().loading);
      }
      for (const { end } of under) end(false);
      await clock.advance(ttl);
      expect(broken).toEqual([]);
      expect(cache.size()).toEqual({ entries: 0, bytes: 0, loading: 0 });
    }),
    { numRuns: 300 },
  );
});

describe('who leaves while it is loading', () => {
  /** A load that the test may end, and that ends as told. */
  function stoppable() {
    const begun: { resolve: (value: string) => void; abandoned: AbortSignal }[] = [];
    const load = (abandoned: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        begun.push({ resolve, abandoned });
        abandoned.addEventListener('abort', () => reject(abandoned.reason as Error));
      });
    return { load, begun };
  }

  test('the load ends with the last of them, and who comes then has one of their own', async () => {
    const cache = cacheOf();
    const { load, begun } = stoppable();
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = [one, other].map(({ signal }) => cache.get('s', 'p', load, { left: signal }));
    const ends = Promise.allSettled(answers);
    one.abort();
    expect(begun.map(({ abandoned }) => abandoned.aborted)).toEqual([false]);
    other.abort();
    expect(begun.map(({ abandoned }) => abandoned.aborted)).toEqual([true]);
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(cache.size()).toEqual({ entries: 0, bytes: 0, loading: 0 });
    const next = cache.get('s', 'p', load);
    begun[1]?.resolve('new');
    expect(await next).toBe('new');
    expect(await cache.get('s', 'p', neverLoads)).toBe('new');
  });

  test('the load goes on while one waits who does not leave', async () => {
    const cache = cacheOf();
    const { load, begun } = stoppable();
    const page = new AbortController();
    const answers = [cache.get('s', 'p', load, { left: page.signal }), cache.get('s', 'p', load)];
    page.abort();
    begun[0]?.resolve('value');
    expect(await Promise.all(answers)).toEqual(['value', 'value']);
    expect(begun.map(({ abandoned }) => abandoned.aborted)).toEqual([false]);
  });

  test('what has come is kept when those who waited leave', async () => {
    const cache = cacheOf();
    const { load, begun } = stoppable();
    const page = new AbortController();
    const answer = cache.get('s', 'p', load, { left: page.signal });
    begun[0]?.resolve('value');
    expect(await answer).toBe('value');
    for (let asked = 0; asked < 20; asked++) await cache.get('s', 'p', neverLoads, { left: page.signal });
    expect(getEventListeners(page.signal, 'abort')).toEqual([]);
    page.abort();
    expect(await cache.get('s', 'p', neverLoads)).toBe('value');
    expect(begun.map(({ abandoned }) => abandoned.aborted)).toEqual([false]);
  });

  test('who is left of a load that was dropped can still end it, and nobody else’s', async () => {
    const cache = cacheOf();
    const { load, begun } = stoppable();
    const page = new AbortController();
    const gone = Promise.allSettled([cache.get('s', 'p', load, { left: page.signal })]);
    cache.drop('s', 'p');
    const next = cache.get('s', 'p', load);
    page.abort();
    await gone;
    expect(begun.map(({ abandoned }) => abandoned.aborted)).toEqual([true, false]);
    begun[1]?.resolve('new');
    expect(await next).toBe('new');
    expect(await cache.get('s', 'p', neverLoads)).toBe('new');
  });
});
