import { join } from 'node:path';
import inert from '@hapi/inert';
import type { Plugin, RouteOptions } from '@hapi/hapi';
import { citizenPage } from '../plugins/security-headers.ts';
import type { EhrRegistration, Register } from '../register.ts';

/** Files compressed at build time are served as they are. */
const compressed = { lookupCompressed: true, lookupMap: { br: '.br', gzip: '.gz' } };

interface PagesOptions {
  appDir: string;
  register: Register;
  /** Whether clinicians log in to the national store themselves (routes/helseid.ts). */
  nationalLogin: boolean;
  /** Whether a long history may take seconds to come: the app then asks for the last days first. */
  storeElsewhere: boolean;
}

/**
 * The built app: `/` (redirect URL), `/launch` (SMART launch URL), `/connected` (where a login that had a window of its
 * own ends), `/innbygger` (the citizens' page, and its redirect URL), its assets, and /app.json, which tells it which
 * EHRs it may be launched from, and where citizens log in. File names of assets hold a hash, so they are kept for a year; pages are revalidated.
 */
export const pages: Plugin<PagesOptions> = {
  name: 'pages',
  async register(server, { appDir, register, nationalLogin, storeElsewhere }) {
    await server.register(inert);
    const page = (file: string) => ({ file: { path: join(appDir, file), confine: appDir, ...compressed } });
    const revalidated: RouteOptions = { cache: { otherwise: 'no-cache' }, cors: false };
    server.route([
      { method: 'GET', path: '/', handler: page('index.html'), options: revalidated },
      { method: 'GET', path: '/launch', handler: page('launch.html'), options: revalidated },
      { method: 'GET', path: '/connected', handler: page('connected.html'), options: revalidated },
      { method: 'GET', path: citizenPage, handler: page('innbygger.html'), options: revalidated },
      {
        method: 'GET',
        path: '/assets/{file*}',
        handler: { directory: { path: join(appDir, 'assets'), index: false, ...compressed } },
        options: {
          cache: { otherwise: 'public, max-age=31536000, immutable', statuses: [200, 206, 304] },
          cors: false,
        },
      },
      {
        method: 'GET',
        path: '/app.json',
        handler: () => ({
          fhir: '/fhir',
          token: '/oauth/token',
          revoke: '/oauth/revoke',
          ...(nationalLogin && { nationalLogin: { session: '/helseid/session', login: '/helseid/login' } }),
          ...(storeElsewhere && { storeElsewhere }),
          issuers: register.ehrs.filter(({ users }) => users !== 'citizens').map(launchedFrom),
          citizenIssuers: register.ehrs.filter(({ users }) => users === 'citizens').map(launchedFrom),
        }),
        options: revalidated,
      },
    ]);
  },
};

const launchedFrom = ({ iss, name, clients, scope }: EhrRegistration) => ({
  iss,
  name,
  clientId: clients[0],
  scope,
});
