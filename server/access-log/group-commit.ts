import { setImmediate as turn } from 'node:timers/promises';

export interface GroupCommitOptions<T> {
  /**
   * Makes what came together durable. Resolves to one outcome each: undefined when it is, else why it is not.
   * @param isWanted whether anybody still waits for it
   */
  commit(items: T[], isWanted: (item: T) => boolean): Promise<(Error | undefined)[]>;
  /** Most in one commit. */
  mostTogether: number;
  /** Most that wait for the commit under way; what comes then is refused at once. */
  mostWaiting: number;
  /** Longest that anything takes, in ms. After that it fails, whether or not it becomes durable yet. */
  patience: number;
}

interface Waiting<T> {
  item: T;
  timer: NodeJS.Timeout;
  isSettled: boolean;
  settle(failure?: Error): void;
}

/**
 * Group commit: one commit at a time, and what arrives meanwhile goes together with the next. In the order of arrival.
 * @returns resolves when the item is durable
 */
export function createGroupCommit<T extends object>(
  options: GroupCommitOptions<T>,
): (item: T) => Promise<void> {
  let waiting: Waiting<T>[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    // Whoever was answered by the last commit may come at once with more.
    for (await turn(); waiting.length > 0; await turn()) {
      const batch = waiting.slice(0, options.mostTogether).filter(({ isSettled }) => !isSettled);
      waiting = waiting.slice(options.mostTogether);
      if (batch.length > 0) await commit(batch);
    }
    isRunning = false;
  }

  async function commit(batch: Waiting<T>[]): Promise<void> {
    const entries = new Map(batch.map((entry) => [entry.item, entry]));
    const isWanted = (item: T) => entries.get(item)?.isSettled === false;
    const outcomes = await options
      .commit(
        batch.map(({ item }) => item),
        isWanted,
      )
      .catch((error: Error) => batch.map(() => error));
    batch.forEach(({ settle }, at) => settle(outcomes[at]));
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= options.mostWaiting) {
        reject(new Error(`More than ${options.mostWaiting} records wait to be written`));
        return;
      }
      const entry: Waiting<T> = {
        item,
        isSettled: false,
        timer: setTimeout(() => {
          entry.settle(new Error(`Not written within ${options.patience} ms`));
        }, options.patience),
        settle(failure) {
          if (entry.isSettled) return;
          entry.isSettled = true;
          clearTimeout(entry.timer);
          if (failure) reject(failure);
          else resolve();
        },
      };
      waiting.push(entry);
      if (!isRunning) void run();
    });
}
