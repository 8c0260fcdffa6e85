import { FhirError } from '../../../errors.ts';
import { isOutage } from '../failures.ts';
import type { Pass } from './breaker.ts';

/** How a failed call ended, as the breaker and the metrics need to know it. */
export interface CallEnd {
  /** The caller went away. */
  aborted: boolean;
  /** It had less time than a call may take, because the request's time was running out. */
  short: boolean;
}

/**
 * Tells the breaker what a failure says of the store, and gives the outcome's name for the metrics. Only no answer at all is
 * an outage; a refusal, 429 or an answer that is none is an answer; an error of ours says nothing.
 */
export function judgeFailure(pass: Pass, failure: unknown, { aborted, short }: CallEnd): string {
  if (aborted) {
    pass.unknown();
    return 'aborted';
  }
  if (!(failure instanceof FhirError)) {
    pass.unknown();
    return 'exception';
  }
  if (!isOutage(failure)) pass.answered();
  else if (short && failure.reason === 'store-timeout') pass.cutShort();
  else pass.failed();
  return failure.reason;
}
