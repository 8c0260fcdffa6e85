import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { chooseAccount, commandAs, type Account } from './account.ts';
import type { Binaries } from './binaries.ts';

/** A PostgreSQL cluster on disk and what is needed to run it. */
export interface Cluster {
  binaries: Binaries;
  account: Account | undefined;
  /** PGDATA. */
  data: string;
  /** The server's own log. */
  logFile: string;
  password: string;
}

/** The one role that may log in, and its database. */
export const role = 'hjemmekurve';

/**
 * Opens the cluster under `folder`, creating it first when there is none. A new cluster is made beside and renamed into
 * place when it is complete, so that neither a crash nor a second process can leave or see half a cluster.
 */
export function openCluster(folder: string, binaries: Binaries): Cluster {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const home = join(folder, 'cluster');
  const data = join(home, 'data');
  const account = chooseAccount(existsSync(data) ? statSync(data).uid : undefined);
  if (!existsSync(home)) create(folder, home, binaries, account);
  removeUnfinished(folder);
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  return { binaries, account, data, logFile: join(folder, 'postgres.log'), password };
}

const unfinished = /^cluster\.new-(\d+)$/;

function create(folder: string, home: string, binaries: Binaries, account: Account | undefined): void {
  const draft = join(folder, `cluster.new-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const data = join(draft, 'data');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(join(draft, 'password'), `${password}\n`, { mode: 0o600 });
  if (account) chownSync(draft, account.uid, account.gid);

  run(account, data, binaries.initdb, [
    ...['-D', data, '-U', 'postgres', '--auth=reject', '--encoding=UTF8', '--locale=C'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums', '--no-instructions'],
  ]);
  writeFileSync(join(data, 'pg_hba.conf'), `host all ${role} 127.0.0.1/32 scram-sha-256\n`);
  const statements = [
    `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD '${password}';`,
    `CREATE DATABASE ${role} OWNER ${role};`,
  ];
  for (const statement of statements) {
    run(account, data, binaries.postgres, ['--single', '-j', '-D', data, 'postgres'], `${statement}\n`);
  }
  try {
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

function run(account: Account | undefined, data: string, program: string, args: string[], input = ''): void {
  const [file, argv] = commandAs(account, program, args, [data]);
  const { status, error, stdout, stderr } = spawnSync(file, argv, { input, encoding: 'utf8', cwd: '/' });
  const failed = status !== 0 || /^\S+ \S+ \S+ \[\d+\] (ERROR|FATAL|PANIC):/m.test(stderr);
  if (error || failed) {
    throw new Error(`Creating the embedded database failed: ${program}\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(unfinished.exec(name)?.[1]);
    if (pid && !isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
