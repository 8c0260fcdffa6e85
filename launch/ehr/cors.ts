import { isBoom } from '@hapi/boom';
import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { ClientRegister } from './oauth/clients.ts';

const openPaths = /^\/(fhir\/metadata|fhir\/\.well-known\/.*|oauth\/jwks|style\/.*)$/;
const sharedPaths = /^\/(fhir(\/.*)?|oauth\/(token|revoke))$/;

/** Open documents are for every origin, data and tokens only for the origins of registered apps. */
function allowedOrigin(request: Request, clients: ClientRegister): string | undefined {
  const origin = request.headers['origin'];
  if (typeof origin !== 'string') return undefined;
  if (openPaths.test(request.path)) return '*';
  return sharedPaths.test(request.path) && clients.isRegisteredOrigin(origin) ? origin : undefined;
}

/** Adds CORS headers to every answer, refusals included: a browser app must be able to read why it was refused. */
export function addCorsHeaders(clients: ClientRegister) {
  return (request: Request, h: ResponseToolkit): symbol => {
    const { response } = request;
    const headers: Record<string, string> = { vary: 'Origin' };
    const origin = allowedOrigin(request, clients);
    if (origin) {
      headers['access-control-allow-origin'] = origin;
      headers['access-control-expose-headers'] = 'WWW-Authenticate, Retry-After, Location';
    }
    if (isBoom(response)) Object.assign(response.output.headers, headers);
    else for (const [name, value] of Object.entries(headers)) response.header(name, value);
    return h.continue;
  };
}

/** Preflight: 204 with permissions for those who may, a bare 403 for the others. */
export function preflightRoute(clients: ClientRegister): ServerRoute {
  return {
    method: 'OPTIONS',
    path: '/{path*}',
    handler: (request, h) => {
      if (!allowedOrigin(request, clients)) return h.response().code(403);
      return h
        .response()
        .code(204)
        .header('access-control-allow-methods', 'GET, POST')
        .header('access-control-allow-headers', 'Authorization, Content-Type, Accept, Prefer, If-None-Exist')
        .header('access-control-max-age', '600');
    },
  };
}
