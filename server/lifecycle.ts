import type { Logger } from './logger.ts';

export interface Lifecycle {
  /** Adds a step to undo; the last added is undone first. */
  atEnd(undo: () => unknown): void;
  /** Undoes everything and exits. */
  end(exitCode: number): Promise<void>;
}

const patience = 20_000;

/**
 * Ends the process in order at SIGTERM, at SIGINT and when the process that started this one is gone. A second
 * signal, or steps that hang for 20 s, end it at once.
 */
export function stopOnSignals(log: Logger): Lifecycle {
  const steps: (() => unknown)[] = [];
  let ending = false;
  const end = async (exitCode: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), patience).unref();
    let code = exitCode;
    for (const undo of steps.reverse()) {
      try {
        await undo();
      } catch (error) {
        log.error({ event: 'stop-failed', err: error });
        code = 1;
      }
    }
    log.info({ event: 'stopped' });
    process.exit(code);
  };
  const onSignal = () => {
    if (ending) process.exit(1);
    void end(0);
  };
  process.once('disconnect', () => void end(0));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  process.on('uncaughtException', (error) => {
    log.fatal({ event: 'crashed', err: error });
    process.exit(1);
  });
  return { atEnd: (undo) => void steps.push(undo), end };
}
