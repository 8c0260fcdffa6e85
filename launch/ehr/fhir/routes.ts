import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { EhrCore } from '../core.ts';
import { authorizationOf } from '../oauth/authorization-header.ts';
import { fhirUserOf } from '../oauth/id-token.ts';
import type { AccessToken } from '../oauth/tokens.ts';
import { authenticate, otherPatient, visibility } from './access.ts';
import { asAnswered } from './faulty-answer.ts';
import { FhirRefusal } from './fhir-refusal.ts';
import { capabilityStatement } from './metadata.ts';
import { searchParameters } from './search-parameters.ts';
import { search } from './search.ts';

const mediaType = 'application/fhir+json';

function holdings({ directory }: EhrCore): Record<string, () => readonly fhir4.FhirResource[]> {
  const { records } = directory;
  return {
    Patient: () => records.patients.map(({ resource }) => resource),
    Practitioner: () => records.practitioners.map(({ resource }) => resource),
    PractitionerRole: () => directory.roles(),
    Organization: () => records.organizations.map(({ resource }) => resource),
    Encounter: () => records.encounters,
    Condition: () => records.conditions,
    Observation: () => records.observations,
  };
}

/** The EHR's FHIR server: every answer passes scope, patient compartment and expiry first. */
export function fhirRoutes(core: EhrCore): ServerRoute[] {
  const held = holdings(core);

  const answer = (h: ResponseToolkit, resource: object): ResponseObject =>
    h.response(resource).type(mediaType).header('cache-control', 'no-store');

  const resourcesOf = (type: string): readonly fhir4.FhirResource[] => {
    const resources = Object.hasOwn(held, type) ? held[type]?.() : undefined;
    if (!resources) throw new FhirRefusal(404, 'not-supported', `This EHR has no resources of type ${type}.`);
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
      method: '*',
      path: '/fhir/{rest*}',
      handler: (request) => {
        enter(request);
        const type = String(request.params['rest'] ?? '').split('/')[0] ?? '';
        const known = type in searchParameters;
        throw new FhirRefusal(
          known ? 405 : 404,
          'not-supported',
          'This EHR reads and searches; nothing else.',
        );
      },
    },
  ];
}

/** With the scopes openid and fhirUser the app may always read who its user is (SMART 2.2, "Scopes for requesting identity data"). */
function isOwnUser({ scopes, authorization }: AccessToken, type: string, id: string): boolean {
  const user = authorization.context?.practitioner;
  const granted = scopes.includes('openid') && scopes.includes('fhirUser');
  return granted && user !== undefined && `${type}/${id}` === fhirUserOf(user);
}

function refuseOtherFormats(request: Request): void {
  const asked = request.query['_format'] ?? request.headers['accept'] ?? '*/*';
  if (/json|\*/.test(String(asked))) return;
  throw new FhirRefusal(406, 'not-supported', 'This server answers application/fhir+json only.');
}
