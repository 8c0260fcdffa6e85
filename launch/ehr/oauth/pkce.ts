import { equalSecrets, sha256 } from './secrets.ts';

/** A code_challenge for S256 is 32 bytes in base64url: 43 characters (RFC 7636 §4.2). */
export const isCodeChallenge = (text: string) => /^[A-Za-z0-9_-]{43}$/.test(text);

const isCodeVerifier = (text: string) => /^[A-Za-z0-9._~-]{43,128}$/.test(text);

export function verifierMatches(verifier: string, challenge: string): boolean {
  return isCodeVerifier(verifier) && equalSecrets(sha256(verifier), challenge);
}
