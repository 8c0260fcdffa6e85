import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ServerRoute } from '@hapi/hapi';

const { resolve } = createRequire(import.meta.url);
const own = (name: string) => new URL(`assets/${name}`, import.meta.url);

const assets = [
  { name: 'theme.css', type: 'text/css', file: resolve('@digdir/designsystemet-theme') },
  { name: 'designsystemet.css', type: 'text/css', file: resolve('@digdir/designsystemet-css') },
  { name: 'ehr.css', type: 'text/css', file: own('ehr.css') },
  { name: 'launcher.js', type: 'text/javascript', file: own('launcher.js') },
];

/** Styles and script of the EHR's own pages, read once. */
export function assetRoutes(): ServerRoute[] {
  return assets.map(({ name, type, file }) => {
    const text = readFileSync(file, 'utf8');
    return {
      method: 'GET',
      path: `/assets/${name}`,
      handler: (_request, h) => h.response(text).type(type).header('cache-control', 'no-cache'),
    };
  });
}
