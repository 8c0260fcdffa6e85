import { failingAs } from '../store/embedded/failure.ts';

/** 503 or 504 `blocks-unavailable`, 500 `blocks-failed`. */
export const withBlockFailures = failingAs("The citizens' blocks", 'blocks');
