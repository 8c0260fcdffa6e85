import type { NationalLoginAddresses } from '../national/national-login.ts';
import { Failure } from './failure.ts';

/** An EHR that may launch the app, or where citizens log in. */
export interface Issuer {
  iss: string;
  name: string;
  clientId: string;
  scope: string;
}

/** `/app.json`, as the facade serves it: addresses at the app's own origin, and the EHRs in its register. */
export interface Configuration {
  fhir: string;
  token: string;
  /** Where tokens of the facade are ended. */
  revoke: string;
  issuers: Issuer[];
  /** Where citizens log in, each with what the citizens' page asks for there. */
  citizenIssuers: Issuer[];
  /** Present when clinicians log in to the national store themselves. */
  nationalLogin?: NationalLoginAddresses;
  /** A long history may take seconds to come: the last days are asked for first. */
  storeElsewhere?: true;
}

export async function loadConfiguration(): Promise<Configuration> {
  let body: unknown;
  try {
    const response = await fetch('/app.json', { cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    body = await response.json();
  } catch (error) {
    throw new Failure('facade-unreachable', '/app.json', error);
  }
  return parseConfiguration(body, location.origin);
}

/** Refuses addresses outside the app's own origin: the EHR's token is sent to one of them. */
export function parseConfiguration(body: unknown, origin: string): Configuration {
  const { fhir, token, revoke, issuers, citizenIssuers, nationalLogin, storeElsewhere } = (body ??
    {}) as Partial<Configuration>;
  if (!isOwn(fhir, origin) || !isOwn(token, origin) || !isOwn(revoke, origin)) {
    throw new Failure('unexpected', 'app.json');
  }
  if (!Array.isArray(issuers) || !Array.isArray(citizenIssuers)) {
    throw new Failure('unexpected', 'app.json');
  }
  const national = nationalLogin && [nationalLogin.session, nationalLogin.login];
  if (national && !national.every((address) => isOwn(address, origin))) {
    throw new Failure('unexpected', 'app.json');
  }
  return {
    fhir: fhir.replace(/\/$/, ''),
    token,
    revoke,
    issuers: issuers.filter(isIssuer),
    citizenIssuers: citizenIssuers.filter(isIssuer),
    ...(nationalLogin && { nationalLogin }),
    ...(storeElsewhere === true && { storeElsewhere }),
  };
}

function isOwn(address: unknown, origin: string): address is string {
  return (
    typeof address === 'string' && URL.canParse(address, origin) && new URL(address, origin).origin === origin
  );
}

function isIssuer(issuer: unknown): issuer is Issuer {
  const { iss, clientId, scope } = (issuer ?? {}) as Partial<Issuer>;
  return Boolean(iss && clientId && scope);
}
