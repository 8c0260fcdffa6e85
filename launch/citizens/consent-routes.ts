import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../ehr/issuer-core.ts';
import { createExpiringMap } from '../ehr/oauth/expiring-map.ts';
import { readForm } from '../ehr/oauth/form.ts';
import { newSecret } from '../ehr/oauth/secrets.ts';
import { errorPage } from '../ehr/pages/error-page.ts';
import { personName } from '../ehr/pages/person-name.ts';
import { sendPage } from '../ehr/pages/send-page.ts';
import { choicesIn } from './consent-choices.ts';
import type { GivenConsent, GivenConsents } from './given-consents.ts';
import { givenConsentsPage } from './pages/given-consents-page.ts';
import type { ShownConsent } from './pages/given-consents-page.ts';
import { loginPage } from './pages/login-page.ts';
import { userOf } from './population.ts';
import type { Citizen, Population } from './population.ts';

const patience = 10 * 60_000;

/** Where a citizen sees which apps have access, and takes it back. One logs in for it, and stays so for ten minutes. */
export function consentRoutes(
  core: IssuerCore,
  population: Population,
  consents: GivenConsents,
): ServerRoute[] {
  const sessions = createExpiringMap<{ citizen: Citizen; expiresAt: number }>(core.now);
  const address = `${core.url}/consents`;

  const shown = ({ id, givenAt, authorization }: GivenConsent): ShownConsent => {
    const { clientId, scopes, context } = authorization;
    const patient = population.citizen(context?.patient ?? '');
    return {
      id,
      givenAt,
      app: core.clients.find(clientId)?.name ?? clientId,
      ...(patient && { patient: personName(patient.resource) }),
      scopes: choicesIn(scopes).map(({ scope }) => scope),
    };
  };

  const list = (h: ResponseToolkit, citizen: Citizen, session: string, revoked = false): ResponseObject => {
    const person = personName(citizen.resource);
    const given = consents.of(subjectOf(citizen)).map(shown);
    return sendPage(h, givenConsentsPage(given, { action: `${address}/revoke`, session, person, revoked }));
  };

  const logIn = ({ payload }: Request, h: ResponseToolkit): ResponseObject => {
    const { person = '', decision } = readForm(payload);
    const citizen = population.citizen(person);
    if (decision !== 'allow' || !citizen?.logsIn) return h.redirect(address).code(303);
    const session = newSecret();
    sessions.set(session, { citizen, expiresAt: core.now() + patience });
    return list(h, citizen, session);
  };

  const revoke = ({ payload }: Request, h: ResponseToolkit): ResponseObject => {
    const { session = '', consent = '' } = readForm(payload);
    const citizen = sessions.get(session)?.citizen;
    if (!citizen) return sendPage(h, errorPage('The login has expired.')).code(400);
    return list(h, citizen, session, consents.revoke(subjectOf(citizen), consent));
  };

  const form = { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } };
  return [
    {
      method: 'GET',
      path: '/consents',
      handler: (_request, h) => sendPage(h, loginPage(population.citizens, { action: `${address}/login` })),
    },
    { method: 'POST', path: '/consents/login', options: form, handler: logIn },
    { method: 'POST', path: '/consents/revoke', options: form, handler: revoke },
  ];
}

const subjectOf = (citizen: Citizen) => userOf(citizen, { patient: citizen }).subject;
