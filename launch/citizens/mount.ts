import type { ServerRoute } from '@hapi/hapi';
import type { CitizensIssuer } from './server.ts';

/** Puts the issuer under a path of another server: what comes there is handed over unread. */
export function mountRoutes(path: string, issuer: CitizensIssuer): ServerRoute[] {
  const handOver = (method: '*' | 'OPTIONS'): ServerRoute => ({
    method,
    path: `${path}/{rest*}`,
    options: { payload: { parse: false, output: 'stream' } },
    handler: ({ raw }, h) => {
      issuer.answer(raw.req, raw.res);
      return h.abandon;
    },
  });
  // A server that answers preflights for every path would otherwise take these too.
  return [handOver('*'), handOver('OPTIONS')];
}
