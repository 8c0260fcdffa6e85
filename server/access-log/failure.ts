import { FhirError } from '../errors.ts';
import { toStoreFailure } from '../store/embedded/failure.ts';

/**
 * Whatever keeps the log from being written or read: 503, and asking again may help. There is no other answer, because what
 * cannot be logged is neither disclosed nor stored. `cause` goes to the operator's log; it names no person.
 */
export function logUnavailable(cause: unknown): FhirError {
  if (cause instanceof FhirError && cause.reason === 'log-unavailable') return cause;
  return new FhirError(503, 'transient', 'The access log cannot be used, so nothing is disclosed or stored', {
    reason: 'log-unavailable',
    retryAfter: 10,
    cause,
  });
}

/** A failure that has nothing to do with whose record was written: all others would only meet it too. */
export function isOutage(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return toStoreFailure(cause).status === 503 && !code.startsWith('40');
}
