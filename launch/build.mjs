import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['app', 'server/clinical', 'vite.config.ts', 'svelte.config.js', 'package-lock.json'];

/**
 * Builds the app into dist/app unless what lies there was built from these very sources. Their hash is kept in
 * dist/app.sha256, which is only there when a build was finished.
 * @param {string} root the project's folder
 */
export function build(root) {
  const record = join(root, 'dist', 'app.sha256');
  const hash = hashOf(root);
  if (existsSync(join(root, 'dist/app/index.html')) && read(record) === hash) return;
  process.stderr.write('Building the app …\n');
  rmSync(record, { force: true });
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, error } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('The app could not be built.', { cause: error });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(record, hash);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function hashOf(root) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(root, source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(root, path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.flatMap((name) => filesOf(root, `${path}/${name}`));
}
