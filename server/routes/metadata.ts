import type { Plugin } from '@hapi/hapi';
import { citizensScope, cliniciansScope } from '../access/offered-scopes.ts';
import { toObservationDefinition } from '../clinical/observation-definition.ts';
import { vitalSigns } from '../clinical/vital-signs.ts';
import { FhirError } from '../errors.ts';
import { capabilityStatement } from '../fhir/capability-statement.ts';
import { monitoringLimitsDefinition } from '../fhir/monitoring-limits-definition.ts';
import { news2ScaleDefinition } from '../fhir/news2-scale-definition.ts';
import { operations } from '../fhir/operations.ts';
import { fhirResponse, type FhirRouteOptions } from './fhir-request.ts';

interface MetadataOptions extends FhirRouteOptions {
  /** Epoch milliseconds. */
  now: () => number;
  /** Resources that are served beside measurements, for the CapabilityStatement. */
  further?: readonly fhir4.CapabilityStatementRestResource[];
}

const extensions = [monitoringLimitsDefinition, news2ScaleDefinition];

/** What the facade is and knows: open to everybody, the same for everybody. */
export const metadata: Plugin<MetadataOptions> = {
  name: 'metadata',
  register(server, { fhirBase, now, further }) {
    const statement = capabilityStatement(fhirBase, new Date(now()).toISOString(), further);
    const definitions = new Map(vitalSigns.map(toObservationDefinition).map((each) => [each.id, each]));
    server.route([
      { method: 'GET', path: '/fhir/metadata', handler: (_, h) => fhirResponse(h, statement) },
      {
        method: 'GET',
        path: '/fhir/.well-known/smart-configuration',
        handler: (_, h) => h.response(smartConfiguration(fhirBase)).type('application/json'),
      },
      {
        method: 'GET',
        path: '/fhir/ObservationDefinition',
        handler: (_, h) =>
          fhirResponse(h, {
            resourceType: 'Bundle',
            type: 'searchset',
            total: definitions.size,
            link: [{ relation: 'self', url: `${fhirBase}/ObservationDefinition` }],
            entry: [...definitions.values()].map((resource) => ({
              fullUrl: `${fhirBase}/ObservationDefinition/${resource.id}`,
              resource,
              search: { mode: 'match' },
            })),
          }),
      },
      {
        method: 'GET',
        path: '/fhir/ObservationDefinition/{id}',
        handler: (request, h) => fhirResponse(h, definitions.get(String(request.params.id)) ?? notFound()),
      },
      {
        method: 'GET',
        path: `/fhir/OperationDefinition/{id}`,
        handler: (request, h) =>
          fhirResponse(h, operations.find(({ id }) => id === request.params.id) ?? notFound()),
      },
      {
        method: 'GET',
        path: `/fhir/StructureDefinition/{id}`,
        handler: (request, h) =>
          fhirResponse(h, extensions.find(({ id }) => id === request.params.id) ?? notFound()),
      },
    ]);
  },
};

function notFound(): never {
  throw new FhirError(404, 'not-found', 'No such definition here', { reason: 'not-found' });
}

/** For sources, EHRs' own front ends and citizens' apps: where tokens come from. Nobody is sent here to log in. */
function smartConfiguration(fhirBase: string): object {
  const { origin } = new URL(fhirBase);
  return {
    issuer: origin,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    scopes_supported: [
      'system/Observation.c',
      'system/Observation.rs',
      'system/EpisodeOfCare.u',
      ...new Set([cliniciansScope, citizensScope].flatMap((scopes) => scopes.split(' '))),
    ],
    response_types_supported: [],
    code_challenge_methods_supported: ['S256'],
    capabilities: ['client-confidential-asymmetric', 'permission-v2', 'permission-v1', 'permission-patient'],
  };
}
