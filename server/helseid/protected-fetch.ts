import {
  allowInsecureRequests,
  customFetch,
  fetchProtectedResource,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import type { Configuration, DPoPHandle } from 'openid-client';
import { isSecureOrLoopback } from '../access/secure-url.ts';

/**
 * `fetch` with a token of HelseID and a proof of its key. Redirects are an error; the body of the answer is handed on
 * unread; a demand for a DPoP nonce is met once. Network failures and an aborted `signal` throw what `fetch` throws.
 */
export type ProtectedFetch = (
  url: URL,
  init: {
    method: 'POST' | 'GET';
    headers?: Record<string, string>;
    body?: string;
    signal: AbortSignal;
  },
) => Promise<Response>;

/** @param connection is changed: one for this request only */
export async function fetchWithProof(
  connection: Configuration,
  token: string,
  proof: DPoPHandle,
  ...[url, { method, headers, body, signal }]: Parameters<ProtectedFetch>
): Promise<Response> {
  let failure: unknown;
  let challenge: Response | undefined;
  if (isSecureOrLoopback(url)) allowInsecureRequests(connection);
  // openid-client would end the answer's body after its own timeout, and follow no redirect but hand it on.
  connection.timeout = 0;
  connection[customFetch] = async (address, options) => {
    await challenge?.body?.cancel();
    try {
      challenge = await fetch(address, { ...options, body: body ?? null, redirect: 'error', signal });
      return challenge;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  try {
    return await fetchProtectedResource(connection, token, url, method, body, new Headers(headers), {
      DPoP: proof,
    });
  } catch (error) {
    if (error instanceof WWWAuthenticateChallengeError) return error.response;
    throw failure ?? error;
  }
}
