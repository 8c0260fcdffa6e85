import FHIR from 'fhirclient';
import type Client from 'fhirclient/lib/Client';
import type { fhirclient } from 'fhirclient/lib/types';
import { FhirError, toFhirError } from '../fhir/fhir-error.ts';
import { repairAuthorizeUrl } from './authorize-url.ts';
import type { Configuration, Issuer } from './configuration.ts';
import { Failure } from './failure.ts';
import { revocationEndpoint, revokeAt, type Revoked } from './revocation.ts';

/** The launch's context and the EHR's token. The only thing in the app that knows fhirclient. */
export interface EhrSession {
  readonly iss: string;
  /** The EHR's Patient id, from the token response. */
  readonly patient: string;
  /** What was granted, as the token response has it; what was asked for where that is silent (RFC 6749 §5.1). */
  readonly scope: string;
  /** The launch's user, `Practitioner/[id]`, and its encounter's id, where the EHR tells. */
  readonly fhirUser?: string;
  readonly encounter?: string;
  /** Undefined once the EHR's token has run out. */
  accessToken(): string | undefined;
  /** True when the EHR gave a new token. */
  refresh(): Promise<boolean>;
  readPatient(signal: AbortSignal): Promise<fhir4.Patient>;
  /**
   * Asks the EHR, at an address relative to its FHIR base, with a token that is valid and about this patient. Throws
   * FhirError: 401 when there is none, status 0 when no answer came.
   */
  request(sent: EhrRequest, signal: AbortSignal): Promise<unknown>;
  /**
   * Takes the tokens out of the browser at once, so that a reload finds nothing, and revokes them at the EHR. Resolves to whether
   * the EHR has said that it ended them; never rejects.
   */
  end(): Promise<boolean>;
}

export interface EhrRequest {
  /** Relative: fhirclient sends the token to whatever an absolute one names. */
  url: `DocumentReference${string}`;
  method?: 'POST';
  body?: string;
  headers?: Record<string, string>;
}

/**
 * fhirclient with the safe settings. No shared SMART_KEY: `state` stays in the address and keys the session, so that
 * two tabs with two patients keep their own. Public clients say who they are when they refresh.
 */
function smartApi(): SmartApi {
  const { oauth2 } = FHIR as unknown as { oauth2: SmartApi };
  Object.assign(oauth2.settings, { fullSessionStorageSupport: false, refreshTokenWithClientId: true });
  return oauth2;
}

interface SmartApi {
  settings: fhirclient.BrowserFHIRSettings;
  authorize(request: Authorization | Authorization[]): Promise<unknown>;
  ready(options: fhirclient.ReadyOptions): Promise<Client>;
}

type Authorization = fhirclient.AuthorizeParams & { issMatch?: string };

/** Starts an EHR launch and answers where to go. `/launch` must hold nothing but `iss` and `launch` by then. */
export async function beginLaunch({ iss, clientId, scope }: Issuer, launch: string): Promise<string> {
  history.replaceState(history.state, '', `${location.pathname}?${new URLSearchParams({ iss, launch })}`);
  return await authorizeUrl([{ issMatch: iss, ...asking(clientId, scope, '/') }]);
}

/**
 * Starts a login without a launch (SMART standalone launch) and answers where to go; it comes back to `redirectUri`. The
 * address loses its query: fhirclient would take issuer and client from it.
 */
export async function beginLogin({ iss, clientId, scope }: Issuer, redirectUri: string): Promise<string> {
  history.replaceState(history.state, '', location.pathname);
  return await authorizeUrl({ iss, ...asking(clientId, scope, redirectUri) });
}

const asking = (clientId: string, scope: string, redirectUri: string) => ({
  clientId,
  scope,
  redirectUri,
  pkceMode: 'required' as const,
  stateKey: crypto.randomUUID(),
  completeInTarget: true,
  noRedirect: true,
});

async function authorizeUrl(request: Authorization | Authorization[]): Promise<string> {
  try {
    return repairAuthorizeUrl(String(await smartApi().authorize(request)));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('ehr-unavailable', messageOf(error), error);
  }
}

/**
 * Completes the launch, or resumes it after a reload by the `state` in the address. The code leaves the address
 * first: fhirclient would take it from there and send it unencoded. Call once per page.
 */
export async function completeLaunch(
  { state, code }: { state: string; code?: string },
  { issuers }: Pick<Configuration, 'issuers'>,
): Promise<EhrSession> {
  if (sessionStorage.getItem(state) === null) throw new Failure('session-missing');
  history.replaceState(
    history.state,
    '',
    `${location.pathname}?${new URLSearchParams({ state })}${location.hash}`,
  );
  let client: Client;
  try {
    client = await smartApi().ready(code ? { code: encodeURIComponent(code) } : {});
  } catch (error) {
    throw new Failure('launch-failed', messageOf(error), error);
  }
  const iss = client.state.serverUrl;
  if (!issuers.some((issuer) => issuer.iss === iss)) throw new Failure('unknown-ehr', iss);
  if (!client.state.tokenResponse?.access_token) throw new Failure('session-missing');
  const patient = client.state.tokenResponse.patient;
  if (!patient) throw new Failure('no-patient');
  return toSession(client, { iss, patient, state });
}

function toSession(
  client: Client,
  { iss, patient, state }: { iss: string; patient: string; state: string },
): EhrSession {
  let forgotten = false;
  const { scope, encounter } = client.state.tokenResponse ?? {};
  const fhirUser = client.getFhirUser();
  const accessToken = () => {
    const expired = (client.state.expiresAt ?? Infinity) * 1000 <= Date.now();
    return expired || forgotten ? undefined : client.state.tokenResponse?.access_token;
  };
  const refresh = async () => {
    if (forgotten) return false;
    try {
      await client.refresh();
      return client.state.tokenResponse?.patient === patient;
    } catch {
      return false;
    }
  };
  return {
    iss,
    patient,
    scope: scope ?? client.state.scope ?? '',
    ...(fhirUser && { fhirUser }),
    ...(encounter && { encounter }),
    accessToken,
    end: async () => {
      if (forgotten) return true;
      forgotten = true;
      sessionStorage.removeItem(state);
      return await revoke(client);
    },
    refresh,
    request: async (sent, signal) => {
      const mayAsk = accessToken() !== undefined || (await refresh());
      if (!mayAsk) throw new FhirError(401, 'expired', 'The EHR’s token has ended');
      try {
        return await client.request<unknown>({ ...sent, signal }, { useRefreshToken: false });
      } catch (error) {
        throw toFhirError((error as { status?: number }).status ?? 0, outcomeIn(error), error);
      }
    },
    readPatient: async (signal) => {
      try {
        const url = `Patient/${encodeURIComponent(patient)}`;
        const resource = await client.request<fhir4.Patient>({ url, signal });
        if (resource?.resourceType !== 'Patient' || resource.id !== patient)
          throw new Failure('other-patient');
        return resource;
      } catch (error) {
        if (error instanceof Failure) throw error;
        const status = (error as { status?: number }).status ?? 0;
        if (status === 401) throw new Failure('expired', undefined, error);
        if (status === 403) throw new Failure('scope-insufficient', 'Patient', error);
        if (status === 404) throw new Failure('patient-identity', 'patient-unreadable', error);
        throw new FhirError(status, 'ehr-unavailable', messageOf(error), error);
      }
    },
  };
}

/** A refresh token first: it could give another access token. */
async function revoke({ state }: Client): Promise<boolean> {
  const { clientId = '', serverUrl, tokenUri = '', tokenResponse = {} } = state;
  const held = (['refresh_token', 'access_token'] as const).flatMap((kind): Revoked[] => {
    const token = tokenResponse[kind];
    return token ? [{ token, clientId, kind }] : [];
  });
  const endpoint = await revocationEndpoint(serverUrl, tokenUri);
  if (endpoint === undefined) return false;
  const ended = await Promise.all(held.map((each) => revokeAt(endpoint, each)));
  return ended.every(Boolean);
}

/** fhirclient keeps the body of a refusal as the text after an empty line of its message. */
function outcomeIn(error: unknown): unknown {
  const [, body = ''] = error instanceof Error ? error.message.split('\n\n') : [];
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
