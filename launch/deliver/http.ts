import { setTimeout as pause } from 'node:timers/promises';
import { DeliveryError } from './delivery-error.ts';

const attempts = 6;
const longestWait = 60;
const timeout = 120_000;

/** Whether the status means "later": only these are tried again. */
export function isTransient(status: number): boolean {
  return status === 429 || status === 503;
}

/** Seconds to wait before the next attempt: what the answer asks for, else 1, 2, 4 … and never more than a minute. */
export function waitBefore(attempt: number, retryAfter: string | null): number {
  const asked = retryAfter === null || retryAfter.trim() === '' ? Number.NaN : Number(retryAfter);
  const until = retryAfter === null ? Number.NaN : (Date.parse(retryAfter) - Date.now()) / 1000;
  const wanted = [asked, until].find(Number.isFinite) ?? 2 ** (attempt - 1);
  return Math.min(longestWait, Math.max(0, wanted));
}

/**
 * Sends a request and, while the answer is 429 or 503, sends it again as Retry-After says. The last answer is
 * returned as it is. Throws a DeliveryError when nothing answers.
 */
export async function send(url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await once(url, init);
    if (!isTransient(response.status) || attempt === attempts) return response;
    await response.body?.cancel();
    await pause(waitBefore(attempt, response.headers.get('retry-after')) * 1000);
  }
}

async function once(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeout) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    throw new DeliveryError(
      'unreachable',
      `${url} does not answer: ${cause?.code ?? cause?.message ?? message}`,
      error,
    );
  }
}

/** The body as JSON; undefined when it is something else. */
export async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
