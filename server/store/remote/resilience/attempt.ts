import { timedOut } from '../failures.ts';
import type { Clock } from './clock.ts';

/** Must stop when the signal is aborted. */
export type Call<T> = (signal: AbortSignal) => Promise<T>;

export interface AttemptOptions {
  clock: Clock;
  /** Milliseconds until it is aborted. */
  limit: number;
  /** How long after that it is still counted as running, if it does not stop. */
  grace: number;
  /** The caller's. */
  signal?: AbortSignal | undefined;
  /** Called once, when the call has ended or the grace is over. */
  ended: () => void;
}

/**
 * Makes a call. Fails with `store-timeout` at the limit and with the signal's reason when the caller goes away, at once,
 * whatever the call does then.
 */
export function attempt<T>(
  call: Call<T>,
  { clock, limit, grace, signal, ended }: AttemptOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      ended();
      return reject(signal.reason);
    }
    const controller = new AbortController();
    let open = true;
    const end = () => {
      if (open) ended();
      open = false;
      cancel();
      signal?.removeEventListener('abort', abandon);
    };
    const giveUp = (reason: unknown) => {
      reject(reason);
      cancel();
      cancel = clock.after(grace, end);
      controller.abort(reason);
    };
    const abandon = () => giveUp(signal?.reason);
    let cancel = clock.after(limit, () => {
      signal?.removeEventListener('abort', abandon);
      giveUp(timedOut());
    });
    signal?.addEventListener('abort', abandon, { once: true });
    (async () => call(controller.signal))().then(resolve, reject).finally(end);
  });
}
