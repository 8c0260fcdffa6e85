/** Remembers what may be used once, until it has expired anyway. */
export interface ReplayGuard {
  /** used: seen before; full: too many are remembered to take another safely. */
  use(id: string, expires: number): 'first' | 'used' | 'full';
}

/**
 * Bounded by refusing, not by forgetting: what is forgotten early could be used again. In the memory of one process:
 * each instance of the facade keeps its own.
 */
export function createReplayGuard(capacity = 100_000, now: () => number = Date.now): ReplayGuard {
  const seen = new Map<string, number>();
  const sweep = () => {
    for (const [id, expires] of seen) if (expires <= now()) seen.delete(id);
  };
  return {
    use(id, expires) {
      if ((seen.get(id) ?? 0) > now()) return 'used';
      if (seen.size >= capacity) sweep();
      if (seen.size >= capacity) return 'full';
      seen.set(id, expires);
      return 'first';
    },
  };
}
