import type { FailureKind } from '../smart/failure.ts';

/** What the facade says at the end of a login, in the fragment of the address that it comes back to. */
export const loginOutcomes = [
  'connected',
  'login-required',
  'other-person',
  'refused',
  'unavailable',
  'expired',
] as const;
export type LoginOutcome = (typeof loginOutcomes)[number];

export type NextStep =
  | { kind: 'go'; mode: 'silent' | 'visible' }
  /** A page of HelseID cannot be shown in the EHR's frame: the user opens a window for it. */
  | { kind: 'ask' }
  | { kind: 'fail'; failure: FailureKind };

/**
 * What to do when there is no national login. Silently first: most have logged in to HelseID already. What it says then
 * decides: a tab goes on to HelseID's own page, a frame asks for a window. Nothing is tried twice without the user.
 * @param outcome of the attempt that has just ended; absent: none was made
 */
export function nextStep(outcome: LoginOutcome | undefined, framed: boolean): NextStep {
  switch (outcome) {
    case undefined:
      return { kind: 'go', mode: 'silent' };
    case 'login-required':
      return framed ? { kind: 'ask' } : { kind: 'go', mode: 'visible' };
    case 'other-person':
      return { kind: 'fail', failure: 'national-other-person' };
    case 'unavailable':
      return { kind: 'fail', failure: 'national-unavailable' };
    case 'refused':
      return { kind: 'fail', failure: 'national-refused' };
    // It succeeded or ran out, and yet there is none: asking again by itself could go on for ever.
    case 'connected':
    case 'expired':
      return { kind: 'ask' };
  }
}

/** `#national=<outcome>`; undefined for any other fragment. */
export function parseOutcome(hash: string): LoginOutcome | undefined {
  const value = /^#national=([a-z-]+)$/.exec(hash)?.[1];
  return loginOutcomes.find((outcome) => outcome === value);
}
