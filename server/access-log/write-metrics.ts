import { accessLogEntries, accessLogRefusals, accessLogSeconds, accessLogWaiting } from '../metrics.ts';

/** One request's entry: counted, timed, and waiting meanwhile. */
export async function measured(write: Promise<void>): Promise<void> {
  accessLogWaiting.inc();
  const ended = accessLogSeconds.startTimer();
  try {
    await write;
    accessLogEntries.inc({ by: 'request' });
  } catch (error) {
    accessLogRefusals.inc({ by: 'request' });
    throw error;
  } finally {
    ended();
    accessLogWaiting.dec();
  }
}
