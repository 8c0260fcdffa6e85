/** Time as far as waiting goes. Tests bring their own. */
export interface Clock {
  /** Epoch milliseconds that never go back. */
  now(): number;
  /** Runs once after so many milliseconds, unless the function given back is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

/** Does not keep the process alive: who waits for an answer has a connection that does. */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** Rejects with the signal's reason when it is aborted first. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const wakeUp = () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const cancel = clock.after(milliseconds, wakeUp);
    const stop = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}
