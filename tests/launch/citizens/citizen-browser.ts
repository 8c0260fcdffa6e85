import { appOrigin } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { form, json, pkce, postForm } from '../support/smart-client.ts';
import type { TokenAnswer, Values } from '../support/smart-client.ts';

export const ownRedirect = `${appOrigin}/innbygger`;
export const thirdPartyRedirect = 'http://127.0.0.1:47811/callback';
export const everything =
  'launch/patient openid fhirUser profile offline_access patient/Observation.rs patient/AuditEvent.rs patient/Consent.cruds patient/EpisodeOfCare.s';

/** Where the citizens' issuer is, without `/fhir`. */
export const issuerOf = ({ citizensIss }: Sandbox) => citizensIss.replace(/\/fhir$/, '');

/** A request that keeps every rule; tests break one at a time. */
export function authorizationRequest(sandbox: Sandbox, changes: Values = {}) {
  const { verifier, challenge } = pkce();
  const values: Values = {
    response_type: 'code',
    client_id: 'helseapp-eksempel',
    redirect_uri: thirdPartyRedirect,
    scope: everything,
    state: 'state-1',
    aud: sandbox.citizensIss,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return { values, verifier };
}

/** A page, or where the browser was sent. */
export interface Seen {
  status: number;
  text: string;
  headers: Headers;
  /** Parameters of the redirect back to the app. */
  back?: Record<string, string>;
  location?: string;
}

async function seen(response: Response): Promise<Seen> {
  const location = response.headers.get('location') ?? undefined;
  return {
    status: response.status,
    text: await response.text(),
    headers: response.headers,
    ...(location !== undefined && { location, back: Object.fromEntries(new URL(location).searchParams) }),
  };
}

export async function authorize(sandbox: Sandbox, values: Values): Promise<Seen> {
  return seen(await fetch(`${issuerOf(sandbox)}/oauth/authorize?${form(values)}`, { redirect: 'manual' }));
}

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

/** What the form of a page would send as it stands: hidden fields, and ticked boxes and buttons. */
export function fieldsOf({ text }: Seen): { action: string; fields: Record<string, string> } {
  const inputs = text.match(/<input[^>]*>/g) ?? [];
  const sent = inputs.filter((tag) => /type="hidden"/.test(tag) || /\schecked/.test(tag));
  const fields = Object.fromEntries(
    sent.map((tag) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']),
  );
  return { action: attribute(/<form[^>]*>/.exec(text)?.[0] ?? '', 'action') ?? '', fields };
}

/** Sends the form of a page, with changes; undefined leaves a field out. */
export async function submit(page: Seen, changes: Values = {}): Promise<Seen> {
  const { action, fields } = fieldsOf(page);
  const values = { ...fields, decision: 'allow', ...changes };
  return seen(await fetch(action, { method: 'POST', body: form(values), redirect: 'manual' }));
}

export interface Way {
  person?: string;
  /** Whom they act for, where they are asked. */
  patient?: string;
  /** Boxes to leave unticked, by scope. */
  without?: readonly string[];
}

/** From the login page to the redirect back to the app. */
export async function signIn(page: Seen, { person = 'frail', patient, without = [] }: Way): Promise<Seen> {
  let at = await submit(page, { person });
  if (/action="[^"]*on-behalf-of"/.test(at.text)) at = await submit(at, { patient });
  if (!/action="[^"]*consent"/.test(at.text)) return at;
  const { fields } = fieldsOf(at);
  const left = Object.entries(fields).filter(([, value]) => without.includes(value));
  return submit(at, Object.fromEntries(left.map(([name]) => [name, undefined])));
}

export async function redeem(
  sandbox: Sandbox,
  code: string | undefined,
  verifier: string,
  values: Values,
): Promise<Response> {
  return postForm(`${issuerOf(sandbox)}/oauth/token`, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: values['redirect_uri'],
    client_id: values['client_id'],
    code_verifier: verifier,
  });
}

/** A whole standalone launch, ending with its tokens. */
export async function launch(sandbox: Sandbox, way: Way = {}, changes: Values = {}): Promise<TokenAnswer> {
  const { values, verifier } = authorizationRequest(sandbox, changes);
  const end = await signIn(await authorize(sandbox, values), way);
  if (!end.back?.['code']) throw new Error(`No code: ${end.status} ${end.location ?? end.text}`);
  return json<TokenAnswer>(await redeem(sandbox, end.back['code'], verifier, values));
}

export const refresh = (sandbox: Sandbox, token: string | undefined, client = 'helseapp-eksempel') =>
  postForm(`${issuerOf(sandbox)}/oauth/token`, {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: client,
  });

export const read = (sandbox: Sandbox, path: string, token: string) =>
  fetch(`${sandbox.citizensIss}/${path}`, { headers: { authorization: `Bearer ${token}` } });

export const ownApp = { client_id: 'hjemmekurve-innbygger', redirect_uri: ownRedirect };
