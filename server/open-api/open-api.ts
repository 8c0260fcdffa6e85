import { describeFhir } from './describe-fhir.ts';
import { besideFhir } from './beside-fhir.ts';
import type { ServedRoute } from './fhir-address.ts';

/** One request of an address, as OpenAPI describes it. */
export interface Operation {
  operationId?: string;
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: object[];
  requestBody?: object;
  responses: Record<string, object>;
}

export interface OpenApiDocument {
  openapi: string;
  info: object;
  servers: object[];
  paths: Record<string, Record<string, Operation>>;
  components: object;
}

export interface OpenApiSubject {
  /** Without a trailing slash. */
  origin: string;
  /** What is served: nothing is described that is not, and everything that clients use is. */
  routes: readonly ServedRoute[];
  /** What it says of the FHIR resources is said here too. */
  statement: fhir4.CapabilityStatement;
  /** Definitions of operations that are not R4's own. */
  operations: readonly fhir4.OperationDefinition[];
}

/**
 * The facade's API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0): the addresses are those of the routes, the words those
 * of the CapabilityStatement. Pages of the app and addresses of its own login are not part of it.
 */
export function openApi({ origin, routes, statement, operations }: OpenApiSubject): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const operation = besideFhir(route) ?? describeFhir(route, statement, operations);
    if (operation) (paths[route.path] ??= {})[route.method] = operation;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hjemmekurve',
      version: '1.0.0',
      description:
        "Home measurements of one patient. A token of an EHR or of the citizens' login is exchanged at /oauth/token for one of this API, which stands for one patient. Errors under /fhir are OperationOutcomes whose details.coding has a reason a program can act on.",
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        facade: { type: 'http', scheme: 'bearer', description: 'access_token of POST /oauth/token' },
      },
      schemas: {
        Resource: {
          type: 'object',
          required: ['resourceType'],
          properties: { resourceType: { type: 'string' } },
          externalDocs: { url: 'https://hl7.org/fhir/R4/resourcelist.html' },
        },
      },
    },
  };
}
