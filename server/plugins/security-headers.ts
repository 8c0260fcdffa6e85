import type { Plugin } from '@hapi/hapi';
import type { Register } from '../register.ts';
import { issuerOrigins } from './cors.ts';

/** The citizens' page. It is opened by itself and framed by nobody: nothing may be laid over its buttons. */
export const citizenPage = '/innbygger';

/**
 * Pages load only what this facade serves, talk only to it and to the issuers of the register, and are framed only by
 * the EHRs among those; the citizens' page is framed by nobody and talks to no EHR. Answers that are data load nothing and are framed by nobody. Errors are stored nowhere; what routes
 * answer is stored only where they say so (`cache` in server.ts).
 */
export const securityHeaders: Plugin<{ publicUrl: string; register: Register }> = {
  name: 'security-headers',
  register(server, { publicUrl, register }) {
    const always = {
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      ...(publicUrl.startsWith('https:') && {
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
      }),
    };
    const ehrs = register.ehrs.filter(({ users }) => users !== 'citizens');
    const citizens = register.ehrs.filter(({ users }) => users === 'citizens');
    const page = pagePolicy(issuerOrigins(register.ehrs), ["'self'", ...issuerOrigins(ehrs)]);
    const unframed = pagePolicy(issuerOrigins(citizens), ["'none'"]);
    const data = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    const policyOf = (path: string) => (path === citizenPage ? unframed : page);
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      const headers: Record<string, unknown> =
        'isBoom' in response ? response.output.headers : response.headers;
      const isPage = !('isBoom' in response) && /^text\/html\b/.test(String(headers['content-type']));
      Object.assign(headers, always, { 'content-security-policy': isPage ? policyOf(request.path) : data });
      if ('isBoom' in response) headers['cache-control'] = 'no-store';
      return h.continue;
    });
  },
};

function pagePolicy(issuers: string[], framedBy: string[]): string {
  return Object.entries({
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...issuers],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': framedBy,
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}
