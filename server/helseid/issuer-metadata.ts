import { allowInsecureRequests, discovery, None } from 'openid-client';
import type { ServerMetadata } from 'openid-client';
import { isSecureOrLoopback } from '../access/secure-url.ts';
import { failureOf, HelseidError, patience } from './helseid-error.ts';

/** HelseID asks clients to keep its metadata for a day (FK2). */
const kept = 24 * 3_600_000;
const needed = [
  'authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'token_endpoint',
  'jwks_uri',
] as const;

/**
 * HelseID's metadata, read once a day. Failures are not kept; simultaneous calls share one request.
 * @returns a function that answers the metadata or throws {@link HelseidError}
 */
export function createIssuerMetadata(
  { issuer, clientId }: { issuer: string; clientId: string },
  now: () => number,
): () => Promise<ServerMetadata> {
  let known: { metadata: Promise<ServerMetadata>; until: number } | undefined;
  return () => {
    if (known && known.until > now()) return known.metadata;
    const metadata = readMetadata(issuer, clientId);
    const current = { metadata, until: now() + kept };
    known = current;
    metadata.catch(() => {
      if (known === current) known = undefined;
    });
    return metadata;
  };
}

/** openid-client sees to it that the metadata is the issuer's own. */
async function readMetadata(issuer: string, clientId: string): Promise<ServerMetadata> {
  const execute = isLoopback(issuer) ? [allowInsecureRequests] : [];
  const metadata = await discovery(new URL(issuer), clientId, undefined, None(), {
    timeout: patience,
    execute,
  }).then((configuration) => configuration.serverMetadata(), failureOf('Discovery'));
  for (const endpoint of needed) {
    const value = metadata[endpoint];
    if (!value || !URL.canParse(value) || !isSecureOrLoopback(new URL(value))) {
      throw new HelseidError('unavailable', `Discovery: ${endpoint} is missing or not an https URL`);
    }
  }
  return metadata;
}

/** The only issuers without TLS: those of this machine, as keys.ts sees to. */
export const isLoopback = (issuer: string) => issuer.startsWith('http:');
