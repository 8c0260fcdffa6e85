import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import { authorizationOf } from '../oauth/authorization-header.ts';
import type { AccessToken } from '../oauth/tokens.ts';
import { authenticate, otherPatient, visibility } from './access.ts';
import { createIn } from './create.ts';
import { asAnswered } from './faulty-answer.ts';
import { FhirRefusal } from './fhir-refusal.ts';
import { capabilityStatement } from './metadata.ts';
import { search } from './search.ts';

const mediaType = 'application/fhir+json';

/** An issuer's FHIR server: every answer passes scope, patient compartment and expiry first. */
export function fhirRoutes(core: IssuerCore): ServerRoute[] {
  const answer = (h: ResponseToolkit, resource: object): ResponseObject =>
    h.response(resource).type(mediaType).header('cache-control', 'no-store');

  const resourcesOf = (type: string): readonly fhir4.FhirResource[] => {
    const resources = Object.hasOwn(core.holdings, type) ? core.holdings[type]?.() : undefined;
    if (!resources)
      throw new FhirRefusal(404, 'not-supported', `This server has no resources of type ${type}.`);
    return resources;
  };

  const enter = (request: Request): AccessToken => {
    const access = authenticate(core.tokens, authorizationOf(request));
    refuseOtherFormats(request);
    return access;
  };

  const read = (request: Request, h: ResponseToolkit): ResponseObject => {
    const access = enter(request);
    const { type, id } = request.params as { type: string; id: string };
    const resource = resourcesOf(type).find((one) => one.id === id);
    const visible = isOwnUser(access, type, id) ? () => true : visibility(access, type, 'r');
    if (type === 'Patient' && !visible({ resourceType: 'Patient', id })) throw otherPatient();
    if (!resource || !visible(resource)) {
      throw new FhirRefusal(404, 'not-found', `There is no such ${type} within the token’s reach.`);
    }
    return answer(h, asAnswered(resource, access.authorization.context));
  };

  const searchBy = (request: Request, h: ResponseToolkit, parameters: URLSearchParams): ResponseObject => {
    const access = enter(request);
    const { type } = request.params as { type: string };
    const resources = resourcesOf(type).filter(visibility(access, type, 's'));
    const seen = resources.map((resource) => asAnswered(resource, access.authorization.context));
    const method = request.method === 'post' ? 'POST' : 'GET';
    const strict = /handling=strict/.test(String(request.headers['prefer'] ?? ''));
    return answer(h, search({ type, parameters, method, strict }, core.iss, seen));
  };

  return [
    { method: 'GET', path: '/fhir/metadata', handler: (_request, h) => answer(h, capabilityStatement(core)) },
    { method: 'GET', path: '/fhir/{type}/{id}', handler: read },
    {
      method: 'GET',
      path: '/fhir/{type}',
      handler: (request, h) => searchBy(request, h, request.url.searchParams),
    },
    {
      method: 'POST',
      path: '/fhir/{type}/_search',
      options: {
        payload: {
          parse: false,
          output: 'data',
          maxBytes: 16_384,
          allow: 'application/x-www-form-urlencoded',
        },
      },
      handler: (request, h) => {
        const body = new URLSearchParams(String(request.payload));
        return searchBy(request, h, new URLSearchParams([...request.url.searchParams, ...body]));
      },
    },
    {
      method: 'POST',
      path: '/fhir/{type}',
      options: { payload: { parse: false, output: 'data', maxBytes: 1_048_576 } },
      handler: (request, h) => {
        const { status, resource, location } = createIn(core, enter(request), request);
        return answer(h, resource).code(status).header('location', location);
      },
    },
    {
      method: '*',
      path: '/fhir/{rest*}',
      handler: (request) => {
        enter(request);
        const type = String(request.params['rest'] ?? '').split('/')[0] ?? '';
        const known = Object.hasOwn(core.holdings, type);
        throw new FhirRefusal(
          known ? 405 : 404,
          'not-supported',
          'This server reads, searches and creates; nothing else.',
        );
      },
    },
  ];
}

/**
 * With the scopes openid and fhirUser the app may always read who its user is (SMART 2.2, "Scopes for requesting identity
 * data"), and for whom the user acts.
 */
function isOwnUser({ scopes, authorization }: AccessToken, type: string, id: string): boolean {
  const { user } = authorization.context ?? {};
  const granted = scopes.includes('openid') && scopes.includes('fhirUser');
  return granted && user !== undefined && [user.fhirUser, user.actsFor].includes(`${type}/${id}`);
}

function refuseOtherFormats(request: Request): void {
  const asked = request.query['_format'] ?? request.headers['accept'] ?? '*/*';
  if (/json|\*/.test(String(asked))) return;
  throw new FhirRefusal(406, 'not-supported', 'This server answers application/fhir+json only.');
}
