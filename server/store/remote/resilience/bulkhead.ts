import type { FhirError } from '../../../errors.ts';
import { overloaded, timedOut } from '../failures.ts';
import type { Clock } from './clock.ts';

export interface BulkheadOptions {
  /** Calls at a time. */
  concurrency: number;
  /** How many may wait for a place. */
  queue: number;
}

export interface Bulkhead {
  /**
   * Resolves when there is a place, first come, first served. Every place is left.
   * @param deadline until when it may wait, by the clock
   * @throws {FhirError} 503 `store-overloaded` at once when too many wait, 504 `store-timeout` at the deadline
   * @throws the signal's reason when it is aborted
   */
  enter(deadline: number, signal?: AbortSignal): Promise<void>;
  leave(): void;
  /** Sends away all who wait. */
  refuseWaiting(error: () => FhirError): void;
  readonly running: number;
  readonly waiting: number;
}

interface Waiting {
  admit(): void;
  refuse(reason: unknown): void;
}

/** @param changed called when more or fewer run or wait */
export function createBulkhead(
  { concurrency, queue }: BulkheadOptions,
  clock: Clock,
  changed: () => void = () => undefined,
): Bulkhead {
  let running = 0;
  const line = new Set<Waiting>();

  function wait(deadline: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stepOut = () => {
        line.delete(place);
        cancel();
        signal?.removeEventListener('abort', aborted);
        changed();
      };
      const place: Waiting = {
        admit() {
          stepOut();
          resolve();
        },
        refuse(reason) {
          stepOut();
          reject(reason);
        },
      };
      const aborted = () => place.refuse(signal?.reason);
      const cancel = clock.after(deadline - clock.now(), () => place.refuse(timedOut()));
      signal?.addEventListener('abort', aborted, { once: true });
      line.add(place);
      changed();
    });
  }

  return {
    async enter(deadline, signal) {
      signal?.throwIfAborted();
      if (running >= concurrency) {
        if (line.size >= queue) throw overloaded({ retryAfter: 2 });
        return await wait(deadline, signal);
      }
      running++;
      changed();
    },
    leave() {
      const [next] = line;
      if (next) return next.admit();
      running--;
      changed();
    },
    refuseWaiting(error) {
      for (const place of [...line]) place.refuse(error());
    },
    get running() {
      return running;
    },
    get waiting() {
      return line.size;
    },
  };
}
