/**
 * Undoes what was started, last first, once: at a signal, when the process that started this one is gone, at a failure,
 * or when something vital has ended by itself.
 */
export interface Lifecycle {
  onStop(undo: () => Promise<unknown>): void;
  /** Undoes everything and ends the process. */
  end(exitCode: number): Promise<never>;
  /** True once the end has begun. */
  ending(): boolean;
}

export function createLifecycle(): Lifecycle {
  const undoings: (() => Promise<unknown>)[] = [];
  let ended: Promise<never> | undefined;

  const undoAll = async (exitCode: number): Promise<never> => {
    let code = exitCode;
    for (const undo of undoings.reverse()) {
      await undo().catch((error: unknown) => {
        process.stderr.write(`Could not stop cleanly: ${String(error)}\n`);
        code = code || 1;
      });
    }
    process.exit(code);
  };
  const end = (exitCode: number) => (ended ??= undoAll(exitCode));

  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  process.once('disconnect', () => void end(0));
  return { onStop: (undo) => void undoings.push(undo), end, ending: () => ended !== undefined };
}
