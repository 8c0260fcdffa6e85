import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';

/**
 * unavailable: HelseID did nothing, because it was not reached or said so itself (5xx, 429);
 * lost: there is no answer that can be used, and HelseID may have done what was asked;
 * refused: an OAuth error, `code`.
 */
export type HelseidFailure = 'unavailable' | 'lost' | 'refused';

/** HelseID did not do its part. `message` says what was asked and what came: no token, identifier or address. */
export class HelseidError extends Error {
  readonly failure: HelseidFailure;
  /** The OAuth error of a refusal. */
  readonly code: string | undefined;

  constructor(failure: HelseidFailure, message: string, code?: string) {
    super(message);
    this.name = 'HelseidError';
    this.failure = failure;
    this.code = code;
  }
}

/** Seconds that one request to HelseID may take. */
export const patience = 5;

/** Failures of a connection that never came to be: nothing was sent. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const passing = ['temporarily_unavailable', 'server_error', 'slow_down'];

/**
 * For `.catch`: what openid-client throws, as a HelseidError. The cause is left behind on purpose: it holds the request
 * or the answer. Everything that is no fault of HelseID stays what it is.
 */
export function failureOf(what: string) {
  return (error: unknown): never => {
    throw translate(what, error) ?? error;
  };
}

function translate(what: string, error: unknown): HelseidError | undefined {
  if (error instanceof ResponseBodyError) return ofAnswer(what, error);
  if (error instanceof WWWAuthenticateChallengeError) {
    return new HelseidError('refused', `${what}: status ${error.status}`, 'invalid_client');
  }
  if (error instanceof ClientError) return ofClient(what, error);
  const cause = error instanceof TypeError ? error.cause : undefined;
  if (!(cause instanceof Error)) return undefined;
  const code = 'code' in cause ? String(cause.code) : '';
  const reached = !notConnected.has(code) && code !== 'UND_ERR_CONNECT_TIMEOUT';
  return new HelseidError(
    reached ? 'lost' : 'unavailable',
    `${what}: ${reached ? 'the connection broke' : 'no connection'}`,
  );
}

function ofAnswer(what: string, { error, error_description, status }: ResponseBodyError): HelseidError {
  const code = /^[a-z_]{1,60}$/.test(error) ? error : 'unknown';
  const known = /\bHID-[A-Z-]{1,40}\b/.exec(error_description ?? '')?.[0];
  const message = `${what}: ${[code, known].filter(Boolean).join(', ')}`;
  if (status >= 500 || status === 429 || passing.includes(code)) {
    return new HelseidError('unavailable', message);
  }
  return new HelseidError('refused', message, code);
}

function ofClient(what: string, { cause, code }: ClientError): HelseidError {
  if (cause instanceof Response && (cause.status >= 500 || cause.status === 429)) {
    return new HelseidError('unavailable', `${what}: status ${cause.status}`);
  }
  if (code === 'OAUTH_TIMEOUT') return new HelseidError('lost', `${what}: no answer in time`);
  return new HelseidError('lost', `${what}: the answer cannot be used (${code ?? 'unknown fault'})`);
}
