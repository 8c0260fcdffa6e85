import { OAuthError } from './oauth-error.ts';

/** Parameters of a token request, each given once and not empty. */
export type TokenForm = Readonly<Record<string, string | undefined>>;

/**
 * Reads a parsed `application/x-www-form-urlencoded` body. Empty parameters count as absent (RFC 6749 §3.2).
 * @throws {OAuthError} parameter-repeated
 */
export function readTokenForm(payload: unknown): TokenForm {
  const entries = Object.entries(typeof payload === 'object' && payload !== null ? payload : {});
  const repeated = entries.filter(([, value]) => typeof value !== 'string').map(([name]) => name);
  if (repeated.length > 0) {
    throw new OAuthError('parameter-repeated', `Given more than once: ${repeated.map(plain).join(', ')}`);
  }
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** RFC 6749 §5.2: the characters an error_description may hold. */
function plain(name: string): string {
  return name.slice(0, 40).replace(/[^\w-]/g, '?');
}
