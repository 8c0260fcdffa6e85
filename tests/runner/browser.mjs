import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * An installed Chromium or Chrome: CHROMIUM_PATH, else one in a usual place.
 * @returns {string | undefined}
 */
export function installedBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
  return named || usualPlaces.find((path) => existsSync(path));
}

/**
 * Sees to it that there is a browser: an installed one, else Playwright's own, downloaded if need be, else Debian's
 * by apt-get as root. Throws when none can be had.
 * @param {string} root the project's folder
 */
export async function provideBrowser(root) {
  if (installedBrowser() || (await hasPlaywrightBrowser())) return;
  process.stdout.write('Installing a browser …\n');
  const playwright = join(root, 'node_modules/@playwright/test/cli.js');
  attempt(process.execPath, [playwright, 'install', 'chromium']);
  if (await hasPlaywrightBrowser()) return;
  aptInstall('chromium');
  if (!installedBrowser()) throw new Error('No browser: install Chromium, or set CHROMIUM_PATH.');
}

async function hasPlaywrightBrowser() {
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath());
}

/**
 * Installs a Debian package, where that is possible at all.
 * @param {string} name
 */
export function aptInstall(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  attempt('apt-get', ['update', '-q']);
  attempt('apt-get', ['install', '-y', '-q', '--no-install-recommends', name]);
}

function attempt(file, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'], env, timeout: 10 * 60_000 });
}
