import type { Plugin } from '@hapi/hapi';
import type { Register } from '../register.ts';
import { ehrOrigins } from './cors.ts';

/**
 * Pages load only what this facade serves, talk only to it and to the EHRs of the register, and are framed only by
 * those EHRs. Answers that are data load nothing and are framed by nobody. Errors are stored nowhere; what routes
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
    const page = pagePolicy(ehrOrigins(register));
    const data = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      const headers: Record<string, unknown> =
        'isBoom' in response ? response.output.headers : response.headers;
      const isPage = !('isBoom' in response) && /^text\/html\b/.test(String(headers['content-type']));
      Object.assign(headers, always, { 'content-security-policy': isPage ? page : data });
      if ('isBoom' in response) headers['cache-control'] = 'no-store';
      return h.continue;
    });
  },
};

function pagePolicy(ehrs: string[]): string {
  return Object.entries({
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...ehrs],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'", ...ehrs],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}
