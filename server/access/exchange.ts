import type { Ehr } from '../ehr/ehr.ts';
import { EhrError } from '../ehr/ehr-error.ts';
import type { SubjectToken } from '../ehr/subject-token.ts';
import { readCitizenLaunch } from './citizen-launch.ts';
import { readClinicianLaunch } from './clinician-launch.ts';
import { sessionOf } from './ended-sessions.ts';
import type { CitizenGrant, ClinicianGrant } from './grant.ts';
import { OAuthError } from './oauth-error.ts';
import type { RefusalReason } from './oauth-error.ts';
import { citizenScopes, clinicianScopes, scopesOfLimited } from './offered-scopes.ts';
import type { TokenForm } from './token-form.ts';

export const exchangeGrantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const longestLifetime = 600_000;
const longestToken = 8192;

/**
 * Token exchange (RFC 8693): what a clinician or a citizen may do here, from a token of an issuer in the register, whose
 * registration says which of the two its users are. Checks in this order: request, issuer, token, client, scope, patient,
 * then practitioner and organisation, or who the citizen is; the first that fails refuses.
 * @throws {OAuthError} with one of the documented reasons; nothing is granted in part
 */
export function createExchange(ehrs: ReadonlyMap<string, Ehr>, publicUrl: string) {
  return async (form: TokenForm): Promise<ClinicianGrant | CitizenGrant> => {
    const { ehr, token } = readRequest(form, ehrs, publicUrl);
    const subject = await verify(ehr, token);
    const { clientId } = subject;
    if (!ehr.registration.clients.includes(clientId) || (form.client_id ?? clientId) !== clientId) {
      throw new OAuthError(
        'token-foreign-client',
        'subject_token was issued to a client that is not registered here',
      );
    }
    const { iss } = ehr.registration;
    const of = { iss, clientId, session: sessionOf(iss, token, subject.expires, Date.now()) };
    if (ehr.registration.users === 'citizens') {
      const granted = citizenScopes(subject.scope, form.scope);
      const { until, ...launch } = await readCitizenLaunch(ehr, token, subject, Date.now());
      const scopes = launch.actor.relation === 'parent-limited' ? scopesOfLimited(granted) : granted;
      const expires = endOf(subject, until);
      return { kind: 'citizen', ...of, issuerToken: token, ...launch, scopes, expires };
    }
    const scopes = clinicianScopes(subject.scope, form.scope);
    const launch = await readClinicianLaunch(ehr, token, subject);
    return { kind: 'clinician', ...of, ...launch, scopes, expires: endOf(subject) };
  };
}

/**
 * Of the facade's token, epoch milliseconds.
 * @param until no token outlives the right that it stands for
 */
function endOf(subject: SubjectToken, until = Infinity): number {
  const expires = Math.min(Date.now() + longestLifetime, subject.expires ?? Infinity, until);
  if (expires - Date.now() < 1000) throw inactive();
  return expires;
}

function readRequest(form: TokenForm, ehrs: ReadonlyMap<string, Ehr>, publicUrl: string) {
  const ehr = ehrs.get((form.iss ?? '').replace(/\/$/, ''));
  if (!ehr)
    throw new OAuthError('issuer-unknown', 'iss must be the FHIR base URL of an issuer in the register');
  const token = form.subject_token;
  if (!token) throw new OAuthError('subject-token-missing', 'subject_token is required');
  if (form.subject_token_type !== accessTokenType) {
    throw new OAuthError('subject-token-type-unsupported', `subject_token_type must be ${accessTokenType}`);
  }
  if ((form.requested_token_type ?? accessTokenType) !== accessTokenType) {
    throw new OAuthError('parameter-invalid', `requested_token_type, if given, must be ${accessTokenType}`);
  }
  if (form.actor_token) throw new OAuthError('parameter-invalid', 'actor_token is not supported');
  const target = form.resource ?? form.audience ?? `${publicUrl}/fhir`;
  if (target !== `${publicUrl}/fhir`) {
    throw new OAuthError('target-unknown', `resource and audience, if given, must be ${publicUrl}/fhir`);
  }
  // Only what may stand in a header (RFC 6750 §2.1): the token is sent on to the EHR.
  if (token.length > longestToken || !/^[\w.~+/-]+=*$/.test(token)) throw inactive();
  return { ehr, token };
}

async function verify(ehr: Ehr, token: string): Promise<SubjectToken> {
  const endpoints = await ehr
    .discover()
    .catch(refuseAs('ehr-unavailable', 'The smart-configuration of the EHR'));
  const reason = ehr.registration.introspection ? 'introspection-unavailable' : 'ehr-unavailable';
  const subject = await ehr
    .verify(token, endpoints)
    .catch(refuseAs(reason, 'The check of subject_token at the EHR'));
  if (!subject || (subject.expires ?? Infinity) <= Date.now()) throw inactive();
  const { issuer, audience } = subject;
  if (issuer !== undefined && ![endpoints.issuer, ehr.registration.iss].includes(issuer)) {
    throw new OAuthError('token-inactive', 'subject_token was issued by another issuer than iss');
  }
  if (audience && !audience.some((one) => one.replace(/\/$/, '') === ehr.registration.audience)) {
    throw new OAuthError('token-inactive', 'subject_token was issued for another server than iss');
  }
  return subject;
}

function inactive(): OAuthError {
  return new OAuthError('token-inactive', 'subject_token is not an active access token of this issuer');
}

/** For `.catch`: an EHR's failure as a refusal; everything else stays what it is. */
function refuseAs(reason: RefusalReason, what: string) {
  return (error: unknown): never => {
    if (!(error instanceof EhrError)) throw error;
    throw new OAuthError(reason, `${what} could not be read (${error.failure}): ${error.message}`, error);
  };
}
