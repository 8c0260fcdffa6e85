import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { EhrCore } from '../core.ts';
import { errorPage } from '../pages/error-page.ts';
import { sendPage } from '../pages/send-page.ts';
import { signInPage } from '../pages/sign-in-page.ts';
import { issueCode, oauthErrorAnswer, redirectBack } from './authorize.ts';
import { asksForPatient } from './authorization-request.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { createExpiringMap } from './expiring-map.ts';
import { userOf } from '../practitioner-user.ts';
import { readForm } from './form.ts';
import type { Form } from './form.ts';
import type { LaunchContext } from './launch-context.ts';
import { startSession } from './launch-context.ts';
import { OAuthError } from './oauth-error.ts';
import { newSecret } from './secrets.ts';

const patience = 10 * 60_000;

export interface SignIn {
  /** Answers the page that asks the user. */
  ask(request: AuthorizationRequest, h: ResponseToolkit): ResponseObject;
  /** Takes the user's decision, once. */
  route: ServerRoute;
}

/** Standalone launch: no EHR session says who and whom, so the user does. The password is left out of the sandbox. */
export function createSignIn(core: EhrCore): SignIn {
  const waiting = createExpiringMap<{ request: AuthorizationRequest; expiresAt: number }>(core.now);

  const contextOf = (request: AuthorizationRequest, form: Form): LaunchContext => {
    const practitioner = core.directory.practitioner(form['practitioner'] ?? '');
    if (!practitioner) throw new OAuthError('access_denied', 'The practitioner is unknown.');
    const context = {
      user: userOf(practitioner),
      faults: new Set<never>(),
      session: startSession(core.now),
    };
    if (!asksForPatient(request)) return context;
    const patient = core.directory.patient(form['patient'] ?? '');
    if (!patient) throw new OAuthError('access_denied', 'The patient is unknown.');
    return { ...context, patient: patient.id };
  };

  const decide = (payload: unknown, h: ResponseToolkit): ResponseObject => {
    const form = readForm(payload);
    const transaction = form['transaction'] ?? '';
    const request = waiting.get(transaction)?.request;
    if (!request) return sendPage(h, errorPage('The sign-in has expired or was answered before.')).code(400);
    waiting.delete(transaction);
    const { state, redirectUri } = request;
    try {
      if (form['decision'] !== 'allow') throw new OAuthError('access_denied', 'The user cancelled.');
      return redirectBack(h, redirectUri, { ...issueCode(core, request, contextOf(request, form)), state });
    } catch (error) {
      return redirectBack(h, redirectUri, { ...oauthErrorAnswer(error), state });
    }
  };

  return {
    ask(request, h) {
      const transaction = newSecret();
      waiting.set(transaction, { request, expiresAt: core.now() + patience });
      const { client, redirectUri } = request;
      return sendPage(
        h,
        signInPage(core.directory, transaction, asksForPatient(request), client.name, redirectUri),
      );
    },
    route: {
      method: 'POST',
      path: '/oauth/sign-in',
      options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
      handler: (request: Request, h) => decide(request.payload, h),
    },
  };
}
