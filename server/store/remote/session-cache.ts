import { systemClock, type Clock } from './resilience/clock.ts';

export interface SessionCacheOptions<T> {
  /** Milliseconds that an answer may be used, from when it was asked for. Using it does not prolong it. */
  ttl: number;
  /** Of everything kept. What is larger than a quarter of it is handed out but not kept. */
  mostBytes: number;
  sizeOf: (value: T) => number;
  clock?: Clock;
}

/** Answers of a remote store, each kept for one session and one person, in memory only. */
export interface SessionCache<T> {
  /**
   * What is kept, or what `load` brings; those who ask meanwhile share the one load, and when all of them have left it is
   * told to end. A load that fails is not kept.
   * @param session stands for exactly one user in one organisation
   * @param part of what there is about the person; absent: all of it
   * @param expires when the right to the answer ends, epoch milliseconds: it is not kept beyond that
   * @param left aborted when whoever asks does not wait any more; absent: waits to the end
   */
  get(
    session: string,
    person: string,
    load: (abandoned: AbortSignal) => Promise<T>,
    options?: { expires?: number; part?: string; left?: AbortSignal | undefined },
  ): Promise<T>;
  /** Whether all there is about the person is kept, or on its way. */
  has(session: string, person: string): boolean;
  /** Ends everything of a session, or of one person in it: on logout, block, another patient. A load under way is not kept either. */
  drop(session: string, person?: string): void;
  /** Ends everything about a person, in all sessions: something new has come. */
  dropPerson(person: string): void;
  size(): { entries: number; bytes: number; loading: number };
}

interface Entry<T> {
  session: string;
  person: string;
  value: Promise<T>;
  ends: number;
  /** Undefined while it is loading. */
  bytes?: number;
  waiting: number;
  abandoned: AbortController;
  cancelEnd: () => void;
}

const keyOf = (session: string, person: string, part = '') => JSON.stringify([session, person, part]);

export function createSessionCache<T>({
  ttl,
  mostBytes,
  sizeOf,
  clock = systemClock,
}: SessionCacheOptions<T>): SessionCache<T> {
  /** In the order they were asked for. */
  const entries = new Map<string, Entry<T>>();
  let bytes = 0;

  function remove(key: string, entry: Entry<T>): void {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    entry.cancelEnd();
    bytes -= entry.bytes ?? 0;
  }

  function removeWhere(isMeant: (entry: Entry<T>) => boolean): void {
    for (const [key, entry] of entries) if (isMeant(entry)) remove(key, entry);
  }

  /** Makes room for it by ending what was asked for first. */
  function add(entry: Entry<T>, size: number): void {
    entry.bytes = size;
    bytes += size;
    for (const [key, oldest] of entries) {
      if (bytes <= mostBytes) return;
      if (oldest.bytes !== undefined) remove(key, oldest);
    }
  }

  function keep(key: string, entry: Entry<T>, value: T): T {
    if (entries.get(key) !== entry) return value;
    const size = sizeOf(value);
    if (size <= mostBytes / 4 && clock.now() < entry.ends) add(entry, size);
    else remove(key, entry);
    return value;
  }

  function wait(key: string, entry: Entry<T>, left: AbortSignal | undefined): Promise<T> {
    entry.waiting++;
    if (!left || entry.bytes !== undefined) return entry.value;
    const leave = () => {
      if (--entry.waiting > 0) return;
      remove(key, entry);
      entry.abandoned.abort();
    };
    left.addEventListener('abort', leave);
    const stay = () => left.removeEventListener('abort', leave);
    entry.value.then(stay, stay);
    return entry.value;
  }

  return {
    has(session, person) {
      const known = entries.get(keyOf(session, person));
      return known !== undefined && clock.now() < known.ends;
    },
    get(session, person, load, { expires = Infinity, part, left } = {}) {
      const key = keyOf(session, person, part);
      const known = entries.get(key);
      if (known && clock.now() < known.ends) return wait(key, known, left);
      if (known) remove(key, known);
      const ends = Math.min(clock.now() + ttl, expires);
      const abandoned = new AbortController();
      const loading = (async () => load(abandoned.signal))();
      const entry: Entry<T> = {
        ...{ session, person, ends, abandoned, waiting: 0 },
        value: loading.then(
          (value) => keep(key, entry, value),
          (failure) => {
            remove(key, entry);
            throw failure;
          },
        ),
        cancelEnd: clock.after(ends - clock.now(), () => remove(key, entry)),
      };
      entries.set(key, entry);
      return wait(key, entry, left);
    },
    drop: (session, person) =>
      removeWhere((entry) => entry.session === session && (person === undefined || entry.person === person)),
    dropPerson: (person) => removeWhere((entry) => entry.person === person),
    size() {
      const loading = [...entries.values()].filter((entry) => entry.bytes === undefined).length;
      return { entries: entries.size - loading, bytes, loading };
    },
  };
}
