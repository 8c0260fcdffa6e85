import { isSecureOrLoopback } from '../access/secure-url.ts';
import type { EhrRegistration } from '../register.ts';
import { EhrError } from './ehr-error.ts';
import { requestJson } from './json-request.ts';

/** What the facade needs of an EHR's smart-configuration. Every URL belongs to the EHR. */
export interface EhrEndpoints {
  token: string;
  introspection?: string;
  jwks?: string;
  /** OpenID issuer, `iss` of its tokens. */
  issuer?: string;
}

const kept = 10 * 60_000;

/**
 * Reads `[iss]/.well-known/smart-configuration` and keeps it for ten minutes. Failures are not kept.
 * @returns a function that answers the endpoints or throws {@link EhrError}; simultaneous calls share one request
 */
export function createDiscovery(ehr: EhrRegistration): () => Promise<EhrEndpoints> {
  let known: { endpoints: Promise<EhrEndpoints>; until: number } | undefined;
  return () => {
    if (known && known.until > Date.now()) return known.endpoints;
    const endpoints = discover(ehr);
    known = { endpoints, until: Date.now() + kept };
    endpoints.catch(() => {
      known = undefined;
    });
    return endpoints;
  };
}

async function discover(ehr: EhrRegistration): Promise<EhrEndpoints> {
  const document = await requestJson('Discovery', `${ehr.iss}/.well-known/smart-configuration`);
  const endpoint = (member: string) => ownEndpoint(ehr, member, document[member]);
  const token = endpoint('token_endpoint');
  const introspection = endpoint('introspection_endpoint');
  const jwks = endpoint('jwks_uri');
  if (!token) throw new EhrError('malformed', 'Discovery: token_endpoint is missing');
  return {
    token,
    ...(introspection && { introspection }),
    ...(jwks && { jwks }),
    ...(typeof document.issuer === 'string' && { issuer: document.issuer }),
  };
}

/** Tokens and client assertions go to the EHR's own origins only, whatever its smart-configuration says. */
function ownEndpoint(ehr: EhrRegistration, member: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw new EhrError('malformed', `Discovery: ${member} is not an absolute URL`);
  }
  const url = new URL(value);
  const origins = [new URL(ehr.iss).origin, ...ehr.origins];
  if (!origins.includes(url.origin) || !isSecureOrLoopback(url) || url.username || url.password) {
    throw new EhrError(
      'malformed',
      `Discovery: ${member} is at an origin the register does not list for this EHR`,
    );
  }
  return url.href;
}
