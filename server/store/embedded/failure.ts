import { FhirError } from '../../errors.ts';

const timeoutCodes = new Set(['57014', '55P03']);

/**
 * SQLSTATE classes that an operator or time mends: connection, read-only, login, no such database, serialization,
 * resources, prerequisite state, operator intervention, system error
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const outerClasses = new Set(['08', '25', '28', '3D', '40', '53', '55', '57', '58']);

/** A database that is being restored has no tables yet. */
const undefinedTable = '42P01';

/**
 * Every failure of the database as an answer. 503 and 504 say that the store cannot be reached and that asking again
 * may help; what asking again cannot mend, a fault of ours, is a 500.
 */
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
  if (isUnreachable(code, message)) {
    return new FhirError(503, 'transient', 'The store of measurements cannot be reached', {
      reason: 'store-unavailable',
      retryAfter: 10,
      cause,
    });
  }
  return new FhirError(500, 'exception', 'The store of measurements failed on this request', {
    reason: 'store-failed',
    cause,
  });
}

/** By SQLSTATE, by the operating system's code, or by the words of the driver, which has no codes of its own. */
function isUnreachable(code: string, message: string): boolean {
  if (outerClasses.has(code.slice(0, 2)) || code === undefinedTable) return true;
  if (/^E[A-Z_]{3,}/.test(code)) return true;
  return code === '' && /connection|client was closed|pool/i.test(message);
}

export async function withStoreFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw toStoreFailure(cause);
  }
}

/**
 * The same failures of what a facade keeps in the database beside measurements: 503 and 504 where asking again may help, 500
 * where the fault is ours. A refusal stays what it is.
 * @param what begins the sentence
 * @param reason `<reason>-unavailable` and `<reason>-failed`
 */
export function failingAs(what: string, reason: string): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof FhirError) throw cause;
      const { status, issueCode, retryAfter } = toStoreFailure(cause);
      const ours = status === 500;
      const words = `${what} ${ours ? 'failed on this request' : 'cannot be reached'}`;
      throw new FhirError(status, issueCode, words, {
        reason: `${reason}-${ours ? 'failed' : 'unavailable'}`,
        ...(retryAfter !== undefined && { retryAfter }),
        cause,
      });
    }
  };
}

/** An answer that memory could not hold is none: nothing is cut in silence. */
export function tooLarge(): FhirError {
  return new FhirError(
    422,
    'too-costly',
    'The answer would be too large: ask for a shorter period or fewer at a time',
    {
      reason: 'too-large',
    },
  );
}
