import { FhirError } from '../fhir/fhir-error.ts';

/** A facade token and how long it lives. */
export interface FacadeGrant {
  token: string;
  /** Seconds. */
  lifetime: number;
  /** What it may be used for, as the facade granted it. */
  scope?: string;
  /** Of a citizen's: by what right they read about the patient. */
  relation?: Relation;
}

const relations = ['self', 'parent', 'parent-limited', 'proxy'] as const;
export type Relation = (typeof relations)[number];

const TIMEOUT = 20_000;

/**
 * RFC 8693 at the app's own origin: the EHR's token in, a facade token out. Throws FhirError with the facade's
 * machine-readable reason.
 */
export async function exchange(endpoint: string, iss: string, subjectToken: string): Promise<FacadeGrant> {
  let response: Response;
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: subjectToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        iss,
      }),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    throw new FhirError(0, 'unreachable', 'No answer from the token endpoint', error);
  }
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) {
    const reason = typeof body['reason'] === 'string' ? body['reason'] : 'malformed';
    throw new FhirError(response.status, reason, String(body['error_description'] ?? body['error'] ?? ''));
  }
  const { access_token: token, expires_in: lifetime, scope } = body;
  if (typeof token !== 'string' || typeof lifetime !== 'number') {
    throw new FhirError(response.status, 'malformed', 'The token response is incomplete');
  }
  const relation = relations.find((each) => each === body['relation']);
  return { token, lifetime, ...(typeof scope === 'string' && { scope }), ...(relation && { relation }) };
}
