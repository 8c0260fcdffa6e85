import type { IncomingMessage } from 'node:http';
import { createAdmission, type AdmissionBounds } from './admission.ts';
import { expectedLength, largestBody, readBody } from './body.ts';

export interface ReceiverOptions {
  /** Most bytes of bodies at once; see AdmissionBounds. */
  memory?: number;
  /** How long a body may take, in ms. */
  timeout?: number;
}

/** Defaults fit a container of 512 MB. */
export const receiverDefaults = { memory: 32 * 1024 * 1024, timeout: 30_000 };

const bounds: Omit<AdmissionBounds, 'bytes'> = { deliveries: 64, share: 0.5, bytesInWork: largestBody };

export type Receiver = <T>(
  request: IncomingMessage,
  source: string,
  work: (body: Buffer) => Promise<T>,
) => Promise<T>;

/**
 * Reads a delivery and works on it, within bounds: whether there is room is decided before anything of the body is read,
 * and the room is given back however it ends. All deliveries of a facade go through one receiver.
 */
export function createReceiver({
  memory = receiverDefaults.memory,
  timeout = receiverDefaults.timeout,
}: ReceiverOptions): Receiver {
  const admission = createAdmission({ ...bounds, bytes: memory });
  return async (request, source, work) => {
    const place = admission.enter(source, expectedLength(request));
    try {
      const body = await readBody(request, { timeout, onBytes: (bytes) => place.hold(bytes) });
      await place.turn(body.length);
      return await work(body);
    } finally {
      place.leave();
    }
  };
}
