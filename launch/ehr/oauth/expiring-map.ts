/** A map whose entries are gone once `expiresAt` (epoch ms) has passed; expired ones are swept as new ones arrive. */
export interface ExpiringMap<Value extends { expiresAt: number }> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

export function createExpiringMap<Value extends { expiresAt: number }>(
  now: () => number,
): ExpiringMap<Value> {
  const entries = new Map<string, Value>();
  let nextSweep = 0;
  const sweep = () => {
    if (now() < nextSweep) return;
    nextSweep = now() + 60_000;
    for (const [key, { expiresAt }] of entries) if (expiresAt <= now()) entries.delete(key);
  };
  return {
    get: (key) => {
      const value = entries.get(key);
      return value && value.expiresAt > now() ? value : undefined;
    },
    set: (key, value) => {
      sweep();
      entries.set(key, value);
    },
    delete: (key) => void entries.delete(key),
  };
}
