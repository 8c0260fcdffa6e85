/**
 * unavailable: no answer in time, a 5xx, or something that is not FHIR/OAuth at all (an HTML page with 200);
 * unauthorized: 401, the user's token does not hold (any more); refused: another 4xx; malformed: JSON of another
 * shape, another resource or another id than was asked for.
 */
export type EhrFailure = 'unavailable' | 'unauthorized' | 'refused' | 'malformed';

/** An EHR that did not do its part. `message` says what was asked and what came, without ids or addresses. */
export class EhrError extends Error {
  readonly failure: EhrFailure;

  constructor(failure: EhrFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EhrError';
    this.failure = failure;
  }
}

/** Milliseconds that one request to an EHR may take. */
export const patience = 5000;

/** What a status other than 2xx means. */
export function failureOf(status: number): EhrFailure {
  if (status === 401) return 'unauthorized';
  return status >= 500 || status === 429 || status < 400 ? 'unavailable' : 'refused';
}
