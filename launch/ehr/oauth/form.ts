import { OAuthError } from './oauth-error.ts';

/** Parameters of an OAuth request. An empty value counts as left out (RFC 6749 §3.1). */
export type Form = Readonly<Record<string, string>>;

/** Takes a parsed query or form. A parameter sent twice is refused (RFC 6749 §3.1, §3.2). */
export function readForm(input: unknown): Form {
  const form: Record<string, string> = {};
  for (const [name, value] of Object.entries((input ?? {}) as Record<string, unknown>)) {
    if (Array.isArray(value)) throw new OAuthError('invalid_request', `The parameter ${name} is repeated.`);
    if (typeof value === 'string' && value !== '') form[name] = value;
  }
  return form;
}

export function required(form: Form, name: string): string {
  const value = form[name];
  if (value === undefined) throw new OAuthError('invalid_request', `The parameter ${name} is missing.`);
  return value;
}
