import type { Configuration, Issuer } from './configuration.ts';
import { Failure } from './failure.ts';

/** The launch the EHR asked for: an issuer in the register, matched exactly, and its opaque launch id. */
export function parseLaunch(search: string, { issuers }: Configuration): { issuer: Issuer; launch: string } {
  const parameters = new URLSearchParams(search);
  const missing = ['iss', 'launch'].filter((name) => !parameters.get(name));
  if (missing.length > 0) throw new Failure('launch-parameters', missing.join(', '));
  const repeated = ['iss', 'launch'].filter((name) => parameters.getAll(name).length > 1);
  if (repeated.length > 0) throw new Failure('launch-parameters', repeated.join(', '));
  const iss = parameters.get('iss') ?? '';
  const issuer = issuers.find((each) => each.iss === iss);
  if (!issuer) throw new Failure('unknown-ehr', iss);
  return { issuer, launch: parameters.get('launch') ?? '' };
}

/**
 * What came back to the citizens' page, which is its own redirect URL; undefined when somebody just opened it.
 * @throws {Failure} login-cancelled, launch-refused
 */
export function parseLoginReturn(search: string): ReturnType<typeof parseCallback> | undefined {
  const parameters = new URLSearchParams(search);
  if (parameters.get('error') === 'access_denied') throw new Failure('login-cancelled');
  return parameters.get('state') || parameters.get('error') ? parseCallback(search) : undefined;
}

/** What came back on the redirect URL. `code` is absent when the page is reloaded. */
export function parseCallback(search: string): { state: string; code?: string } {
  const parameters = new URLSearchParams(search);
  const error = parameters.get('error');
  if (error)
    throw new Failure(
      'launch-refused',
      [error, parameters.get('error_description')].filter(Boolean).join(': '),
    );
  const state = parameters.get('state');
  if (!state) throw new Failure('not-launched');
  const code = parameters.get('code');
  return { state, ...(code && { code }) };
}
