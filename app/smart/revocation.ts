/** A token to be ended. */
export interface Revoked {
  token: string;
  /** Whom it was issued to, where the server must be told. */
  clientId?: string;
  kind: 'access_token' | 'refresh_token';
}

const TIMEOUT = 10_000;

/** Ends a token (RFC 7009), also when the page is closed meanwhile. Resolves to whether the server said that it has; never rejects. */
export async function revokeAt(endpoint: string, { token, clientId, kind }: Revoked): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({ token, token_type_hint: kind, ...(clientId && { client_id: clientId }) }),
      cache: 'no-store',
      credentials: 'omit',
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Where an issuer ends tokens, by its own configuration; undefined: it does not say, or names a place that is not where its tokens
 * come from, to which no token is sent.
 */
export async function revocationEndpoint(iss: string, tokenEndpoint: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${iss.replace(/\/$/, '')}/.well-known/smart-configuration`, {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const { revocation_endpoint: endpoint } = (await response.json()) as Record<string, unknown>;
    if (typeof endpoint !== 'string') return undefined;
    return new URL(endpoint).origin === new URL(tokenEndpoint).origin ? endpoint : undefined;
  } catch {
    return undefined;
  }
}
