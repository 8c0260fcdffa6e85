import { FhirError } from '../../errors.ts';

interface Circumstances {
  /** Seconds the store itself asked to be left alone for. */
  retryAfter?: number | undefined;
  /** Goes to the log only. */
  cause?: unknown;
}

/** 503 `store-unavailable`: no connection, or an answer 5xx. */
export const unavailable = (circumstances?: Circumstances) =>
  failure(503, 'transient', 'The national store cannot be reached', 'store-unavailable', circumstances);

/** 504 `store-timeout`: no whole answer in time. */
export const timedOut = (circumstances?: Circumstances) =>
  failure(504, 'timeout', 'The national store did not answer in time', 'store-timeout', circumstances);

/** 503 `store-throttled`: the store answered 429. */
export const throttled = (circumstances?: Circumstances) =>
  failure(503, 'throttled', 'The national store asks for fewer requests', 'store-throttled', circumstances);

/** 503 `store-overloaded`: the facade asks the store as much as it may, and as many wait as may wait. */
export const overloaded = (circumstances?: Circumstances) =>
  failure(
    503,
    'transient',
    'As many requests to the national store are under way as the facade may have',
    'store-overloaded',
    circumstances,
  );

/**
 * 502 `store-malformed`: an answer, but not the one that was asked for.
 * @param what completes "The national store's answer …": the rule it breaks, and nothing of what it says
 */
export const malformed = (what: string, circumstances?: Circumstances) =>
  failure(502, 'exception', `The national store's answer ${what}`, 'store-malformed', circumstances);

/** 502 `other-patient`: the answer holds something about another person. Nothing of it may be used. */
export const otherPatient = (circumstances?: Circumstances) =>
  failure(
    502,
    'exception',
    "The national store's answer holds something about another person",
    'other-patient',
    circumstances,
  );

function failure(
  status: number,
  issueCode: FhirError['issueCode'],
  diagnostics: string,
  reason: string,
  { retryAfter, cause }: Circumstances = {},
): FhirError {
  return new FhirError(status, issueCode, diagnostics, {
    reason,
    cause,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

const outages = new Set(['store-unavailable', 'store-timeout']);

/** Whether the store did not answer at all: what a circuit breaker counts. */
export function isOutage(error: unknown): error is FhirError {
  return error instanceof FhirError && outages.has(error.reason);
}

/** Whether the same call may succeed a little later. */
export function isTransient(error: unknown): error is FhirError {
  return isOutage(error) || (error instanceof FhirError && error.reason === 'store-throttled');
}

/**
 * What an answer's status means when the store did not do its part: 429, 5xx and 408, with Retry-After. Undefined for
 * every other, whose meaning differs from store to store.
 */
export function failureOfStatus(
  status: number,
  retryAfter: string | null | undefined,
  now = Date.now(),
): FhirError | undefined {
  const circumstances = { retryAfter: secondsOf(retryAfter, now) };
  if (status === 429) return throttled(circumstances);
  if (status === 408 || status === 504) return timedOut(circumstances);
  return status >= 500 ? unavailable(circumstances) : undefined;
}

/** `Retry-After` in whole seconds (RFC 9110 §10.2.3: a number or a date); undefined when there is none to be read. */
function secondsOf(retryAfter: string | null | undefined, now: number): number | undefined {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const seconds = /^[A-Z][a-z]{2},/.test(text) ? Math.ceil((Date.parse(text) - now) / 1000) : Number.NaN;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

/** fetch's own words when there was no connection, or it broke in the middle of a body. */
const brokenOff = new Set(['fetch failed', 'terminated']);

/** A failure of fetch as one of these; whatever else was thrown comes back as it is. */
export function toStoreFailure(error: unknown): unknown {
  if (error instanceof FhirError || !(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') return timedOut({ cause: error });
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/^UND_ERR_\w*TIMEOUT$|^ETIMEDOUT$/.test(code)) return timedOut({ cause: error });
  return brokenOff.has(error.message) ? unavailable({ cause: error }) : error;
}
