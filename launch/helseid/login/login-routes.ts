import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { badRequest } from '@hapi/boom';
import type { Provider } from 'oidc-provider';
import type { HelseidCore } from '../core.ts';
import { subjectOf } from '../people.ts';
import type { HelseidPerson } from '../people.ts';
import { loginPage } from './login-page.ts';
import { pageHeaders, pageMarkup } from './page.ts';
import type { HelseidPage } from './page.ts';

export function sendHelseidPage(h: ResponseToolkit, page: HelseidPage): ResponseObject {
  const response = h.response(pageMarkup(page)).type('text/html');
  for (const [name, value] of Object.entries(pageHeaders(page))) response.header(name, value);
  return response;
}

/** The visible login, for when no session answers. */
export function loginRoutes(provider: Provider, { population, register }: HelseidCore): ServerRoute[] {
  const current = ({ raw }: Request) =>
    provider.interactionDetails(raw.req, raw.res).catch(() => {
      throw badRequest('The login has expired, or this browser has not begun it');
    });

  const logIn = async ({ raw: { req, res } }: Request, person: HelseidPerson): Promise<string> => {
    const accountId = subjectOf(person);
    const login = { accountId, acr: 'Level4', amr: ['pwd'], remember: true };
    const returnTo = await provider.interactionResult(req, res, { login });
    const session = await provider.Session.get(provider.createContext(req, res));
    if (session.accountId !== undefined && session.accountId !== accountId) {
      session.authorizations = {};
      session.loginAccount({ accountId });
      await session.persist();
    }
    return returnTo;
  };

  return [
    {
      method: 'GET',
      path: '/login/{uid}',
      handler: async (request, h) => {
        const { uid, params } = await current(request);
        const login = {
          uid,
          client: register.client(String(params['client_id']))?.name ?? '',
          target: String(params['redirect_uri']),
        };
        return sendHelseidPage(h, loginPage(population.people, login));
      },
    },
    {
      method: 'POST',
      path: '/login/{uid}',
      options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
      handler: async (request, h) => {
        const { raw, payload } = request;
        await current(request);
        const { decision, person: id } = payload as Record<string, unknown>;
        if (decision === 'cancel') {
          const result = { error: 'access_denied', error_description: 'The user cancelled the login' };
          return h.redirect(await provider.interactionResult(raw.req, raw.res, result)).code(303);
        }
        const person = population.byId(String(id));
        if (!person) throw badRequest('Nobody by that id can log in');
        return h.redirect(await logIn(request, person)).code(303);
      },
    },
  ];
}
