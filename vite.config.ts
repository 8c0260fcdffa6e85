import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Builds the app (two pages: the SMART launch URL and the redirect URL) and names the Vitest projects. */
export default defineConfig({
  root: 'app',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
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
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
