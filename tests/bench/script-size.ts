import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const built = new URL('../../dist/app/', import.meta.url);

/** The JavaScript that the overview needs before it is drawn: what index.html loads, with everything that imports statically. */
export async function firstViewScripts(): Promise<{ files: number; gzip: number }> {
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
