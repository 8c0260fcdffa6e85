import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { FhirError } from '../errors.ts';

/** Most bytes of a delivered body, after gzip. */
export const largestBody = 10 * 1024 * 1024;

export interface BodyReading {
  /** How long the whole body may take, in ms. */
  timeout: number;
  /** Hears of every piece: so many bytes have come in all. What it throws ends the reading. */
  onBytes: (bytes: number) => void;
}

/** Length of the body as it will be held; undefined when only reading it can tell. 413 when it is announced too large. */
export function expectedLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  if (Number(length) > largestBody) throw tooLarge();
  return length === undefined || headers['content-encoding'] !== undefined ? undefined : Number(length);
}

/**
 * The whole body, unpacked. When it fails, what is still to come is discarded, so that the sender is not cut off before
 * it has read the refusal: 408 when it took too long, 413 when it is too large, 400 when it broke off or is no gzip.
 */
export async function readBody(request: IncomingMessage, { timeout, onBytes }: BodyReading): Promise<Buffer> {
  const unpacked = unpack(request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let late: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      late = setTimeout(() => reject(tooSlow(timeout)), timeout);
      unpacked.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        try {
          if (bytes > largestBody) throw tooLarge();
          onBytes(bytes);
        } catch (refusal) {
          reject(refusal as Error);
        }
      });
      unpacked.once('end', resolve);
      unpacked.once('error', (cause) => reject(unreadable(cause)));
      request.once('close', () => {
        if (!request.complete) reject(unreadable());
      });
    });
    return Buffer.concat(chunks, bytes);
  } finally {
    clearTimeout(late);
    discardRest(request, unpacked);
    chunks.length = 0;
  }
}

function discardRest(request: IncomingMessage, unpacked: Readable): void {
  unpacked.removeAllListeners('data');
  if (unpacked !== request) {
    request.unpipe();
    unpacked.destroy();
  }
  request.resume();
}

function unpack(request: IncomingMessage): Readable {
  const coding = request.headers['content-encoding'] ?? 'identity';
  if (coding === 'identity') return request;
  if (coding === 'gzip') return request.pipe(createGunzip());
  if (coding === 'deflate') return request.pipe(createInflate());
  throw new FhirError(415, 'not-supported', 'The Content-Encoding must be gzip, deflate or none', {
    reason: 'content-encoding',
  });
}

function tooLarge(): FhirError {
  return new FhirError(413, 'too-long', `The body is larger than ${largestBody} bytes (10 MB)`, {
    reason: 'too-large',
  });
}

function tooSlow(timeout: number): FhirError {
  return new FhirError(408, 'timeout', `The body did not arrive within ${timeout / 1000} seconds`, {
    reason: 'request-timeout',
  });
}

function unreadable(cause?: unknown): FhirError {
  return new FhirError(400, 'structure', 'The body broke off or is not packed as its Content-Encoding says', {
    reason: 'encoding-invalid',
    cause,
  });
}
