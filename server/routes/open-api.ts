import type { Plugin } from '@hapi/hapi';
import { openApi, type OpenApiDocument } from '../open-api/open-api.ts';

interface OpenApiOptions {
  /** Without a trailing slash. */
  origin: string;
  statement: fhir4.CapabilityStatement;
  operations: readonly fhir4.OperationDefinition[];
}

/** GET /openapi.json: the API described from the routes of this server. Open to everybody. */
export const openApiRoute: Plugin<OpenApiOptions> = {
  name: 'open-api',
  register(server, options) {
    let document: OpenApiDocument | undefined;
    server.route({
      method: 'GET',
      path: '/openapi.json',
      options: { cors: { origin: ['*'] }, cache: { otherwise: 'no-cache' } },
      handler: () => (document ??= openApi({ routes: server.table(), ...options })),
    });
  },
};
