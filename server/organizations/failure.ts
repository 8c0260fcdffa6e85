import { FhirError } from '../errors.ts';
import { toStoreFailure } from '../store/embedded/failure.ts';

/** As with the store: 503 and 504 where asking again may help, 500 where the fault is ours. */
export async function withRegisterFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { status, issueCode, retryAfter } = toStoreFailure(cause);
    const ours = status === 500;
    throw new FhirError(
      status,
      issueCode,
      `The register of organisations ${ours ? 'failed on this request' : 'cannot be reached'}`,
      {
        reason: ours ? 'register-failed' : 'register-unavailable',
        ...(retryAfter !== undefined && { retryAfter }),
        cause,
      },
    );
  }
}
