import FHIR from 'fhirclient';
import type Client from 'fhirclient/lib/Client';
import type { fhirclient } from 'fhirclient/lib/types';
import { FhirError } from '../fhir/fhir-error.ts';
import { repairAuthorizeUrl } from './authorize-url.ts';
import type { Configuration, Issuer } from './configuration.ts';
import { Failure } from './failure.ts';

/** The launch's context and the EHR's token. The only thing in the app that knows fhirclient. */
export interface EhrSession {
  readonly iss: string;
  /** The EHR's Patient id, from the token response. */
  readonly patient: string;
  /** Undefined once the EHR's token has run out. */
  accessToken(): string | undefined;
  /** True when the EHR gave a new token. */
  refresh(): Promise<boolean>;
  readPatient(signal: AbortSignal): Promise<fhir4.Patient>;
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
  authorize(configurations: Authorization[]): Promise<unknown>;
  ready(options: fhirclient.ReadyOptions): Promise<Client>;
}

type Authorization = fhirclient.AuthorizeParams & { issMatch: string };

/** Starts an EHR launch and answers where to go. `/launch` must hold nothing but `iss` and `launch` by then. */
export async function beginLaunch({ iss, clientId, scope }: Issuer, launch: string): Promise<string> {
  history.replaceState(history.state, '', `${location.pathname}?${new URLSearchParams({ iss, launch })}`);
  try {
    const url = await smartApi().authorize([
      {
        issMatch: iss,
        clientId,
        scope,
        redirectUri: '/',
        pkceMode: 'required',
        stateKey: crypto.randomUUID(),
        completeInTarget: true,
        noRedirect: true,
      },
    ]);
    return repairAuthorizeUrl(String(url));
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
  { issuers }: Configuration,
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
  return toSession(client, iss, patient);
}

function toSession(client: Client, iss: string, patient: string): EhrSession {
  return {
    iss,
    patient,
    accessToken: () => {
      const expired = (client.state.expiresAt ?? Infinity) * 1000 <= Date.now();
      return expired ? undefined : client.state.tokenResponse?.access_token;
    },
    refresh: async () => {
      try {
        await client.refresh();
        return client.state.tokenResponse?.patient === patient;
      } catch {
        return false;
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

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
