import { isBoom } from '@hapi/boom';
import type { Lifecycle } from '@hapi/hapi';

/** Tokens and personal data are nobody's to keep: RFC 6749 §5.1 asks for both headers. */
export const forbidCaching: Lifecycle.Method = ({ path, response }, h) => {
  if (!isBoom(response) && path.startsWith('/oauth/') && path !== '/oauth/jwks') {
    response.header('cache-control', 'no-store').header('pragma', 'no-cache');
  }
  return h.continue;
};
