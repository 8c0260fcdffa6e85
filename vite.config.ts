import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tests that need a PostgreSQL: they run on the embedded one and on a server. Others start what they need. */
const onDatabase = [
  'tests/server/{routes,organizations}/**/*.test.ts',
  'tests/server/blocks/**/*.test.ts',
  'tests/server/orders/create-orders.test.ts',
  'tests/server/follow-ups/create-follow-ups.test.ts',
  'tests/server/reading/**/*.test.ts',
  'tests/server/store/*.test.ts',
  'tests/server/store/embedded/**/*.test.ts',
  'tests/server/access/client-credentials.test.ts',
  'tests/server/database/*.test.ts',
  'tests/server/access-log/{append-behind,postgres-access-log,last-visit,tampering,erasure,failures,verify-command,deliveries,delivery-chains,forwarded}.test.ts',
  'tests/server/delivery/slow-clients.test.ts',
  'tests/launch/deliver/facade.test.ts',
  'tests/launch/database/*.test.ts',
];

/** Lays a .br and a .gz beside every built text file; the facade serves those as they are. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = '' }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(html|js|css|svg)$/.test(name)) continue;
      const file = join(dir, name);
      const text = readFileSync(file);
      writeFileSync(`${file}.br`, brotliCompressSync(text));
      writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
    }
  },
};

/** Builds the app (its pages: the SMART launch URL, the redirect URL, where a login ends, the citizens') and names the Vitest projects. */
export default defineConfig({
  root: 'app',
  plugins: [svelte({ configFile: fromRoot('svelte.config.js') }), compressed],
  define: { FHIRCLIENT_PURE: 'true' },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: {
      input: {
        index: fromRoot('app/index.html'),
        launch: fromRoot('app/launch.html'),
        connected: fromRoot('app/connected.html'),
        innbygger: fromRoot('app/innbygger.html'),
      },
    },
  },
  server: { host: '127.0.0.1' },
  test: {
    root: '.',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        root: '.',
        test: { name: 'plain', include: ['tests/**/*.test.ts'], exclude: onDatabase },
      },
      {
        extends: true,
        root: '.',
        test: {
          name: 'database',
          include: onDatabase,
          retry: 1,
          globalSetup: 'tests/support/postgres-setup.ts',
        },
      },
    ],
  },
});
