import type { Request } from '@hapi/hapi';

export function authorizationOf({ headers }: Request): string | undefined {
  const value: unknown = headers['authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** The token of an `Authorization: Bearer …` header (RFC 6750 §2.1); undefined for any other header or none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}
