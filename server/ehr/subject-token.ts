import { EhrError } from './ehr-error.ts';

/** What the EHR vouches for about one of its access tokens. Nothing in it comes from the request. */
export interface SubjectToken {
  clientId: string;
  scope: string;
  /** Epoch milliseconds. Absent: the EHR does not say. */
  expires?: number;
  patient?: string;
  encounter?: string;
  fhirUser?: string;
  /** `iss` and `aud` as the EHR says them. */
  issuer?: string;
  audience?: string[];
}

/**
 * Reads the members of an introspection answer or of a JWT access token.
 * @throws {EhrError} malformed, when a member has another type than it must
 */
export function toSubjectToken(what: string, claims: Record<string, unknown>): SubjectToken {
  const text = (member: string): string | undefined => {
    const value = claims[member] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw new EhrError('malformed', `${what}: ${member} is not a string`);
  };
  const expires = claims.exp ?? undefined;
  if (expires !== undefined && typeof expires !== 'number') {
    throw new EhrError('malformed', `${what}: exp is not a number`);
  }
  return compact({
    clientId: text('client_id') ?? text('azp') ?? '',
    scope: Array.isArray(claims.scope) ? claims.scope.join(' ') : (text('scope') ?? ''),
    expires: expires === undefined ? undefined : expires * 1000,
    patient: text('patient'),
    encounter: text('encounter'),
    fhirUser: text('fhirUser'),
    issuer: text('iss'),
    audience: audienceOf(claims.aud),
  });
}

function audienceOf(aud: unknown): string[] | undefined {
  if (aud === undefined || aud === null) return undefined;
  return (Array.isArray(aud) ? aud : [aud]).map(String);
}

type Compact<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Compact<T>;
}
