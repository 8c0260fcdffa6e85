import type { Plugin, Request } from '@hapi/hapi';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** An address that exists for other methods answers 405 with `Allow` instead of hapi's 404. */
export const methodNotAllowed: Plugin<void> = {
  name: 'method-not-allowed',
  register(server) {
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      if (!('isBoom' in response) || response.output.statusCode !== 404 || isMatched(request))
        return h.continue;
      const allowed = methods.filter((method) => server.match(method, request.path));
      if (allowed.length === 0) return h.continue;
      response.output.statusCode = 405;
      response.reformat();
      response.output.headers.Allow = allowed.map((method) => method.toUpperCase()).join(', ');
      return h.continue;
    });
  },
};

/** Whether a route of ours answered; what no route matched goes to one of hapi's special routes. */
export function isMatched(request: Request): boolean {
  return (request.route.method as string) !== '_special';
}
