import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import { errorPage } from '../pages/error-page.ts';
import { sendPage } from '../pages/send-page.ts';
import { findReturnAddress, readAuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { readForm } from './form.ts';
import { decideScopes } from './grant-decision.ts';
import type { LaunchContext } from './launch-context.ts';
import { OAuthError } from './oauth-error.ts';

/** Sends the browser back to the app; nothing on the way may be kept or passed on as a referrer. */
export function redirectBack(
  h: ResponseToolkit,
  redirectUri: string,
  answer: Record<string, string>,
): ResponseObject {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  return h
    .redirect(target.href)
    .code(302)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer');
}

/** Grants what can be granted and answers the parameters that bring the code to the app. */
export function issueCode(
  core: IssuerCore,
  request: AuthorizationRequest,
  context: LaunchContext,
): { code: string } {
  const { client, redirectUri, codeChallenge, nonce } = request;
  const scopes = decideScopes(request.scopes, client, context);
  if (scopes.length === 0)
    throw new OAuthError('invalid_scope', 'None of the scopes can be granted to this app.');
  const authorization = { clientId: client.id, scopes, context, revoked: false, ...(nonce && { nonce }) };
  return { code: core.tokens.issueCode({ authorization, redirectUri, codeChallenge }) };
}

export function oauthErrorAnswer(error: unknown): { error: string; error_description: string } {
  if (error instanceof OAuthError) return { error: error.code, error_description: error.message };
  throw error;
}

/** GET and POST authorize. `standalone` asks the user when no EHR session says who and whom. */
export function authorizeRoutes(
  core: IssuerCore,
  standalone: (request: AuthorizationRequest, h: ResponseToolkit) => ResponseObject,
): ServerRoute[] {
  const authorize = (input: unknown, h: ResponseToolkit): ResponseObject => {
    let form, address;
    try {
      form = readForm(input);
      address = findReturnAddress(core, form);
    } catch (error) {
      return sendPage(h, errorPage(oauthErrorAnswer(error).error_description)).code(400);
    }
    const { client, redirectUri } = address;
    const state: Record<string, string> = form['state'] ? { state: form['state'] } : {};
    try {
      const request = readAuthorizationRequest(core, form, client, redirectUri);
      if (!request.launch) return standalone(request, h);
      const answer = issueCode(core, request, request.launch.context);
      core.launches.consume(request.launch.id);
      return redirectBack(h, redirectUri, { ...answer, ...state });
    } catch (error) {
      return redirectBack(h, redirectUri, { ...oauthErrorAnswer(error), ...state });
    }
  };
  return [
    {
      method: 'GET',
      path: '/oauth/authorize',
      handler: (request: Request, h) => authorize(request.query, h),
    },
    {
      method: 'POST',
      path: '/oauth/authorize',
      options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
      handler: (request: Request, h) => authorize(request.payload, h),
    },
  ];
}
