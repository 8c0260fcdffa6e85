import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { print } from './report.ts';

const built = new URL('../../dist/app/', import.meta.url);

export async function benchScripts(): Promise<void> {
  const { files, gzip } = await firstViewScripts();
  print('\nFirst view of the app');
  print(`  JavaScript ${(gzip / 1000).toFixed(1)} kB gzip in ${files} files (goal ≤ 120)`);
}

/** The JavaScript that the overview needs before it is drawn: what index.html loads, with everything that imports statically. */
async function firstViewScripts(): Promise<{ files: number; gzip: number }> {
  const page = await readFile(fileURLToPath(new URL('index.html', built)), 'utf8');
  const scripts = new Map<string, Buffer>();
  const queue = [...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(
    ([, path]) => new URL(`.${path ?? ''}`, built),
  );
  for (let script = queue.pop(); script; script = queue.pop()) {
    if (scripts.has(script.pathname)) continue;
    const bytes = await readFile(fileURLToPath(script));
    scripts.set(script.pathname, bytes);
    for (const [, path] of bytes.toString('utf8').matchAll(/\b(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
      queue.push(new URL(path ?? '', script));
    }
  }
  const gzip = [...scripts.values()].reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  return { files: scripts.size, gzip };
}
