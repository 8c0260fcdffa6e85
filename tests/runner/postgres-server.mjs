import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { aptInstall } from './browser.mjs';

/**
 * A PostgreSQL server that is not ours: the operating system's, installed if need be, on a cluster in `folder`.
 * @param {string} folder
 * @returns {Promise<{ url: string, stop(): Promise<void> } | undefined>} undefined where none can be had
 */
export async function startPostgresServer(folder) {
  if (!installedPrograms()) aptInstall('postgresql');
  const programs = installedPrograms();
  if (!programs) return undefined;

  const data = join(folder, 'server-data');
  const passwordFile = join(folder, 'server-password');
  const password = randomBytes(18).toString('base64url');
  const account = serverAccount();
  chmodSync(folder, 0o711);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [data, passwordFile]) chownSync(path, account.uid, account.gid);

  const [initdb, initArgs] = as(account, join(programs, 'initdb'), [
    ...['-D', data, '-U', 'tester', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
    ...['-E', 'UTF8', '--locale=C.UTF-8'],
  ]);
  const made = spawnSync(initdb, initArgs, { encoding: 'utf8', cwd: '/' });
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stdout}${made.stderr}`);

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const [postgres, args] = as(account, join(programs, 'postgres'), [
    ...['-D', data, '-p', String(port)],
    ...settings.flatMap((setting) => ['-c', setting]),
  ]);
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const server = spawn(postgres, args, { stdio: ['ignore', log, log], cwd: '/' });
  while (!isReady(join(data, 'postmaster.pid'))) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL did not start:\n${readFileSync(logFile, 'utf8')}`);
    await delay(50);
  }
  return {
    url: `postgres://tester:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
    },
  };
}

/** The newest installed PostgreSQL's folder of programs. */
function installedPrograms() {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home) ? readdirSync(home).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.find((version) => existsSync(join(home, version, 'bin/postgres')));
  return found && join(home, found, 'bin');
}

/** PostgreSQL refuses to run as root: the package's own account runs it then. */
function serverAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const fields = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

function as(account, program, args) {
  if (!account) return [program, args];
  return [
    'setpriv',
    [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', program, ...args],
  ];
}

function isReady(pidFile) {
  return existsSync(pidFile) && readFileSync(pidFile, 'utf8').split('\n')[7]?.trim() === 'ready';
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
