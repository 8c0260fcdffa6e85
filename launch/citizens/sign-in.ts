import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../ehr/issuer-core.ts';
import { asksForPatient } from '../ehr/oauth/authorization-request.ts';
import type { AuthorizationRequest } from '../ehr/oauth/authorization-request.ts';
import { issueCode, oauthErrorAnswer, redirectBack } from '../ehr/oauth/authorize.ts';
import { createExpiringMap } from '../ehr/oauth/expiring-map.ts';
import { readForm } from '../ehr/oauth/form.ts';
import type { Form } from '../ehr/oauth/form.ts';
import { decideScopes } from '../ehr/oauth/grant-decision.ts';
import { startSession } from '../ehr/oauth/launch-context.ts';
import type { LaunchContext } from '../ehr/oauth/launch-context.ts';
import { OAuthError } from '../ehr/oauth/oauth-error.ts';
import { newSecret } from '../ehr/oauth/secrets.ts';
import { errorPage } from '../ehr/pages/error-page.ts';
import { sendPage } from '../ehr/pages/send-page.ts';
import { choicesIn, holdsData, narrowed } from './consent-choices.ts';
import type { GivenConsents } from './given-consents.ts';
import { actorPage } from './pages/actor-page.ts';
import { consentPage } from './pages/consent-page.ts';
import { loginPage } from './pages/login-page.ts';
import { userOf } from './population.ts';
import type { Choice, Citizen, Population } from './population.ts';

const patience = 10 * 60_000;

/** How far a sign-in has come: each page carries it under a name of its own, which works once. */
interface Progress {
  request: AuthorizationRequest;
  citizen?: Citizen;
  choice?: Choice;
}

type Step = (progress: Progress, form: Form, h: ResponseToolkit) => ResponseObject;

const denied = (description: string) => new OAuthError('access_denied', description);

/**
 * A citizen's way to an app: who they are, on whose behalf (when there is a choice), and what an app of somebody else's may
 * have. There is no session in the browser: every sign-in begins with the login.
 */
export function createCitizenSignIn(core: IssuerCore, population: Population, consents: GivenConsents) {
  const waiting = createExpiringMap<Progress & { expiresAt: number }>(core.now);

  const keep = (progress: Progress): string => {
    const transaction = newSecret();
    waiting.set(transaction, { ...progress, expiresAt: core.now() + patience });
    return transaction;
  };

  const action = (step: string) => `${core.url}/oauth/${step}`;

  const finish = ({ request, citizen, choice }: Progress, scope: string[], h: ResponseToolkit) => {
    if (!citizen || !choice) throw denied('Nobody has logged in.');
    const user = userOf(citizen, choice);
    const context: LaunchContext = {
      user,
      faults: new Set<never>(),
      session: startSession(core.now),
      scope,
      ...(asksForPatient(request) && { patient: choice.patient.id }),
    };
    const { code } = issueCode(core, request, context);
    const authorization = core.tokens.findCode(code)?.authorization;
    if (authorization) consents.add(user.subject, authorization);
    return redirectBack(h, request.redirectUri, { code, state: request.state });
  };

  const askConsent = (progress: Progress, h: ResponseToolkit): ResponseObject => {
    const { request, choice } = progress;
    const { client, redirectUri, scopes } = request;
    const granted = decideScopes(scopes, client, { faults: new Set() });
    const choices = choicesIn(granted);
    if (!client.asksConsent || choices.length === 0) return finish(progress, granted, h);
    const page = consentPage({
      action: action('consent'),
      transaction: keep(progress),
      app: { name: client.name, redirectUri },
      ...(choice && asksForPatient(request) && { patient: choice.patient }),
      choices,
    });
    return sendPage(h, page);
  };

  const steps: Record<string, Step> = {
    login({ request }, form, h) {
      const citizen = population.citizen(form['person'] ?? '');
      if (!citizen?.logsIn) throw denied('Nobody by that id can log in.');
      const choices = population.choicesOf(citizen);
      const [choice] = choices;
      if (choices.length === 1 || !asksForPatient(request)) {
        return askConsent({ request, citizen, ...(choice && { choice }) }, h);
      }
      const { redirectUri } = request;
      const transaction = keep({ request, citizen });
      const now = core.now();
      return sendPage(
        h,
        actorPage(choices, { action: action('on-behalf-of'), transaction, redirectUri, now }),
      );
    },
    'on-behalf-of'({ request, citizen }, form, h) {
      const choices = citizen && population.choicesOf(citizen);
      const choice = choices?.find(({ patient }) => patient.id === form['patient']);
      if (!citizen || !choice) throw denied('The person may not act for that patient.');
      return askConsent({ request, citizen, choice }, h);
    },
    consent(progress, form, h) {
      const { request, choice } = progress;
      if (!choice) throw denied('Nobody has logged in.');
      const granted = decideScopes(request.scopes, request.client, { faults: new Set() });
      const ticked = Object.entries(form).flatMap(([name, scope]) =>
        name.startsWith('scope-') ? [scope] : [],
      );
      const scopes = narrowed(granted, ticked);
      if (holdsData(granted) && !holdsData(scopes)) throw denied('The user gave the app nothing.');
      return finish(progress, scopes, h);
    },
  };

  const take =
    (name: string, step: Step) =>
    (request: Request, h: ResponseToolkit): ResponseObject => {
      const form = readForm(request.payload);
      const transaction = form['transaction'] ?? '';
      const progress = waiting.get(transaction);
      // What a page carries belongs to that page: a consent cannot be answered before the login.
      if (!progress || stepOf(progress) !== name) {
        return sendPage(h, errorPage('The sign-in has expired or was answered before.')).code(400);
      }
      waiting.delete(transaction);
      const { state, redirectUri } = progress.request;
      try {
        if (form['decision'] !== 'allow') throw denied('The user cancelled.');
        return step(progress, form, h);
      } catch (error) {
        return redirectBack(h, redirectUri, { ...oauthErrorAnswer(error), state });
      }
    };

  const routes = Object.entries(steps).map(([name, step]): ServerRoute => ({
    method: 'POST',
    path: `/oauth/${name}`,
    options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
    handler: take(name, step),
  }));

  /** Answers the first page. */
  const ask = (request: AuthorizationRequest, h: ResponseToolkit): ResponseObject => {
    const { client, redirectUri } = request;
    const app = { name: client.name, redirectUri, transaction: keep({ request }) };
    return sendPage(h, loginPage(population.citizens, { action: action('login'), app }));
  };

  return { ask, routes };
}

/** Which answer is waited for. */
function stepOf({ citizen, choice }: Progress): string {
  if (!citizen) return 'login';
  return choice ? 'consent' : 'on-behalf-of';
}
