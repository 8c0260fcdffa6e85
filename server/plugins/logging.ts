import type { Plugin, Request } from '@hapi/hapi';
import type { Logger } from '../logger.ts';
import { OAuthError } from '../access/oauth-error.ts';
import { FhirError } from '../errors.ts';
import { httpRequestSeconds } from '../metrics.ts';
import { isMatched } from './method-not-allowed.ts';

declare module '@hapi/hapi' {
  interface Request {
    /** Logs with this request's id. */
    logger: Logger;
  }
}

/**
 * One line per request (template of the route, never the path, the query, headers or a body) and one per error that
 * is ours to mend, with the same request id. The same numbers go to the metrics.
 */
export const logging: Plugin<{ log: Logger }> = {
  name: 'logging',
  register(server, { log }) {
    server.decorate('request', 'logger', (request: Request) => log.child({ request: request.app.id }), {
      apply: true,
    });
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      if (!('isBoom' in response)) return h.continue;
      if (response instanceof FhirError || response instanceof OAuthError)
        request.app.refusal = response.reason;
      const status =
        response instanceof FhirError || response instanceof OAuthError
          ? response.status
          : response.output.statusCode;
      if (status >= 500) {
        log.error({
          event: 'request-failed',
          request: request.app.id,
          route: routeOf(request),
          err: response,
        });
      }
      return h.continue;
    });
    server.events.on('response', (request) => {
      const { received, responded, completed } = request.info;
      const milliseconds = Math.max(responded, completed ?? 0) - received;
      const fields = { method: request.method, route: routeOf(request), status: statusOf(request) };
      httpRequestSeconds.observe(fields, milliseconds / 1000);
      log.info({
        event: 'request',
        request: request.app.id,
        ...fields,
        milliseconds,
        reason: request.app.refusal,
      });
    });
  },
};

function routeOf(request: Request): string {
  return isMatched(request) ? request.route.path : 'unmatched';
}

function statusOf(request: Request): number {
  const { response } = request;
  return 'isBoom' in response ? response.output.statusCode : response.statusCode;
}
