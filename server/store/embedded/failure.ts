import { FhirError } from '../../errors.ts';

const timeoutCodes = new Set(['57014', '55P03']);

/** Every failure of the database as an answer that says what is missing and that asking again may help. */
export function toStoreFailure(cause: unknown): FhirError {
  if (cause instanceof FhirError) return cause;
  const message = cause instanceof Error ? cause.message : '';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (timeoutCodes.has(code) || /timeout|timed out/i.test(message)) {
    return new FhirError(504, 'timeout', 'The store of measurements did not answer in time', {
      reason: 'store-timeout',
      retryAfter: 5,
      cause,
    });
  }
  return new FhirError(503, 'transient', 'The store of measurements cannot be reached', {
    reason: 'store-unavailable',
    retryAfter: 10,
    cause,
  });
}

export async function withStoreFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw toStoreFailure(cause);
  }
}
