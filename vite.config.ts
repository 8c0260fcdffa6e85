import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** The tests that need a PostgreSQL: they run on the embedded one and on a server. Others start what they need. */
const onDatabase = ['tests/server/{store,routes}/**/*.test.ts', 'tests/server/database/*.test.ts'];

/** Builds the app (two pages: the SMART launch URL and the redirect URL) and names the Vitest projects. */
export default defineConfig({
  root: 'app',
  plugins: [svelte({ configFile: fileURLToPath(new URL('svelte.config.js', import.meta.url)) })],
  define: { FHIRCLIENT_PURE: 'true' },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: { input: { index: 'app/index.html', launch: 'app/launch.html' } },
  },
  server: { host: '127.0.0.1' },
  test: {
    root: '.',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
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
          globalSetup: 'tests/support/postgres-setup.ts',
        },
      },
    ],
  },
});
