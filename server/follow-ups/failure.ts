import { failingAs } from '../store/embedded/failure.ts';

/** 503 or 504 `follow-ups-unavailable`, 500 `follow-ups-failed`. */
export const withFollowUpFailures = failingAs('The register of home follow-ups', 'follow-ups');
