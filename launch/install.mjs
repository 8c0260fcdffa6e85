import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const oldestNode = [20, 19];

/**
 * Makes node_modules what package-lock.json says, by `npm ci`, unless it is that already. A half-finished install is
 * seen: npm writes its own record, node_modules/.package-lock.json, last.
 * @param {string} root the project's folder
 */
export function install(root) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new Error(`Node ${oldestNode.join('.')} or later is needed; this is ${process.versions.node}.`);
  }
  const reason = staleness(root);
  if (!reason) return;
  process.stderr.write(`Installing dependencies (${reason}) …\n`);
  const [file, args] = npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm ci failed; its words are above.', { cause: error });
}

/**
 * Why node_modules is not what package-lock.json says; undefined when it is.
 * @param {string} root
 * @returns {string | undefined}
 */
export function staleness(root) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'no complete installation';
  for (const [path, wanted] of Object.entries(readPackages(join(root, 'package-lock.json')) ?? {})) {
    if (!path.startsWith('node_modules/')) continue;
    const found = installed[path];
    if (!found && maybeAbsent(wanted)) continue;
    if (!found || found.version !== wanted.version || found.integrity !== wanted.integrity)
      return `${path} differs`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  return undefined;
}

/** npm leaves out what a lock file only remembers, and optional packages for other platforms. */
function maybeAbsent({ extraneous, optional, devOptional, os, cpu, libc }) {
  const forThisPlatform = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc;
  return Boolean(extraneous || ((optional || devOptional) && !forThisPlatform));
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The npm that runs us, if one does; else the one on the path. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script && basename(script).startsWith('npm')) return [process.execPath, [script, ...args]];
  return ['npm', args];
}
