/** What a facade's /metrics say of the store it asks. */
export interface StoreMetrics {
  running: number;
  waiting: number;
  /** Calls that have ended, whatever came of them. */
  ended: number;
  isOpen: boolean;
}

export async function readStoreMetrics(facade: string): Promise<StoreMetrics> {
  const text = await (await fetch(`${facade}/metrics`)).text();
  const sum = (pattern: RegExp) =>
    [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
  return {
    running: sum(/^hjemmekurve_store_calls\{[^}]*state="running"[^}]*\} (\d+)$/gm),
    waiting: sum(/^hjemmekurve_store_calls\{[^}]*state="waiting"[^}]*\} (\d+)$/gm),
    ended: sum(/^hjemmekurve_store_call_duration_seconds_count\{[^}]*\} (\d+)$/gm),
    isOpen: sum(/^hjemmekurve_store_breaker_state\{[^}]*\} (\d+)$/gm) === 2,
  };
}
