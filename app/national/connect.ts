import { Failure } from '../smart/failure.ts';
import type { NationalLogin } from './national-login.ts';
import { nextStep, parseOutcome } from './next-step.ts';
import { keepPlace, takePlace } from './place-kept.ts';

/** Lets the user open HelseID in a window of its own; resolves when the facade has the login. */
export type AskUser = (login: NationalLogin) => Promise<void>;

/**
 * Resolves when the facade can ask for national data as this clinician. May leave the page for HelseID, which comes back
 * to the same address. Throws Failure.
 * @param state of the launch, which the address carries
 */
export async function connectNational(
  login: NationalLogin,
  state: string,
  askUser: AskUser,
  signal: AbortSignal,
): Promise<void> {
  const outcome = takeOutcome(state);
  if (await login.isConnected(signal)) return;
  const step = nextStep(outcome, window.parent !== window);
  if (step.kind === 'fail') throw new Failure(step.failure, outcome);
  if (step.kind === 'ask') return await askUser(login);
  keepPlace(state, location.hash);
  location.assign(await login.begin(step.mode, `${location.pathname}${location.search}`, signal));
  await never();
}

/** Reads how a login ended, and puts the place that the user was at back into the address. */
function takeOutcome(state: string): ReturnType<typeof parseOutcome> {
  const outcome = parseOutcome(location.hash);
  if (!outcome) return undefined;
  history.replaceState(history.state, '', `${location.pathname}${location.search}${takePlace(state)}`);
  return outcome;
}

/** The page is being left. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
